//! How the program ends and how it speaks without a screen: exit codes, lines on stderr, characters fit for a terminal.

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::process::ExitCode;

pub use crate::glyph::visible;

/// Anything but success.
#[derive(Debug)]
pub enum Failure {
    /// Bad usage or input, exit code 2: nothing was written.
    Input(String),
    /// Failed while running, exit code 1.
    Running(String),
    /// Interrupted by a signal or Ctrl-C, after saving, exit code 130.
    Interrupted,
    /// Nobody reads standard output any more, as with `| head -1`; exit code 0.
    Unread,
}

impl Failure {
    /// Bad input, from an error that is a sentence.
    pub fn input(error: impl ToString) -> Self {
        Self::Input(error.to_string())
    }

    /// An answer that cannot be written to standard output.
    pub fn unwritable(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Running(format!("cannot write to standard output: {error}")),
        }
    }

    /// The sentence; empty where there is nothing to say.
    pub fn sentence(&self) -> String {
        match self {
            Self::Input(sentence) | Self::Running(sentence) => sentence.clone(),
            Self::Interrupted | Self::Unread => String::new(),
        }
    }

    /// Prints the sentence, if there is one, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let (sentence, code) = match self {
            Self::Input(sentence) => (sentence.as_str(), 2),
            Self::Running(sentence) => (sentence.as_str(), 1),
            Self::Interrupted => return ExitCode::from(130),
            Self::Unread => return ExitCode::SUCCESS,
        };
        let stop = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
        say(format_args!("rnntui: {sentence}{stop}"));
        ExitCode::from(code)
    }
}

/// Prints a line on stderr. The program goes on if nobody reads it (a closed pipe, a terminal that is gone).
pub fn say(line: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}
