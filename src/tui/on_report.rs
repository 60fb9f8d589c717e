//! What the worker's reports and snapshots change on the screen.

use super::app::{App, Asked, Leaving, Tone};
use super::effect::Effect;
use super::text::{figure, rate, shorten};
use super::update::clamp;
use crate::train::message::{Command, Report, RunState, Snapshot};
use crate::train::record::Record;

/// Takes a report. Returns what it asks of the world.
pub fn on_report(app: &mut App, report: Report) -> Vec<Effect> {
    match report {
        Report::Loading { read, total } => app.loading = (read, total),
        Report::Refused(sentence) => app.refused = Some(sentence),
        Report::Ready(info) => {
            // A lesson's pages say what there is to know about its data.
            let note = match info.notes.first() {
                _ if app.lesson.is_some() => "Space starts, . makes one step, n turns the page, ? explains all",
                Some(note) => note,
                None => "Space pauses, ? explains everything",
            };
            let note = note.to_owned();
            let greeting = app.greeting.take().unwrap_or(note);
            app.say(greeting);
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
            app.state = state;
        }
        Report::LearningRate { from, to, undo, .. } => {
            app.learning_rate = Some(to);
            let (from, to) = (rate(from), rate(to));
            app.say(if undo { format!("lr {from} → {to}, undone") } else { format!("lr {from} → {to}, u undoes") });
        }
        Report::NothingToUndo => app.say("there is no change of the learning rate to undo"),
        Report::Validated { .. } => {}
        Report::Saved { path, bytes, by_hand, .. } => {
            let verb = if by_hand { "saved" } else { "saved by itself:" };
            app.say(format!("{verb} {}, {} KB", shorten(&path.to_string_lossy(), 40), bytes.div_ceil(1024)));
            app.saved = Some(path);
        }
        Report::SaveFailed(sentence) => return save_failed(app, sentence),
        Report::LogFailed(error) => {
            app.alarm(format!("the log cannot be written ({error}); training goes on without it"));
        }
        Report::Diverged { step, quantity, value } => app.alarm(format!(
            "the {quantity} became {value} at step {step}: paused before that update. \
             The weights of step {} are whole, s saves them. Try a lower rate.",
            step.saturating_sub(1)
        )),
        Report::Finished(_) => app.say("the epochs asked for are done: paused. Space goes on"),
        Report::Stopped => app.stopped = true,
    }
    Vec::new()
}

fn save_failed(app: &mut App, sentence: String) -> Vec<Effect> {
    match app.leaving {
        Leaving::Told(Asked::Signal) => {
            app.last_words = Some(sentence);
            vec![Effect::Tell(Command::Quit { save: false })]
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
        Some((lowest, now)) if !app.warned_of_rise && app.status.1 == Tone::Plain => {
            app.warned_of_rise = true;
            app.say(format!("loss rose from {} to {}: restart at a lower lr", figure(lowest, 3), figure(now, 3)));
        }
        Some(_) => {}
        None => app.warned_of_rise = false,
    }
}

/// Takes a snapshot, unless the display is frozen.
pub fn on_snapshot(app: &mut App, snapshot: Box<Snapshot>) {
    // Before its first step, a lesson has nothing worth saving.
    app.unsaved = snapshot.unsaved || (snapshot.step == 0 && app.lesson.is_none());
    if app.frozen && app.snapshot.is_some() {
        return;
    }
    app.learning_rate = app.learning_rate.or(Some(snapshot.learning_rate));
    warn_of_rise(app, &snapshot.record);
    app.snapshot = Some(snapshot);
    clamp(app);
}
