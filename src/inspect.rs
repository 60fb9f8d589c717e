//! `rnntui inspect`: what a trained net does inside, step by step, with one example; or which of its units follow a
//! property of what it learnt.
//!
//! What is computed comes from [`crate::nn::probe`]. Here stand what is asked, a file for each kind of data, and how it
//! is told: as one object for scripts, in PyTorch's names and order, or as a summary for people. Nothing here trains,
//! and nothing is changed.

mod follow;
mod found;
mod json;
mod pairs;
mod question;
mod rows;
mod series;
mod summary;
mod text;

use std::io::{self, BufWriter, Write as _};

use self::found::Found;
use self::question::{Asked, Question};
use crate::cli::{Inspect, Which};
use crate::config::TaskKind;
use crate::exit::Failure;
use crate::exit::unread::unread;
use crate::session::again::Net;
use crate::session::format::Session;
use crate::task::Model;

/// Reads the session, lets its net read what is asked, and tells what it does inside on standard output.
///
/// # Errors
/// If an option or the session is refused, or stdout cannot be written.
pub fn run(args: &Inspect) -> Result<(), Failure> {
    let path = &args.net.session;
    let mut session = Session::read(path).map_err(Failure::input)?;
    let task = session.checkpoint.config.task.kind();
    check(args, task)?;
    unread("inspect reads what --text or --example says");
    let net = args.net.at.map_or(if args.net.state == Which::Best { Net::Best } else { Net::Last }, Net::At);
    session.choose(net, path, args.net.data.as_deref()).map_err(Failure::input)?;
    let asked = Asked { args, session: &session };
    let params = &session.checkpoint.state.params;
    let model = Model::new(&session.checkpoint.config, &session.source.size);
    let mut out = BufWriter::new(io::stdout().lock());
    let told = match (&model, args.probe.as_deref()) {
        (model, Some(probe)) => follow::follow(&asked, model, probe)?.tell(args.json, &mut out),
        (model, None) => {
            let question = question(&asked, task)?;
            let found = Found::new(model, params, &question);
            if args.json {
                json::write(&asked, &question, &found, &mut out)
            } else {
                summary::write(&asked, &question, &found, &mut out)
            }
        }
    };
    told.and_then(|()| out.flush()).map_err(Failure::unwritable)
}

/// What the net is asked.
fn question(asked: &Asked<'_>, task: TaskKind) -> Result<Question, Failure> {
    match task {
        TaskKind::Text => text::question(asked),
        TaskKind::Series => series::question(asked),
        TaskKind::Classify | TaskKind::Generate => rows::question(asked),
        TaskKind::Translate => pairs::question(asked),
    }
}

/// Refuses options that the session's task does not have, and values that mean nothing.
fn check(args: &Inspect, task: TaskKind) -> Result<(), Failure> {
    let refused = |sentence: String| Err(Failure::Input(sentence));
    let name = task.name();
    if args.text.is_some() && !matches!(task, TaskKind::Text | TaskKind::Classify) {
        return refused(format!(
            "--text belongs to a session of text or classify, and this one is of {name}: give --example N"
        ));
    }
    if args.example == Some(0) {
        return refused("--example 0 is out of range: it must be at least 1".to_owned());
    }
    if let Some(chars @ 0..2) = args.chars {
        return refused(format!("--chars {chars} is out of range: it must be at least 2"));
    }
    if let (Some(data), Some(_), None) = (&args.net.data, &args.text, args.net.at) {
        return refused(format!("--data {data:?} is not read where the net reads --text: leave it out"));
    }
    Ok(())
}
