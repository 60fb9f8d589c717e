//! The dashboard's loop: it waits for input, reports and the time of the next frame, carries out what events ask, and
//! draws.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use ratatui::layout::Rect;

use super::app::{App, Asked, Leaving, OpenLesson};
use super::effect::Effect;
use super::on_report::{on_report, on_snapshot};
use super::panes::examples;
use super::terminal::{FRAME, Guard};
use super::theme::Theme;
use super::{input, update, view};
use crate::exit::{Failure, say};
use crate::lessons::{Change, Lang, Lesson};
use crate::train::message::Report;
use crate::train::worker::Handle;

/// How long the screen waits to open. A run that fails within this time fails with a line and not with a flicker.
const GRACE: Duration = Duration::from_millis(40);

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

/// Runs the dashboard until the person leaves, a signal comes, or the worker ends.
///
/// # Errors
/// If the run was refused, failed or was interrupted.
#[expect(clippy::needless_pass_by_value, reason = "the flag is handed over with the worker, as to a thread")]
pub fn run(mut worker: Handle, interrupted: Arc<AtomicBool>, classroom: Option<Classroom>) -> Result<(), Failure> {
    let mut app = App::new(Theme::from_env(), Rect::default(), examples::ID);
    let mut restart = None;
    if let Some(Classroom { lesson, part, lang, restart: starts }) = classroom {
        app.lesson = Some(OpenLesson { lesson, part, lang, page: 0, scroll: 0 });
        restart = Some(starts);
    }
    let effects = wait_for_start(&mut app, &worker);
    let outcome = if app.stopped { Ok(()) } else { show(&mut app, &mut worker, &interrupted, effects, restart) };
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
    mut restart: Option<Restart>,
) -> io::Result<()> {
    let mut guard = Guard::enter()?;
    let input = input::listen()?;
    let size = guard.terminal.size()?;
    app.area = Rect::new(0, 0, size.width, size.height);
    let mut last_draw: Option<Instant> = None;
    let mut changed = true;
    while !app.stopped {
        if interrupted.swap(false, Ordering::Relaxed) {
            effects.extend(update::interrupt(app, Asked::Signal));
        }
        changed |= take_reports(app, worker, &mut effects);
        let mut answer = false;
        let idle = last_draw.map_or(Duration::ZERO, |at| FRAME.saturating_sub(at.elapsed()));
        match input.recv_timeout(if changed { idle } else { FRAME }) {
            Ok(event) => {
                effects.extend(update::update(app, &event?));
                for event in input.try_iter() {
                    effects.extend(update::update(app, &event?));
                }
                answer = true;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        for effect in effects.drain(..) {
            changed = true;
            match effect {
                // If the worker has ended, the next look at its reports finds that out.
                Effect::Tell(command) => drop(worker.commands.send(command)),
                Effect::Restart(change) => {
                    if let Some(restart) = &mut restart {
                        begin_anew(app, worker, restart(&change), &change);
                    }
                }
                Effect::Suspend => guard.suspend()?,
            }
        }
        if answer || (changed && last_draw.is_none_or(|at| at.elapsed() >= FRAME)) {
            guard.terminal.draw(|frame| {
                // A resize event for this size may not have come yet.
                app.area = frame.area();
                update::clamp(app);
                view::draw(app, frame);
            })?;
            last_draw = Some(Instant::now());
            changed = false;
        }
    }
    Ok(())
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

/// Takes all reports and the newest snapshot that have come from the worker. Returns whether there were any.
fn take_reports(app: &mut App, worker: &Handle, effects: &mut Vec<Effect>) -> bool {
    let mut any = false;
    loop {
        match worker.reports.try_recv() {
            Ok(report) => {
                effects.extend(on_report(app, report));
                any = true;
            }
            Err(TryRecvError::Empty) => break,
            Err(TryRecvError::Disconnected) => {
                app.stopped = true;
                return true;
            }
        }
    }
    if let Some(snapshot) = worker.snapshots.try_iter().last() {
        on_snapshot(app, snapshot);
        any = true;
    }
    any
}
