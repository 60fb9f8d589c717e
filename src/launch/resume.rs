//! `rnntui resume`: a run goes on where its session stopped.

use super::lesson::classroom_of;
use super::log_file::{check_log, open_log};
use super::run::{check_limits, headless, info, run, saver, threads};
use crate::cli::{Limit, Resume, Running, Which};
use crate::config::{PLANNED_EPOCHS, check_learning_rate};
use crate::exit::Failure;
use crate::session::format::{Header, Session};
use crate::train::checkpoint::Checkpoint;
use crate::train::journal::Action;
use crate::train::message::RunInfo;
use crate::train::plan::Plan;
use crate::train::trainer::Trainer;
use crate::train::worker::{Monitor, Run};
use crate::tui::Onward;

/// `rnntui resume`. On the dashboard the run waits, so that a look costs nothing; without a screen it goes on to its
/// planned end. Returns where the person who left it goes.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub(super) fn resume(args: Resume) -> Result<Onward, Failure> {
    if let Some(rate) = args.lr {
        check_learning_rate(rate).map_err(Failure::input)?;
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

/// Reads the session and its data, and puts the run where it goes on from.
fn load(args: Resume, threads: usize, headless: bool, monitor: &mut Monitor) -> Result<Run, String> {
    let Resume { session: path, state: which, data, lr, running } = args;
    let (mut session, store) = Session::open(&path).map_err(|error| error.to_string())?;
    // A session in a place that cannot be written may be looked at, but a run without a screen would be lost.
    let writable = store.probe().map_err(|error| error.to_string());
    if headless {
        writable.clone()?;
    }
    let setup = session
        .setup(&path, data.as_deref(), &mut |read, total| monitor.loading(read, total))
        .map_err(|error| error.to_string())?;
    let from = session.checkpoint.state.position.step;
    if which == Some(Which::Best) {
        session.go_to_best();
    }
    let Session { source, checkpoint: Checkpoint { plan, state, record, best, .. } } = session;
    let mut trainer = Trainer::new(setup, threads).map_err(|error| error.to_string())?;
    trainer.restore(state, record, best).map_err(|error| error.to_string())?;
    if trainer.position().step != from {
        trainer.note(Action::GoToBest(from));
    }
    trainer.note(Action::Resume);
    trainer.set_plan(resumed_plan(plan, &trainer, &running, headless));
    if let Some(rate) = lr {
        trainer.set_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    let log = open_log(running.log.as_deref(), Some(trainer.position().step))?;
    let mut info = RunInfo { resumed: true, ..info(&trainer, &source) };
    info.notes.splice(0..0, writable.err());
    if headless && trainer.end().is_some() {
        info.notes.push("the run stands at its planned end: --epochs N trains more".to_owned());
    }
    Ok(Run { log, info, trainer, saver: saver(store, source) })
}

/// When a resumed run ends by itself: as it was planned, or as it is asked for now. Sessions of older versions have no
/// plan; without a screen such a run ends after as many epochs as a new one.
fn resumed_plan(mut plan: Plan, trainer: &Trainer, running: &Running, headless: bool) -> Plan {
    let (epoch, record) = (trainer.position().epoch, trainer.record());
    match running.epochs.map(Limit::count) {
        Some(epochs) => plan.extend(epoch, epochs, record),
        None if headless && plan == Plan::default() => plan.extend(epoch, Some(PLANNED_EPOCHS), record),
        None => {}
    }
    if let Some(patience) = running.patience {
        plan.patience = patience.count();
    }
    plan
}
