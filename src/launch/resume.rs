//! `rnntui resume`: a run goes on where its session stopped.

use super::branch::begin;
use super::lesson::classroom_of;
use super::log_file::check_log;
use super::origin::Origin;
use super::reopen::load;
use super::run::{check_limits, headless, parent_of, threads};
use super::show::run;
use super::summary::check_summary;
use crate::cli::{Resume, Saving};
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
    if let Some(step) = args.at {
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

/// Goes on from a step of the past. The steps after it stay in the session: what comes is a branch with its own file.
fn from_the_past(args: Resume, step: u64) -> Result<Onward, Failure> {
    let Resume { session, at: _, state: _, data, lr, running } = args;
    if let Some(log) = running.log.as_ref().filter(|log| log.exists()) {
        return Err(Failure::input(format!(
            "--log {log:?} is the log of another run, for --at begins a branch: give it another path"
        )));
    }
    let changes = lr.map_or_else(Options::default, |rate| Options::default().with(&rows::LR, rate));
    begin(Origin { session, step, data, changes }, &Saving::default(), &running)
}
