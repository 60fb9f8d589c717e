//! The worker without a screen: commands are acknowledged between two steps, nothing it says is lost, and a screen that
//! never looks costs it nothing.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::wait::until_true;
use rnntui::config::{Options, TaskKind, rows};
use rnntui::task::Query;
use rnntui::train::checkpoint::Checkpoint;
use rnntui::train::journal::Action;
use rnntui::train::keyframe::Keyframe;
use rnntui::train::message::{Command, Look, Measures, Pace, Report, RunInfo, RunState, Since, Snapshot};
use rnntui::train::plan::Plan;
use rnntui::train::trainer::Trainer;
use rnntui::train::worker::{Handle, Monitor, Run, Save, Saved, Settings, Target, spawn};

pub type Kept = Arc<Mutex<Vec<Checkpoint>>>;

/// Keeps checkpoints in memory.
struct Memory(Kept);

impl Save for Memory {
    fn save(&mut self, checkpoint: &Checkpoint, _: &[Arc<Keyframe>], _: Target) -> Result<Saved, String> {
        self.0.lock().unwrap().push(checkpoint.clone());
        Ok(Saved { path: "memory".into(), bytes: 1, instead: None, tape: None })
    }
}

pub fn trainer() -> Trainer {
    crate::support::trainer(TaskKind::Text, include_str!("../../ship.txt"), &Options::default(), 1)
}

fn info() -> RunInfo {
    RunInfo {
        resumed: false,
        session: None,
        file: String::new(),
        model: String::new(),
        parameters: 0,
        optimizer: "Adam",
        measures: Measures::default(),
        notes: Vec::new(),
    }
}

pub fn start(epochs: Option<u64>) -> (Handle, Kept) {
    start_with(trainer(), epochs)
}

/// Starts this run.
pub fn start_with(mut trainer: Trainer, epochs: Option<u64>) -> (Handle, Kept) {
    let kept = Kept::default();
    let saver = Box::new(Memory(Arc::clone(&kept)));
    let settings = Settings { autosave: Duration::from_hours(1), paused: false, frame: Duration::ZERO, last_look: 0 };
    trainer.set_plan(Plan::new(0, epochs, None));
    let worker =
        spawn(settings, move |_| Ok(Run { trainer, saver, log: None, info: info(), pace: Pace::Max })).unwrap();
    (worker, kept)
}

/// The reports up to and with the first that is wanted.
pub fn until(worker: &Handle, wanted: impl Fn(&Report) -> bool) -> Vec<Report> {
    let end = Instant::now() + Duration::from_secs(30);
    let mut seen = Vec::new();
    loop {
        seen.push(worker.reports.recv_deadline(end).unwrap_or_else(|_| panic!("only {seen:?} came")));
        if wanted(&seen[seen.len() - 1]) {
            return seen;
        }
    }
}

#[test]
fn commands_are_acknowledged_in_order_and_written_into_the_journal() {
    let (worker, kept) = start(None);
    until(&worker, |report| *report == Report::State(RunState::Training));
    for command in [
        Command::Pause,
        Command::Step,
        Command::SetLearningRate(0.05),
        Command::Undo,
        Command::Undo,
        Command::Save,
        Command::Quit { save: false },
    ] {
        worker.commands.send(command).unwrap();
    }
    let reports = until(&worker, |report| *report == Report::Stopped);
    let checkpoint = kept.lock().unwrap()[0].clone();
    let step = checkpoint.state.position.step;
    assert_eq!(
        reports[..5],
        [
            Report::State(RunState::Paused),
            Report::State(RunState::Paused),
            Report::LearningRate { step, from: 0.1, to: 0.05, undo: false },
            Report::LearningRate { step, from: 0.05, to: 0.1, undo: true },
            Report::NothingToUndo,
        ]
    );
    let actions: Vec<_> = checkpoint.record.journal.entries().iter().map(|entry| entry.action.clone()).collect();
    let wanted = [Action::Pause, Action::Step(1), Action::SetLearningRate(0.05), Action::UndoLearningRate(0.1)];
    assert_eq!(actions, wanted);
    assert!(worker.join());
}

/// A step asked for while a validation is under way is made after it, and a command in between is heard.
#[test]
fn a_step_waits_for_the_validation() {
    let kept = Kept::default();
    let saver = Box::new(Memory(Arc::clone(&kept)));
    let settings = Settings { autosave: Duration::from_hours(1), paused: false, frame: Duration::ZERO, last_look: 0 };
    let load = move |_: &mut Monitor| {
        let options = Options::default().with(&rows::VAL_FRAC, 0.3);
        let mut trainer = crate::support::trainer(TaskKind::Text, include_str!("../../ship.txt"), &options, 1);
        trainer.advance();
        assert!(trainer.validating().is_some());
        Ok(Run { trainer, saver, log: None, info: info(), pace: Pace::Max })
    };
    let worker = spawn(settings, load).unwrap();
    worker.commands.send(Command::Pause).unwrap();
    worker.commands.send(Command::Step).unwrap();
    let reports = until(&worker, |report| matches!(report, Report::Validated { .. }));
    assert!(reports.contains(&Report::State(RunState::Paused)));
    until(&worker, |report| *report == Report::State(RunState::Paused));
    worker.commands.send(Command::Quit { save: true }).unwrap();
    until(&worker, |report| *report == Report::Stopped);
    assert_eq!(kept.lock().unwrap()[0].state.position.step, 2);
}

/// Invariant 5: nobody takes a snapshot or a report, and the run is the run of a bare trainer, every loss in its
/// history.
#[test]
fn a_screen_that_never_looks_slows_and_loses_nothing() {
    let (worker, kept) = start(Some(150));
    let end = Instant::now() + Duration::from_mins(1);
    worker.commands.send(Command::Look(Look { example: 3, trace: true, ask: None, since: Since::Values })).unwrap();
    while worker.reports.iter().all(|report| !matches!(report, Report::Finished(..))) {
        assert!(Instant::now() < end);
    }
    assert!(worker.snapshots.len() <= 1, "of snapshots only the newest counts");
    let newest = worker.snapshots.recv().unwrap();
    assert_eq!((newest.step, newest.state), (150, RunState::Paused));
    worker.commands.send(Command::Quit { save: true }).unwrap();
    until(&worker, |report| *report == Report::Stopped);

    let mut alone = trainer();
    for _ in 0..150 {
        alone.advance();
    }
    let saved = kept.lock().unwrap()[0].clone();
    assert_eq!(saved.state, *alone.now().0);
    assert_eq!(saved.record.train, alone.record().train);
    assert_eq!(saved.record.train.full().len(), 150);
}

/// The first snapshot that is wanted.
pub fn shown(worker: &Handle, wanted: impl Fn(&Snapshot) -> bool) -> Box<Snapshot> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let snapshot = worker.snapshots.recv_deadline(end).expect("a snapshot comes");
        if wanted(&snapshot) {
            return snapshot;
        }
    }
}

/// The steps that a film shows, from this one to the end of the run.
fn film(worker: &Handle, from: u64) -> Vec<u64> {
    let standing =
        |at: u64| move |now: &Snapshot| now.step == at && now.past.as_ref().is_some_and(|past| past.target == at);
    worker.commands.send(Command::GoTo(from)).unwrap();
    shown(worker, standing(from));
    worker.commands.send(Command::Film).unwrap();
    let mut steps = Vec::new();
    loop {
        let now = shown(worker, |_| true);
        steps.push(now.step);
        if now.past.is_none() {
            steps.dedup();
            return steps;
        }
    }
}

/// Every step that is looked at is what it was, training waits, and what comes afterwards is what would have come.
#[test]
fn looking_at_the_past_changes_nothing_and_a_film_is_the_same_each_time() {
    let (worker, kept) = start(Some(300));
    until(&worker, |report| matches!(report, Report::Finished(..)));
    let mut alone = trainer();
    let mut views = vec![alone.view(Query::default())];
    for _ in 0..300 {
        alone.advance();
        views.push(alone.view(Query::default()));
    }
    for step in (0..50).map(|i| (i * 7919) % 300) {
        worker.commands.send(Command::GoTo(step)).unwrap();
        let now = shown(&worker, |now| now.step == step && now.past.is_some());
        assert!(now.view == views[usize::try_from(step).unwrap()], "step {step}");
        let past = now.past.unwrap();
        assert_eq!((past.newest, past.record.train.points(), now.record.train.points()), (300, 300, step));
    }
    worker.commands.send(Command::GoTo(301)).unwrap();
    let reports = until(&worker, |report| matches!(report, Report::NoSuchStep(_)));
    assert!(matches!(reports.last(), Some(Report::NoSuchStep(said)) if said.contains("301")));
    worker.commands.send(Command::Pace(Pace::Steps(1000))).unwrap();
    let played = film(&worker, 200);
    assert_eq!((played.first(), played.last()), (Some(&200), Some(&300)));
    assert!(played.windows(2).all(|pair| pair[1] - pair[0] == 50), "{played:?}");
    assert_eq!(film(&worker, 200), played, "the same frames");
    worker.commands.send(Command::Pace(Pace::Max)).unwrap();
    // While it stands in the past it is saved as it is, and it goes on from its end.
    worker.commands.send(Command::GoTo(17)).unwrap();
    shown(&worker, |now| now.step == 17);
    worker.commands.send(Command::Save).unwrap();
    worker.commands.send(Command::TrainEpochs(Some(20))).unwrap();
    until(&worker, |report| matches!(report, Report::Finished(..)));
    worker.commands.send(Command::Quit { save: true }).unwrap();
    until(&worker, |report| *report == Report::Stopped);
    let kept = kept.lock().unwrap();
    assert_eq!(kept[0].state, *alone.now().0, "saved from the past");
    for _ in 0..20 {
        alone.advance();
    }
    assert_eq!(kept[1].state, *alone.now().0, "gone on");
}

/// Saves nothing.
struct Nowhere;

impl Save for Nowhere {
    fn save(&mut self, _: &Checkpoint, _: &[Arc<Keyframe>], _: Target) -> Result<Saved, String> {
        Ok(Saved { path: "nowhere".into(), bytes: 0, instead: None, tape: None })
    }
}

/// Nobody takes a report, and each epoch brings two: what waits has an end, and of all others none is missing.
#[test]
fn reports_that_come_again_do_not_pile_up() {
    const EPOCHS: u64 = 1500;
    let settings = Settings { autosave: Duration::ZERO, paused: false, frame: Duration::ZERO, last_look: 0 };
    let load = move |_: &mut Monitor| {
        let options = Options::default().with(&rows::VAL_FRAC, 0.3).with(&rows::HIDDEN, 2);
        let mut trainer = crate::support::trainer(TaskKind::Text, "abcabcabcabcabcabcabc", &options, 1);
        trainer.set_plan(Plan::new(0, Some(EPOCHS), None));
        Ok(Run { trainer, saver: Box::new(Nowhere), log: None, info: info(), pace: Pace::Max })
    };
    let worker = spawn(settings, load).unwrap();
    let done = || worker.snapshots.try_iter().any(|now| now.epoch == EPOCHS && now.state == RunState::Paused);
    until_true("the end of the epochs", done);
    worker.commands.send(Command::Quit { save: false }).unwrap();
    let reports = until(&worker, |report| *report == Report::Stopped);
    assert!(reports.len() < 1100, "{} reports wait", reports.len());
    assert!(reports.iter().any(|report| matches!(report, Report::Finished(..))));
}

/// A screen that dies leaves its work saved.
#[test]
fn a_screen_that_is_gone_leaves_a_saved_run() {
    let (worker, kept) = start(None);
    until(&worker, |report| *report == Report::State(RunState::Training));
    drop(worker);
    until_true("a save", || !kept.lock().unwrap().is_empty());
}
