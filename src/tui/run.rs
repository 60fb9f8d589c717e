//! The dashboard's loop: it waits for input, reports and the time of the next frame, carries out what events ask, and
//! draws.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use crossterm::event::Event;
use ratatui::layout::Rect;

use super::app::{App, Asked, Leaving, OpenLesson};
use super::effect::Effect;
use super::input::Heard;
use super::on_report::{on_report, on_snapshot};
use super::panes::examples;
use super::runs::{Ask, Runs};
use super::screen::Screen;
use super::shelf::Shelf;
use super::terminal::Guard;
use super::theme::Theme;
use super::widgets::loss::Laid;
use super::{update, view};
use crate::config::Options;
use crate::exit::{Failure, say};
use crate::figures::count;
use crate::lessons::{Change, Lang, Lesson};
use crate::train::message::{Command, Report};
use crate::train::worker::Handle;

/// How long the screen waits to open. A run that fails within this time fails with a line and not with a flicker.
const GRACE: Duration = Duration::from_millis(40);

/// Curves of other runs over the chart at most: as many as there are colours for.
const MOST_LAID: usize = 5;

/// A lesson, shown beside its run.
pub struct Classroom {
    /// The lesson.
    pub lesson: Lesson,
    /// The part that is running, an index into the lesson's parts.
    pub part: usize,
    /// The language of its text.
    pub lang: Lang,
    /// Starts the lesson anew with a change.
    pub restart: Restart,
}

/// Starts a lesson anew with a change: returns the new worker and its part, or a sentence that says why it cannot.
pub type Restart = Box<dyn FnMut(&Change) -> Result<(Handle, usize), String>>;

/// How long the save of a run may take before another one takes its place.
const SAVED_WITHIN: Duration = Duration::from_secs(60);

/// Runs the dashboard until the person leaves, a signal comes, or the worker ends.
///
/// # Errors
/// If the run was refused, failed or was interrupted.
#[expect(clippy::needless_pass_by_value, reason = "the flag is handed over with the worker, as to a thread")]
pub fn run(
    mut worker: Handle,
    interrupted: Arc<AtomicBool>,
    classroom: Option<Classroom>,
    shelf: Box<dyn Shelf>,
    screen: Screen,
) -> Result<(), Failure> {
    let mut app = App::new(Theme::from_env(&screen), Rect::default(), examples::ID);
    app.mouse = screen.mouse;
    let mut restart = None;
    if let Some(Classroom { lesson, part, lang, restart: starts }) = classroom {
        app.lesson = Some(OpenLesson { lesson, part, lang, page: 0, scroll: 0 });
        restart = Some(starts);
    }
    let effects = wait_for_start(&mut app, &worker);
    let outcome = if app.stopped {
        Ok(())
    } else {
        show(&mut app, &mut worker, &interrupted, effects, Others { restart, shelf }, &screen)
    };
    let App { refused, leaving, last_words, saved, .. } = app;
    if let Err(error) = outcome {
        worker.abandon();
        return Err(Failure::Running(format!("the terminal failed: {error}")));
    }
    if !worker.join() {
        return Err(Failure::Running("the trainer died; this is a bug".to_owned()));
    }
    if let Some(path) = saved {
        say(format_args!("saved {path:?}; go on with it: rnntui resume {path:?}"));
    }
    match (refused, leaving) {
        (_, Leaving::Told(Asked::Interrupt | Asked::Signal)) => {
            Err(last_words.map_or(Failure::Interrupted, Failure::Running))
        }
        (Some(_), Leaving::Told(Asked::Quit)) | (None, _) => Ok(()),
        (Some(sentence), Leaving::Not) => Err(Failure::Input(sentence)),
    }
}

/// What begins other runs in the place of the one that is shown.
struct Others {
    restart: Option<Restart>,
    shelf: Box<dyn Shelf>,
}

/// Waits a moment for the run to be set up or refused, before the screen opens.
fn wait_for_start(app: &mut App, worker: &Handle) -> Vec<Effect> {
    let until = Instant::now() + GRACE;
    let mut effects = Vec::new();
    loop {
        match worker.reports.recv_deadline(until) {
            Ok(report) => {
                let ready = matches!(report, Report::Ready(_));
                effects.extend(on_report(app, report));
                if ready || app.stopped {
                    return effects;
                }
            }
            Err(RecvTimeoutError::Timeout) => return effects,
            Err(RecvTimeoutError::Disconnected) => {
                app.stopped = true;
                return effects;
            }
        }
    }
}

/// Shows the dashboard until the worker has ended.
fn show(
    app: &mut App,
    worker: &mut Handle,
    interrupted: &AtomicBool,
    mut effects: Vec<Effect>,
    mut others: Others,
    screen: &Screen,
) -> io::Result<()> {
    let mut guard = Guard::enter(screen.frame(), app.theme.symbols(), app.mouse)?;
    if app.theme.asks()
        && let Some(colour) = guard.ask_background()?
    {
        app.theme.told(colour);
    }
    app.area = guard.area();
    let mut changed = true;
    while !app.stopped {
        if interrupted.swap(false, Ordering::Relaxed) {
            effects.extend(update::interrupt(app, Asked::Signal));
        }
        changed |= take_reports(app, worker, &mut effects);
        // A frame that nobody waits for begins when the last one has arrived, and with the newest snapshot. What a key
        // changes is drawn on the snapshot that is on the screen: that is little, and soon sent.
        if guard.is_ready() {
            changed |= take_snapshot(app, worker);
        }
        let mut answer = false;
        for heard in guard.hear(changed)? {
            match heard {
                Heard::Event(event) => {
                    effects.extend(update::update(app, &event));
                    answer = true;
                }
                Heard::Background(colour) => {
                    app.theme.told(colour);
                    changed = true;
                }
                Heard::Answer => {}
            }
        }
        if let Some(area) = guard.resized()? {
            effects.extend(update::update(app, &Event::Resize(area.width, area.height)));
            answer = true;
        }
        for effect in effects.drain(..) {
            changed = true;
            match effect {
                // If the worker has ended, the next look at its reports finds that out.
                Effect::Tell(command) => drop(worker.commands.send(command)),
                Effect::Restart(change) => {
                    if let Some(restart) = &mut others.restart {
                        begin_anew(app, worker, restart(&change), &change);
                    }
                }
                Effect::Branch(step, changes) => branch(app, worker, step, &changes, &mut *others.shelf),
                Effect::List => app.runs = Some(Runs::new(others.shelf.list())),
                Effect::Runs(ask) => shelve(app, worker, ask, &mut *others.shelf),
                Effect::Suspend => guard.suspend()?,
                Effect::Mouse(on) => guard.capture_mouse(on),
            }
        }
        if answer || (changed && guard.is_ready()) {
            update::clamp(app);
            guard.draw(answer, |frame| view::draw(app, frame));
            changed = false;
        }
        guard.send()?;
    }
    Ok(())
}

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
fn branch(app: &mut App, worker: &mut Handle, step: u64, changes: &Options, shelf: &mut dyn Shelf) {
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
fn shelve(app: &mut App, worker: &mut Handle, ask: Ask, shelf: &mut dyn Shelf) {
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

/// Replaces the run by a new one, or says why the new one cannot begin.
fn begin_anew(app: &mut App, worker: &mut Handle, started: Result<(Handle, usize), String>, change: &Change) {
    let (new, part) = match started {
        Ok(started) => started,
        Err(sentence) => return app.alarm(format!("not changed: {}", sentence.trim_start_matches("--"))),
    };
    let old = std::mem::replace(worker, new);
    let unsaved = app.unsaved && app.snapshot.as_ref().is_some_and(|snapshot| snapshot.step > 0);
    old.dismiss();
    app.begin_anew();
    if let Some(open) = &mut app.lesson {
        open.part = part;
    }
    let end = if unsaved { "; the old one is gone" } else { "" };
    app.greeting = Some(format!("a new run with {change}{end}. Space starts it"));
}

/// Takes all reports that have come from the worker. Returns whether there were any.
fn take_reports(app: &mut App, worker: &Handle, effects: &mut Vec<Effect>) -> bool {
    let mut any = false;
    loop {
        match worker.reports.try_recv() {
            // Each epoch of a small run may have one, and nothing on the screen follows from it.
            Ok(Report::Validated { .. }) => {}
            Ok(report) => {
                // The worker sends the snapshot that a report is about before it.
                take_snapshot(app, worker);
                effects.extend(on_report(app, report));
                any = true;
            }
            Err(TryRecvError::Empty) => return any,
            Err(TryRecvError::Disconnected) => {
                app.stopped = true;
                return true;
            }
        }
    }
}

/// Takes the newest snapshot, if there is a new one. Returns whether there was.
fn take_snapshot(app: &mut App, worker: &Handle) -> bool {
    let Some(snapshot) = worker.snapshots.try_iter().last() else { return false };
    on_snapshot(app, snapshot);
    true
}
