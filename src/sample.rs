//! `rnntui sample`: a trained net answers, each task in its own way.

mod classify;
mod generate;
mod series;
mod text;
mod translate;
mod writer;

use std::io;

use crate::cli::Sample;
use crate::config::TaskKind;
use crate::exit::Failure;
use crate::session::format::Session;
use crate::task::Model;

/// Reads the session and lets its net answer on standard output.
///
/// # Errors
/// If an option or the session is refused, or stdout cannot be written.
pub fn run(args: &Sample) -> Result<(), Failure> {
    if !(args.temperature >= 0.0 && args.temperature.is_finite()) {
        let sentence = format!("--temperature {} is out of range: it must be 0 or more", args.temperature);
        return Err(Failure::input(sentence));
    }
    let session = Session::read(&args.session).map_err(Failure::input)?;
    let task = session.checkpoint.config.task.kind();
    for (option, given, home) in
        [("prime", args.prime.is_some(), TaskKind::Text), ("label", args.label.is_some(), TaskKind::Generate)]
    {
        if given && task != home {
            let (home, task) = (home.name(), task.name());
            let sentence =
                format!("--{option} belongs to a session of --task {home}, and this is {task}: leave it out");
            return Err(Failure::Input(sentence));
        }
    }
    match Model::new(&session.checkpoint.config, &session.source.size) {
        Model::Network(network) => match task {
            TaskKind::Series => series::run(args, &session, &network),
            TaskKind::Classify => classify::run(&session, &network),
            TaskKind::Generate => generate::run(args, &session, &network),
            TaskKind::Text | TaskKind::Translate => text::run(args, &session, &network),
        },
        Model::Translator(translator) => translate::run(&session, &translator),
    }
}

fn unwritable(error: io::Error) -> Failure {
    Failure::Running(format!("cannot write to standard output: {error}"))
}
