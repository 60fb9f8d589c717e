//! `rnntui sample`: a trained net answers, each task in its own way.

mod series;
mod text;
mod translate;

use std::io;

use crate::cli::Sample;
use crate::config::DataSize;
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
    match Model::new(&session.checkpoint.config, &session.source.size) {
        Model::Network(network) => match session.source.size {
            DataSize::Series { .. } => series::run(args, &session, &network),
            _ => text::run(args, &session, &network),
        },
        Model::Translator(translator) => translate::run(args, &session, &translator),
    }
}

fn unwritable(error: io::Error) -> Failure {
    Failure::Running(format!("cannot write to standard output: {error}"))
}
