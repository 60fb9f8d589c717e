//! `rnntui resume`: a run goes on where its session stopped.

use super::branch::begin;
use super::lesson::classroom_of;
use super::log_file::{check_log, open_log};
use super::origin::Origin;
use super::run::{check_limits, headless, info, pace, resumed_plan, room, threads};
use super::show::run;
use crate::cli::{Resume, Saving, Which};
use crate::config::{Options, check_learning_rate, is_small_text, rows};
use crate::exit::Failure;
use crate::session::again::Again;
use crate::session::format::{Header, Session};
use crate::session::saver::SessionSaver;
use crate::train::journal::Action;
use crate::train::message::RunInfo;
use crate::train::worker::{Monitor, Run};

/// `rnntui resume`. On the dashboard the run waits, so that a look costs nothing; without a screen it goes on to its
/// planned end.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn resume(args: Resume) -> Result<(), Failure> {
    if let Some(rate) = args.lr {
        check_learning_rate(rate).map_err(Failure::input)?;
    }
    if let Some(step) = args.at {
        return from_the_past(args, step);
    }
    check_limits(&args.running)?;
    check_log(args.running.log.as_deref(), &[("the session", Some(args.session.as_path()))])?;
    let threads = threads(&args.running)?;
    let headless = headless(&args.running);
    // What cannot be read is refused when all of it is read.
    let lesson = Header::read(&args.session).ok().and_then(|header| header.lesson).filter(|_| !headless);
    let classroom = lesson.and_then(|(name, part)| classroom_of(&name, &part, &args.running));
    let running = args.running.clone();
    run(&running, !headless, classroom, move |monitor| load(args, threads, headless, monitor))
}

/// Goes on from a step of the past. The steps after it stay in the session: what comes is a branch with its own file.
fn from_the_past(args: Resume, step: u64) -> Result<(), Failure> {
    let Resume { session, at: _, state: _, data, lr, running } = args;
    let changes = lr.map_or_else(Options::default, |rate| Options::default().with(&rows::LR, rate));
    begin(Origin { session, step, data, changes }, &Saving::default(), &running)
}

/// Reads the session and its data, and puts the run where it goes on from.
fn load(args: Resume, threads: usize, headless: bool, monitor: &mut Monitor) -> Result<Run, String> {
    let Resume { session: path, state: which, at: _, data, lr, running } = args;
    let (mut session, store) = Session::open(&path).map_err(|error| error.to_string())?;
    // A session in a place that cannot be written may be looked at, but a run without a screen would be lost.
    let writable = store.probe().map_err(|error| error.to_string());
    if headless {
        writable.clone()?;
    }
    let from = session.checkpoint.state.position.step;
    if which == Some(Which::Best) {
        session.go_to_best();
    }
    let reading = &mut |read, total| monitor.loading(read, total);
    let again = session.again(&path, data.as_deref(), (threads, room(&running)), reading);
    let Again { mut trainer, frames, note } = again.map_err(|error| error.to_string())?;
    let Session { source, checkpoint } = session;
    let small = is_small_text(&source.size) || source.lesson.is_some();
    if trainer.position().step != from {
        trainer.note(Action::GoToBest(from));
    }
    trainer.note(Action::Resume);
    trainer.set_plan(resumed_plan(checkpoint.plan, &trainer, &running, headless));
    if let Some(rate) = lr {
        trainer.set_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    let log = open_log(running.log.as_deref(), Some(trainer.position().step))?;
    let mut info = RunInfo { resumed: true, ..info(&trainer, &source) };
    info.notes.splice(0..0, writable.err().into_iter().chain(note));
    if headless && trainer.end().is_some() {
        info.notes.push("the run stands at its planned end: --epochs N trains more".to_owned());
    }
    let saver = Box::new(SessionSaver::new(store, source).with_tape(&frames));
    Ok(Run { log, info, trainer, saver, pace: pace(&running, small) })
}
