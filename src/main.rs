//! Parses the command line, dispatches, and ends with the exit code of the contract.

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;
use rnntui::cli::{Cli, Command, Which};
use rnntui::exit::Failure;
use rnntui::nn::machine::check_kernels;
use rnntui::session::again::Net;
use rnntui::{bench, inspect, launch, listing, predict, sample, session};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => error.exit(),
        Err(error) => {
            let sentence = file_like_an_option(&error).unwrap_or_else(|| one_sentence(&error.to_string()));
            return Failure::Input(sentence).report();
        }
    };
    if let Err(sentence) = check_kernels() {
        return Failure::Input(sentence).report();
    }
    let done = match cli.command {
        None if cli.run.files.is_empty() => launch::start(cli.run),
        None => launch::new_run(&cli.run.files.clone(), cli.run),
        Some(Command::Lesson(args)) => launch::open_lesson(*args),
        Some(Command::Resume(args)) => launch::open_session(args),
        Some(Command::Branch(args)) => launch::branch(*args),
        Some(Command::Compare(args)) => listing::compare(&args),
        Some(Command::Verify(args)) => launch::verify(&args).and_then(|sentence| print(format_args!("{sentence}"))),
        Some(Command::Sample(args)) => sample::run(&args),
        Some(Command::Predict(args)) => predict::run(&args),
        Some(Command::Inspect(args)) => inspect::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Sessions { dir, json }) => listing::run(&dir, json),
        Some(Command::Export { session, state, at, data, out }) => {
            let which = at.map_or(if state == Which::Best { Net::Best } else { Net::Last }, Net::At);
            session::export::export(&session, which, data.as_deref(), &out)
                .and_then(|bytes| print(format_args!("wrote {out:?}, {bytes} bytes")))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Prints a line on standard output, which may be full or closed.
fn print(line: Arguments<'_>) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").map_err(Failure::unwritable)
}

/// What there is to say of an argument that was taken for an option and is the name of a file.
fn file_like_an_option(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    // The error names the option alone, which may be the first letter only.
    let named = std::env::args_os().skip(1).map(PathBuf::from);
    let mut named = named.filter(|name| name.as_os_str().as_encoded_bytes().starts_with(b"-"));
    let file = named.find(|name| name.exists())?;
    Some(format!("{file:?} was taken for an option, for it begins with -; give it as {:?}", Path::new(".").join(&file)))
}

/// Makes one sentence, as the contract demands, of clap's several lines.
fn one_sentence(explanation: &str) -> String {
    let lines = explanation
        .lines()
        .map(str::trim)
        .take_while(|line| ["Usage:", "For more", "tip:"].iter().all(|end| !line.starts_with(end)));
    let text: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    format!("{} (see rnntui --help)", text.join(" ").trim_start_matches("error: "))
}
