//! `rnntui predict`: what a trained net answers to the rows that were held out, or to those of another file.
//!
//! Each task has a file of its own, which makes a table of answers: a row for each row asked, measures for each
//! part. The held-out rows get the measures that the dashboard shows. With a file to answer, the data that was learnt
//! is not needed: the session holds all names. What the net does not know is counted and said, and never dropped
//! without a word. Nothing here trains.

mod answers;
mod asked;
mod classify;
mod generate;
mod labelled;
mod out;
mod series;
mod surprise;
mod text;
mod translate;
mod unknown;

use self::asked::Asked;
use self::out::Out;
use crate::cli::{Predict, Which};
use crate::config::TaskKind;
use crate::data::source::is_stdin;
use crate::exit::Failure;
use crate::exit::unread::unread;
use crate::session::again::Net;
use crate::session::format::Session;
use crate::task::Model;

/// Reads the session, lets its net answer, and writes the answers on standard output or to a file.
///
/// # Errors
/// If an option, the session or a file is refused, or the answers cannot be written.
pub fn run(args: &Predict) -> Result<(), Failure> {
    let path = &args.net.session;
    let out = Out::new(args)?;
    let mut session = Session::read(path).map_err(Failure::input)?;
    let task = session.checkpoint.config.task.kind();
    check(args, task)?;
    if !args.files.iter().any(|file| is_stdin(file)) {
        unread("predict reads it for the FILE -");
    }
    let net = args.net.at.map_or(if args.net.state == Which::Best { Net::Best } else { Net::Last }, Net::At);
    session.choose(net, path, args.net.data.as_deref()).map_err(Failure::input)?;
    let asked = Asked { path, session: &session, data: args.net.data.as_deref(), files: &args.files };
    let answers = match Model::new(&session.checkpoint.config, &session.source.size) {
        Model::Network(network) => match task {
            TaskKind::Classify => classify::answers(&asked, &network)?,
            TaskKind::Generate => generate::answers(&asked, &network)?,
            TaskKind::Text => text::answers(&asked, &network, args.places)?,
            TaskKind::Series => series::answers(&asked, &network)?,
            TaskKind::Translate => unreachable!("a translation has a translator"),
        },
        Model::Translator(translator) => translate::answers(&asked, &translator)?,
    };
    out.write(&answers, &session)
}

/// Refuses options that the session's task does not have, because they would be ignored.
fn check(args: &Predict, task: TaskKind) -> Result<(), Failure> {
    let refused = |sentence: String| Err(Failure::Input(sentence));
    if args.places.is_some() && task != TaskKind::Text {
        let task = task.name();
        return refused(format!("--places belongs to a session of text, and this one is of {task}: leave it out"));
    }
    if args.places == Some(0) {
        return refused("--places 0 is out of range: it must be at least 1".to_owned());
    }
    if let [_, second, ..] = &args.files[..]
        && task != TaskKind::Text
    {
        return refused(format!(
            "{second:?} is a second FILE, and only texts are read one after another: give one FILE"
        ));
    }
    if let (Some(data), [file, ..], None) = (&args.net.data, &args.files[..], args.net.at) {
        return refused(format!("--data {data:?} is not read where the rows are those of {file:?}: leave it out"));
    }
    Ok(())
}
