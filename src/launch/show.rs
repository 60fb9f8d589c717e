//! A run on the screen, or without one; and the branches that begin on the screen.

use std::path::Path;

use super::origin::{Origin, changed, load};
use super::run::{DEFAULT_AUTOSAVE, cannot_start, headless, settings, store_beside, threads};
use super::screen::screen;
use super::signals::on_signals;
use crate::cli::{Running, Saving};
use crate::config::Options;
use crate::exit::Failure;
use crate::headless;
use crate::session::format::Session;
use crate::train::worker::{Handle, Monitor, Run, Settings, spawn};
use crate::tui::{self, BranchOff, Classroom, Screen};

/// A run that `load` sets up. It waits for a command before its first step if it is `paused`; with a lesson it is shown
/// beside the lesson's text.
pub(super) fn run<L>(running: &Running, paused: bool, lesson: Option<Classroom>, load: L) -> Result<(), Failure>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let (headless, screen) = (headless(running), screen(&running.screen)?);
    let interrupted = on_signals()?;
    let settings = Settings { paused, ..settings(running, screen, DEFAULT_AUTOSAVE) };
    let worker = spawn(settings, load).map_err(cannot_start)?;
    if headless {
        headless::run(worker, &interrupted)
    } else {
        tui::run(worker, interrupted, lesson, branching(running, screen), screen)
    }
}

/// What begins a branch on the screen. What can be refused is refused before the run that is shown ends.
pub(super) fn branching(running: &Running, screen: Screen) -> BranchOff {
    let running = running.clone();
    Box::new(move |session: &Path, step: u64, changes: &Options| -> Result<Handle, String> {
        changed(&Session::read(session).map_err(|error| error.to_string())?, changes)?;
        let store = store_beside(session, &Saving::default(), false).map_err(|error| error.to_string())?;
        let threads = threads(&running).map_err(|error| error.sentence())?;
        let origin = Origin { session: session.to_owned(), step, data: None, changes: changes.clone() };
        let settings = Settings { paused: true, ..settings(&running, screen, DEFAULT_AUTOSAVE) };
        // The log is the run's that is left.
        let running = Running { log: None, ..running.clone() };
        let load = move |monitor: &mut Monitor| load(&origin, store, threads, &running, monitor);
        spawn(settings, load).map_err(|error| cannot_start(error).sentence())
    })
}
