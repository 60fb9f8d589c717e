//! Another run in the place of the one on the screen: a branch of it, or a saved one. The run that goes is saved first.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::app::App;
use super::on_report::on_report;
use super::runs::Ask;
use super::shelf::{Shelf, name_of};
use super::widgets::loss::{Laid, MOST_LAID};
use crate::config::Options;
use crate::figures::count;
use crate::train::message::{Command, Report};
use crate::train::worker::Handle;

/// How long the save of a run may take before another one takes its place.
const SAVED_WITHIN: Duration = Duration::from_mins(1);

/// A run that makes place for another one, and its screen, until that one is there.
pub struct Parked {
    worker: Handle,
    app: App,
    /// What is said if the other one cannot begin.
    refusal: &'static str,
}

impl Parked {
    /// Lets the run go, because the other one is there; or if that could not begin, puts it back.
    pub fn settle(self, app: &mut App, worker: &mut Handle) {
        let Some(sentence) = app.refused.take() else { return self.dismiss() };
        std::mem::replace(worker, self.worker).dismiss();
        let area = app.area;
        *app = self.app;
        app.area = area;
        app.alarm(format!("{}: {}", self.refusal, sentence.trim_start_matches("--")));
    }

    /// Ends the run, which was saved.
    pub fn dismiss(self) {
        self.worker.dismiss();
    }
}

/// Puts another run in the place of the one on the screen.
fn park(app: &mut App, worker: &mut Handle, new: Handle, refusal: &'static str) -> Parked {
    let fresh = app.of_another_run();
    Parked { worker: std::mem::replace(worker, new), app: std::mem::replace(app, fresh), refusal }
}

/// What is said of the new run once it is there. A moment that was marked is the old one's.
fn greet(app: &mut App, parked: &Parked, sentence: String) {
    let forgotten = if parked.app.marked.is_some() { "the mark is forgotten · " } else { "" };
    app.greeting = Some(format!("{forgotten}{sentence}"));
}

/// Saves the run, so that another one can take its place. Returns its file, or nothing if it cannot be saved, which the
/// screen then says.
fn save(app: &mut App, worker: &Handle) -> Option<PathBuf> {
    // What would be made after the save would be lost.
    drop(worker.commands.send(Command::Pause));
    drop(worker.commands.send(Command::Save));
    let until = Instant::now() + SAVED_WITHIN;
    loop {
        match worker.reports.recv_deadline(until) {
            Ok(Report::Saved { path, by_hand: true, .. }) => return Some(path),
            Ok(report) => {
                let failed = matches!(report, Report::SaveFailed(_));
                on_report(app, report);
                if failed {
                    return None;
                }
            }
            Err(_) => {
                app.alarm("nothing was changed: the run could not be saved");
                return None;
            }
        }
    }
}

/// Puts a branch of the run in its place, and lays the curve of the run under that of the branch.
pub fn branch(
    app: &mut App,
    worker: &mut Handle,
    step: u64,
    changes: &Options,
    shelf: &mut dyn Shelf,
) -> Option<Parked> {
    // What is saved as it is stays as it is.
    let session = app.session().filter(|_| !app.unsaved).cloned();
    let session = session.or_else(|| save(app, worker))?;
    let new = match shelf.branch(&session, step, changes) {
        Ok(new) => new,
        Err(sentence) => {
            app.alarm(format!("not branched: {}", sentence.trim_start_matches("--")));
            return None;
        }
    };
    let name = name_of(&session);
    let curve = app.snapshot.as_ref().map(|snapshot| snapshot.line().train.clone()).unwrap_or_default();
    let parked = park(app, worker, new, "not branched");
    app.laid.retain(|laid| laid.name != name);
    app.laid.push(Laid { name: name.clone(), curve });
    app.laid.drain(..app.laid.len().saturating_sub(MOST_LAID));
    greet(app, &parked, format!("a branch of {name} at step {}: Space goes on, the old run is saved", count(step)));
    Some(parked)
}

/// Does what was asked of a saved run. Returns the run that makes place for it.
pub fn shelve(app: &mut App, worker: &mut Handle, ask: Ask, shelf: &mut dyn Shelf) -> Option<Parked> {
    match ask {
        Ask::Lay(path) => lay(app, &path, shelf),
        Ask::Remove(path) => remove(app, &path, shelf),
        Ask::Open(path) => {
            if app.unsaved && app.newest() > 0 {
                save(app, worker)?;
            }
            match shelf.open(&path) {
                Ok(new) => {
                    let parked = park(app, worker, new, "not opened");
                    app.lesson = None;
                    greet(app, &parked, "paused where it was left: Space goes on, 7 shows all runs".to_owned());
                    return Some(parked);
                }
                Err(sentence) => app.alarm(sentence),
            }
        }
    }
    None
}

/// Lays the curve of a session over the chart, or takes it away.
fn lay(app: &mut App, path: &Path, shelf: &mut dyn Shelf) {
    let name = name_of(path);
    let before = app.laid.len();
    app.laid.retain(|laid| laid.name != name);
    if app.laid.len() < before {
        return;
    }
    if before >= MOST_LAID {
        return app.alarm(format!("{MOST_LAID} curves are over the chart: Space takes one away"));
    }
    match shelf.curve(path) {
        Ok(curve) => app.laid.push(Laid { name, curve }),
        Err(sentence) => app.alarm(sentence),
    }
}

/// Removes a session, but not that of the run on the screen.
fn remove(app: &mut App, path: &Path, shelf: &mut dyn Shelf) {
    // The runs listed are those of one directory.
    if app.session().is_some_and(|session| session.file_name() == path.file_name()) {
        return app.alarm(format!("{} is the run on the screen: open another one first", path.display()));
    }
    match shelf.remove(path) {
        Ok(()) => app.say(format!("{} is removed", path.display())),
        Err(sentence) => app.alarm(sentence),
    }
    if let Some(runs) = &mut app.runs {
        runs.replace(shelf.list());
    }
}
