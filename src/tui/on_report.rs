//! What the worker's reports and snapshots change on the screen.

use super::app::{App, Asked, Leaving, Loading};
use super::cursor::Cursor;
use super::effect::Effect;
use super::lesson::reach;
use super::lesson::tried::tried;
use super::neurons;
use super::text::shorten;
use super::update::clamp;
use crate::figures::{count, figure, rate};
use crate::train::message::{Command, End, Report, RunState, Since, Snapshot};
use crate::train::record::Record;

/// Takes a report. Returns what it asks of the world.
pub fn on_report(app: &mut App, report: Report) -> Vec<Effect> {
    match report {
        Report::Loading { read, total } => app.loading = Loading::Bytes(read, total),
        Report::Replaying { step, target } => app.loading = Loading::Steps(step, target),
        Report::Refused(sentence) => app.refused = Some(sentence),
        Report::Ready(info) => {
            // A lesson's pages say what there is to know about its data.
            let note = match info.notes.first() {
                _ if app.lesson.is_some() => "Space starts, . makes one step, n turns the page, ? explains all",
                _ if info.resumed && info.notes.is_empty() => {
                    "paused where it was left: Space goes on, ? explains everything"
                }
                Some(note) => note,
                None => "Space pauses, ? explains everything",
            };
            let note = note.to_owned();
            let greeting = app.greeting.take().unwrap_or(note);
            app.say(greeting);
            if info.resumed || app.lesson.is_some() {
                // The worker says so too, but a key may come before that.
                app.state = RunState::Paused;
            }
            app.info = Some(*info);
            if app.lesson.is_some() {
                return vec![Effect::Tell(Command::Look(app.look()))];
            }
        }
        Report::State(state) => {
            // An earlier request's report does not answer a later request.
            let reached = app.asked.is_none_or(|asked| asked == state);
            let asked = reached && app.waiting_for.take().is_some();
            app.asked = app.asked.filter(|_| !reached);
            if asked && app.state != state {
                app.say(if state == RunState::Paused { "paused; Space goes on, . makes one step" } else { "training" });
            }
            if state == RunState::Training {
                app.end = None;
            }
            app.state = state;
        }
        Report::LearningRate { from, to, undo, .. } => {
            // An earlier change does not answer a later one.
            app.learning_rate = app.learning_rate.filter(|asked| asked.to_bits() != to.to_bits() && !undo);
            let (from, to) = (rate(from), rate(to));
            app.say(if undo { format!("lr {from} → {to}, undone") } else { format!("lr {from} → {to}, u undoes") });
        }
        Report::RateRefused(sentence) => {
            app.learning_rate = None;
            app.alarm(sentence);
        }
        Report::NothingToUndo => app.say("there is nothing to undo"),
        Report::NoSuchStep(sentence) => {
            app.cursor = Cursor::Live;
            app.alarm(sentence);
        }
        Report::Marked(step) => {
            app.marked = Some(step);
            app.say(format!("step {} is marked: on screen 5, v shows the change since", count(step)));
        }
        Report::Unmarked(step) => return unmarked(app, step),
        Report::StudyRefused { sentence, asked, instead } => {
            return neurons::refused(app, sentence, &asked, *instead);
        }
        Report::WentToBest { from, to } => {
            moved(app);
            app.say(format!("back from step {} to the best, step {}: Space goes on, u undoes", count(from), count(to)));
        }
        Report::NoBest => app.say("this is the best so far, or none is known yet"),
        Report::WentForth { to } => {
            moved(app);
            app.say(format!("at step {} again", count(to)));
        }
        Report::Validated { .. } => {}
        Report::Saved { path, bytes, by_hand, instead, .. } => {
            let place = format!("{}, {} KB", shorten(&path.to_string_lossy(), 40), bytes.div_ceil(1024));
            match &app.end {
                Some(end) if !by_hand => app.say(format!("{end} · saved")),
                _ => app.say(format!("{} {place}", if by_hand { "saved" } else { "saved by itself:" })),
            }
            if let Some(why) = instead {
                app.last_words = Some(format!("{why}; it is saved as {path:?} instead"));
            }
            app.saved = Some(path);
        }
        Report::SaveFailed(sentence) => return save_failed(app, sentence),
        Report::TapeFailed(sentence) => app.alarm(sentence),
        Report::LogFailed(error) => {
            app.alarm(format!("the log cannot be written ({error}); training goes on without it"));
        }
        Report::Diverged(divergence) => {
            moved(app);
            app.alarm(format!("{divergence}. - lowers the rate, Space goes on."));
        }
        Report::Finished(end, snapshot, _) => {
            let words = words_of_the_end(end, &snapshot);
            app.say(words.clone());
            app.end = Some(words);
        }
        Report::Stopped => app.stopped = true,
    }
    Vec::new()
}

/// The marked moment is no longer one of the run's. This follows what the run has done, and is said after it.
fn unmarked(app: &mut App, step: u64) -> Vec<Effect> {
    app.marked = None;
    let said = app.alarms.back_mut().unwrap_or(&mut app.status);
    *said = format!("{said} · the mark at step {} is forgotten", count(step));
    if app.since != Since::Marked {
        return Vec::new();
    }
    app.since = Since::Values;
    vec![Effect::Tell(Command::Look(app.look()))]
}

/// The run stands at another step.
fn moved(app: &mut App) {
    app.learning_rate = None;
    app.end = None;
    // What is lost again there is worth a new warning.
    app.warned_of_rise = false;
}

/// What a run has learnt, and how it goes on, in a line of 80 columns.
fn words_of_the_end(end: End, snapshot: &Snapshot) -> String {
    let why = match end {
        End::Epochs(epochs) => format!("{} epochs done", count(epochs)),
        End::Patience(waited) => format!("nothing better {} times", count(waited)),
    };
    let best = snapshot.record.best.map(|best| format!(": {best}"));
    let more = snapshot.plan.stretch.map_or_else(|| "goes on".to_owned(), |n| format!("{} more", count(n)));
    format!("{why}{} · Space: {more} · B: the best", best.unwrap_or_default())
}

fn save_failed(app: &mut App, sentence: String) -> Vec<Effect> {
    match app.leaving {
        Leaving::Told(Asked::Signal) => {
            app.last_words = Some(sentence);
            Vec::new()
        }
        Leaving::Told(Asked::Quit | Asked::Interrupt) => {
            app.leaving = Leaving::Not;
            app.alarm(format!("NOT SAVED, so not left: {sentence}"));
            Vec::new()
        }
        Leaving::Not => {
            let end = if app.state == RunState::Training { "training goes on" } else { "nothing is lost" };
            app.alarm(format!("NOT SAVED: {sentence}; {end}"));
            Vec::new()
        }
    }
}

/// Warns once of a loss that has risen far above its lowest: without the warning the screen only shows wrong answers.
fn warn_of_rise(app: &mut App, record: &Record) {
    match record.unlearnt() {
        Some((lowest, now)) if !app.warned_of_rise => {
            app.warned_of_rise = true;
            let (lowest, now) = (figure(lowest), figure(now));
            app.alarm(format!(
                "what was learnt is lost again: the loss rose from {lowest} to {now}. B goes back to the best, - \
                 lowers the rate."
            ));
        }
        Some(_) => {}
        None => app.warned_of_rise = false,
    }
}

/// Takes a snapshot, unless the display is frozen.
pub fn on_snapshot(app: &mut App, snapshot: Box<Snapshot>) {
    app.unsaved = snapshot.unsaved;
    if app.frozen && app.snapshot.is_some() {
        return;
    }
    app.pace = app.pace.filter(|asked| *asked != snapshot.speed.pace);
    app.cursor.seen(snapshot.past.as_ref());
    warn_of_rise(app, snapshot.line());
    let live = snapshot.past.is_none();
    app.snapshot = Some(snapshot);
    neurons::settle(app);
    if live {
        let (running, reached) = (tried(app), reach::reached(app));
        if let Some(open) = &mut app.lesson {
            open.running = running;
            if let Some(reached) = reached {
                open.reach(reached);
            }
        }
    }
    clamp(app);
}
