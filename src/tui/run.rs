//! The dashboard's loop: it waits for input, reports and the time of the next frame, carries out what events ask, and
//! draws.

use std::io;
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
use super::runs::Runs;
use super::screen::Screen;
use super::shelf::Shelf;
use super::swap::Parked;
use super::terminal::Guard;
use super::theme::Theme;
use super::widgets::loss::{Laid, MOST_LAID};
use super::{swap, update, view};
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

/// Where a person who has left the dashboard goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// Out of the program.
    Out,
    /// To the start screen, from this lesson if from one.
    Start(Option<&'static str>),
    /// On to this lesson.
    Lesson(&'static str),
}

/// Runs the dashboard until the person leaves, a signal comes, or the worker ends. Returns where the person goes.
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
) -> Result<Onward, Failure> {
    let mut app = App::new(Theme::from_env(&screen), Rect::default(), examples::ID);
    app.mouse = screen.mouse;
    let mut restart = None;
    if let Some(Classroom { lesson, part, lang, restart: starts }) = classroom {
        app.lesson = Some(OpenLesson::new(lesson, part, lang));
        restart = Some(starts);
    }
    let effects = wait_for_start(&mut app, &worker);
    let outcome = if app.stopped {
        Ok(())
    } else {
        show(&mut app, &mut worker, &interrupted, effects, Others { restart, shelf }, &screen)
    };
    let onward = onward(&app);
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
        (Some(_), Leaving::Told(Asked::Quit)) | (None, _) => Ok(onward),
        (Some(sentence), Leaving::Not) => Err(Failure::Input(sentence)),
    }
}

/// What begins other runs in the place of the one that is shown.
struct Others {
    restart: Option<Restart>,
    shelf: Box<dyn Shelf>,
}

/// Where the person goes who has left: a lesson is one of many, any other run the only one.
fn onward(app: &App) -> Onward {
    match (&app.lesson, app.leaving) {
        (Some(open), Leaving::Told(Asked::Quit)) => match open.next().filter(|_| app.turns_on) {
            Some(next) => Onward::Lesson(next),
            None => Onward::Start(Some(open.lesson.name)),
        },
        _ => Onward::Out,
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
    // The run that makes place, until the one that takes it is there.
    let mut parked: Option<Parked> = None;
    while !app.stopped {
        if interrupted.swap(false, Ordering::Relaxed) {
            effects.extend(update::interrupt(app, Asked::Signal));
        }
        changed |= take_reports(app, worker, &mut effects);
        if let Some(old) = parked.take_if(|_| app.info.is_some() || app.refused.is_some()) {
            old.settle(app, worker);
        }
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
                Effect::Branch(step, changes) => {
                    parked = swap::branch(app, worker, step, &changes, &mut *others.shelf).or(parked);
                }
                Effect::List => app.runs = Some(Runs::new(others.shelf.list())),
                Effect::Runs(ask) => parked = swap::shelve(app, worker, ask, &mut *others.shelf).or(parked),
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
    if let Some(old) = parked {
        old.dismiss();
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
    let tried = app.lesson.as_mut().and_then(|open| open.running.take());
    let curve = app.snapshot.as_ref().map(|snapshot| snapshot.line().train.clone());
    let forgotten = if app.marked.is_some() { "; the mark is forgotten" } else { "" };
    *app = app.of_another_run();
    if let Some(tried) = &tried {
        // What was run stays as a faint curve, the latest few of them.
        let name = format!("{} {}", tried.part, tried.cell);
        app.laid.retain(|laid| laid.name != name);
        app.laid.extend(curve.map(|curve| Laid { name, curve }));
        app.laid.drain(..app.laid.len().saturating_sub(MOST_LAID));
    }
    if let Some(open) = &mut app.lesson {
        open.part = part;
        open.tried.extend(tried);
    }
    let end = if unsaved { "; the old one is gone" } else { "" };
    app.greeting = Some(format!("a new run with {change}{end}{forgotten}. Space starts it"));
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
