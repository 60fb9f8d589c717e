//! What all ways to start a run share: where it is saved, its threads, its settings, with or without a screen.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use crate::cli::{Limit, Room, Running, Saving};
use crate::config::{PLANNED_EPOCHS, is_small_text};
use crate::exit::Failure;
use crate::figures::count;
use crate::headless;
use crate::session::SessionError;
use crate::session::format::Header;
use crate::session::saver::SessionSaver;
use crate::session::source::Source;
use crate::session::store::{Store, StoreError};
use crate::task::Query;
use crate::train::message::{Pace, RunInfo};
use crate::train::plan::Plan;
use crate::train::tape::ROOM;
use crate::train::trainer::Trainer;
use crate::train::worker::Settings;
use crate::tui::Screen;

/// The directory new sessions go to.
pub(super) const SESSIONS: &str = "sessions";
/// Time between two saves, where none is asked for.
pub(super) const DEFAULT_AUTOSAVE: Duration = Duration::from_secs(30);

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

/// Where a branch of `parent` is saved: beside it, unless a path is given.
pub(super) fn store_beside(parent: &Path, saving: &Saving, headless: bool) -> Result<Store, StoreError> {
    if saving.session.is_some() {
        return store(saving, headless, OsStr::new("branch"));
    }
    let dir = parent.parent().unwrap_or(Path::new(""));
    let store = Store::choose(dir, parent.file_stem().unwrap_or(OsStr::new("branch")));
    if headless {
        store.probe()?;
    }
    Ok(store)
}

/// The directory of a session.
pub(super) fn parent_of(session: &Path) -> &Path {
    session.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What saves a run on this data in this file.
pub(super) fn saver(store: Store, source: Source, trainer: &Trainer) -> Box<SessionSaver> {
    let fit = trainer.show().fit().cloned();
    Box::new(SessionSaver::new(store, Source { fit, ..source }))
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
        session: None,
        notes: show.notes().into_iter().chain(large_session(trainer)).collect(),
    }
}

/// Sessions from so many bytes on are called large.
const LARGE: usize = 10 << 20;

/// What takes the room in the session of a large net.
fn large_session(trainer: &Trainer) -> Option<String> {
    let method = trainer.config().optimizer.method;
    let (numbers, moments) = (trainer.params().table().len(), method.moments().len());
    // Three bytes take four characters.
    let bytes = numbers.saturating_mul(4 * (1 + moments)) / 3 * 4;
    (bytes >= LARGE).then(|| {
        let (name, mb, numbers) = (method.name(), bytes >> 20, count(numbers as u64));
        let of = match moments {
            0 => String::new(),
            1 => format!(", each with a moment of {name}"),
            _ => format!(", each with {moments} moments of {name}"),
        };
        format!("the session takes {mb} MB: {numbers} parameters{of}; and as much again while the best is not the last")
    })
}

/// The plan of a new run, which ends after `epochs` where nobody says.
///
/// Who says how many epochs there are to be gets them all: patience is then theirs to ask for too.
pub(super) fn new_plan(running: &Running, epochs: Option<u64>, patience: Option<u64>) -> Plan {
    let patience = patience.filter(|_| running.epochs.is_none());
    let epochs = running.epochs.map_or(epochs, Limit::count);
    Plan::new(0, epochs, running.patience.map_or(patience, Limit::count))
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

/// How fast a run begins: slowly enough to be watched, if there is a screen and it is a lesson's or of a small text.
pub(super) fn pace(running: &Running, source: &Source) -> Pace {
    let watched = source.lesson.is_some() || is_small_text(&source.size);
    match running.pace {
        _ if headless(running) => Pace::Max,
        Some(pace) => pace,
        None if watched => Pace::Auto,
        None => Pace::Max,
    }
}

/// What there is to say of a run without a screen that has nothing left to do.
pub(super) fn stands_at_its_end(trainer: &Trainer, running: &Running) -> Option<String> {
    let ends = headless(running) && trainer.end().is_some();
    ends.then(|| "the run stands at its planned end: --epochs N trains more".to_owned())
}

/// The room for keyframes, in bytes.
pub(super) fn room(running: &Running) -> u64 {
    running.tape.map_or(ROOM, |Room(bytes)| bytes)
}

/// When a resumed run ends by itself: as it was planned, or as it is asked for now. Sessions of older versions have no
/// plan; without a screen such a run ends after as many epochs as a new one.
pub(super) fn resumed_plan(mut plan: Plan, trainer: &Trainer, running: &Running, headless: bool) -> Plan {
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

/// The sentence for a thread that the system does not give.
pub(super) fn cannot_start(error: io::Error) -> Failure {
    Failure::Running(format!("cannot start: {error}"))
}
