//! `rnntui resume`: a run goes on where its session stopped.

use super::branch::begin;
use super::lesson::classroom_of;
use super::log_file::check_log;
use super::origin::Origin;
use super::reopen::load;
use super::run::{check_limits, headless, parent_of, threads};
use super::show::run;
use super::summary::check_summary;
use crate::cli::{Resume, Saving, Which};
use crate::config::{Options, check_learning_rate, rows};
use crate::exit::Failure;
use crate::session::format::Header;
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
    if let Some(step) = args.at.or_else(|| other_precision(&args)) {
        return from_the_past(args, step);
    }
    check_limits(&args.running)?;
    let others = [("the session", Some(args.session.as_path()))];
    check_log(args.running.log.as_deref(), &others)?;
    check_summary(&args.running, &others)?;
    let threads = threads(&args.running)?;
    let headless = headless(&args.running);
    // What cannot be read is refused when all of it is read.
    let lesson = Header::read(&args.session).ok().and_then(|header| header.lesson).filter(|_| !headless);
    let classroom = lesson.and_then(|(name, part)| classroom_of(&name, &part, &args.running));
    let (running, path, data) = (args.running.clone(), args.session.clone(), args.data.clone());
    run(&running, (parent_of(&path), data), !headless, classroom, move |monitor| load(args, threads, headless, monitor))
}

/// The step to go on from with factors of another precision than the session's, where that is asked for.
fn other_precision(args: &Resume) -> Option<u64> {
    let wanted = args.precision?;
    // What cannot be read is refused when all of it is read.
    let header = Header::read(&args.session).ok()?;
    let best = header.best.filter(|_| args.state == Some(Which::Best));
    let differs = header.options.get(&rows::PRECISION).unwrap_or_default() != wanted;
    differs.then(|| best.map_or(header.step, |best| best.step))
}

/// Goes on from a step of the past, or with factors of another precision. What the session has stays: what comes is a
/// branch with its own file.
fn from_the_past(args: Resume, step: u64) -> Result<Onward, Failure> {
    let Resume { session, at: _, state: _, data, lr, precision, running } = args;
    if let Some(log) = running.log.as_ref().filter(|log| log.exists()) {
        return Err(Failure::input(format!(
            "--log {log:?} is the log of another run, for this begins a branch: give it another path"
        )));
    }
    let mut changes = Options::default();
    if let Some(rate) = lr {
        changes = changes.with(&rows::LR, rate);
    }
    if let Some(precision) = precision {
        changes = changes.with(&rows::PRECISION, precision);
    }
    begin(Origin { session, step, data, changes }, &Saving::default(), &running)
}
