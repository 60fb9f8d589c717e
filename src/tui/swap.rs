//! Another run in the place of the one on the screen: a branch of it, or a saved one. The run that goes is saved first.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::app::App;
use super::on_report::on_report;
use super::runs::Ask;
use super::shelf::Shelf;
use super::widgets::loss::{Laid, MOST_LAID};
use crate::config::Options;
use crate::figures::count;
use crate::train::message::{Command, Report};
use crate::train::worker::Handle;

/// How long the save of a run may take before another one takes its place.
const SAVED_WITHIN: Duration = Duration::from_mins(1);

/// Saves the run, so that another one can take its place. Returns its file, or nothing if it cannot be saved, which the
/// screen then says.
fn save(app: &mut App, worker: &Handle) -> Option<PathBuf> {
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
pub fn branch(app: &mut App, worker: &mut Handle, step: u64, changes: &Options, shelf: &mut dyn Shelf) {
    let Some(session) = save(app, worker) else { return };
    let new = match shelf.branch(&session, step, changes) {
        Ok(new) => new,
        Err(sentence) => return app.alarm(format!("not branched: {}", sentence.trim_start_matches("--"))),
    };
    std::mem::replace(worker, new).dismiss();
    let name = session.file_stem().unwrap_or(session.as_os_str()).to_string_lossy().into_owned();
    let curve = app.snapshot.as_ref().map(|snapshot| snapshot.line().train.clone()).unwrap_or_default();
    app.begin_anew();
    app.laid.retain(|laid| laid.name != name);
    app.laid.push(Laid { name: name.clone(), curve });
    app.greeting = Some(format!("a branch of {name} at step {}: Space goes on, the old run is saved", count(step)));
}

/// Does what was asked of a saved run.
pub fn shelve(app: &mut App, worker: &mut Handle, ask: Ask, shelf: &mut dyn Shelf) {
    match ask {
        Ask::Lay(path) => {
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let before = app.laid.len();
            app.laid.retain(|laid| laid.name != name);
            if app.laid.len() < before {
                return;
            }
            if before >= MOST_LAID {
                return app.alarm(format!("{MOST_LAID} curves are over the chart: Space takes one away"));
            }
            match shelf.curve(&path) {
                Ok(curve) => app.laid.push(Laid { name, curve }),
                Err(sentence) => app.alarm(sentence),
            }
        }
        Ask::Remove(path) => {
            if let Err(sentence) = shelf.remove(&path) {
                app.alarm(sentence);
            }
            if let Some(runs) = &mut app.runs {
                runs.replace(shelf.list());
            }
        }
        Ask::Open(path) => {
            let unsaved = app.snapshot.as_ref().is_some_and(|snapshot| snapshot.unsaved && app.newest() > 0);
            if unsaved && save(app, worker).is_none() {
                return;
            }
            match shelf.open(&path) {
                Ok(new) => {
                    std::mem::replace(worker, new).dismiss();
                    app.begin_anew();
                    app.lesson = None;
                    app.greeting = Some("paused where it was left: Space goes on, 7 shows all runs".to_owned());
                }
                Err(sentence) => app.alarm(sentence),
            }
        }
    }
}
