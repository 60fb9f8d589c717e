//! A session's run, put where it goes on from.

use super::log_file::open_log;
use super::run::{info, pace, resumed_plan, room, saver, stands_at_its_end};
use crate::cli::{Resume, Which};
use crate::session::again::Again;
use crate::session::format::Session;
use crate::train::journal::Action;
use crate::train::message::RunInfo;
use crate::train::worker::{Monitor, Run};

/// Reads the session and its data, and puts the run where it goes on from.
pub(super) fn load(args: Resume, threads: usize, headless: bool, monitor: &mut Monitor) -> Result<Run, String> {
    let Resume { session: path, state: which, at: _, data, lr, precision: _, running } = args;
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
    if trainer.position().step != from {
        trainer.note(Action::GoToBest(from));
    }
    trainer.note(Action::Resume);
    trainer.set_plan(resumed_plan(checkpoint.plan, &trainer, &running, headless));
    if let Some(rate) = lr {
        trainer.set_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    let log = open_log(running.log.as_deref(), Some(trainer.position().step))?;
    let session = Some(path.clone());
    let mut info = RunInfo { resumed: true, session, ..info(&trainer, &source) };
    info.notes.splice(0..0, writable.err().into_iter().chain(note));
    info.notes.extend(stands_at_its_end(&trainer, &running));
    let pace = pace(&running, &source);
    let saver = Box::new(saver(store, source, &trainer).with_tape(&frames));
    Ok(Run { trainer, saver, log, info, pace })
}
