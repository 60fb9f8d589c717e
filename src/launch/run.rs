//! What all ways to start a run share: where it is saved, its threads, its settings, with or without a screen.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use super::screen::screen;
use super::signals::on_signals;
use crate::cli::{Limit, Running, Saving};
use crate::exit::Failure;
use crate::headless;
use crate::session::SessionError;
use crate::session::format::Header;
use crate::session::saver::SessionSaver;
use crate::session::source::Source;
use crate::session::store::{Store, StoreError};
use crate::task::Query;
use crate::train::message::RunInfo;
use crate::train::plan::Plan;
use crate::train::trainer::Trainer;
use crate::train::worker::{Monitor, Run, Settings, spawn};
use crate::tui::{self, Classroom, Onward, Screen};

/// The directory new sessions go to.
pub(super) const SESSIONS: &str = "sessions";
/// Time between two saves, where none is asked for.
const DEFAULT_AUTOSAVE: Duration = Duration::from_secs(30);

/// Where a new run is saved. If nothing can be written there, a run that names a path or has no screen is refused
/// before it begins, because it would leave nothing behind. A run on the dashboard with the default path may still be
/// watched.
pub(super) fn store(saving: &Saving, headless: bool, name: &OsStr) -> Result<Store, StoreError> {
    let store = match &saving.session {
        Some(path) => {
            // A damaged session may be replaced: what counts is that nothing else is lost.
            if saving.overwrite && matches!(Header::read(path), Err(SessionError::NotASession { .. })) {
                return Err(StoreError::Foreign { path: path.clone() });
            }
            Store::explicit(path, saving.overwrite)?
        }
        None => Store::choose(Path::new(SESSIONS), name),
    };
    if headless || saving.session.is_some() {
        store.probe()?;
    }
    Ok(store)
}

/// What saves a run on this data in this file.
pub(super) fn saver(store: Store, source: Source) -> Box<SessionSaver> {
    Box::new(SessionSaver::new(store, source))
}

/// How many threads share a step.
pub(super) fn threads(running: &Running) -> Result<usize, Failure> {
    match running.threads {
        Some(0) => Err(Failure::input("--threads 0 is out of range: it must be at least 1")),
        Some(threads) => Ok(threads),
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

/// What headers say of a run.
pub(super) fn info(trainer: &Trainer, source: &Source) -> RunInfo {
    let (config, show) = (trainer.config(), trainer.show());
    RunInfo {
        file: source.name.clone(),
        model: config.model.summary(),
        parameters: trainer.params().table().len(),
        optimizer: config.optimizer.method.name(),
        measures: show.measures(),
        resumed: false,
        notes: show.notes(),
    }
}

/// A run that `load` sets up. It waits for a command before its first step if it is `paused`; with a lesson it is shown
/// beside the lesson's text. Returns where the person who left it goes.
pub(super) fn run<L>(running: &Running, paused: bool, lesson: Option<Classroom>, load: L) -> Result<Onward, Failure>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let (headless, screen) = (headless(running), screen(&running.screen)?);
    let interrupted = on_signals()?;
    let settings = Settings { paused, ..settings(running, screen, DEFAULT_AUTOSAVE) };
    let worker = spawn(settings, load).map_err(cannot_start)?;
    if headless {
        return headless::run(worker, &interrupted).map(|()| Onward::Out);
    }
    tui::run(worker, interrupted, lesson, screen)
}

/// The plan of a new run, which ends after `epochs` where nobody says.
pub(super) fn new_plan(running: &Running, epochs: Option<u64>) -> Plan {
    let epochs = running.epochs.map_or(epochs, Limit::count);
    Plan::new(0, epochs, running.patience.and_then(Limit::count))
}

/// Checks the limits of a run.
pub(super) fn check_limits(running: &Running) -> Result<(), Failure> {
    match running.patience {
        Some(Limit::Many(0)) => Err(Failure::input("--patience 0 is out of range: it must be at least 1, or none")),
        _ => Ok(()),
    }
}

/// Whether there is no screen.
pub(super) fn headless(running: &Running) -> bool {
    running.headless || !io::stdout().is_terminal()
}

/// The worker's settings.
pub(super) fn settings(running: &Running, screen: Screen, autosave: Duration) -> Settings {
    Settings {
        autosave: running.autosave.map_or(autosave, Duration::from_secs),
        paused: false,
        frame: if headless(running) { headless::LINE_EVERY } else { screen.frame() },
        last_look: if headless(running) { Query::STARE } else { Query::GLANCE },
    }
}

/// The sentence for a thread that the system does not give.
pub(super) fn cannot_start(error: io::Error) -> Failure {
    Failure::Running(format!("cannot start: {error}"))
}
