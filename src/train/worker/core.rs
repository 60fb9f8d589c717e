//! The worker: what it owns, and its loop. It takes commands between two steps; nothing interrupts a step.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, select};

use super::comparing::Comparing;
use super::handle::Settings;
use super::journey::Journey;
use super::looking::Looking;
use super::pacer::Pacer;
use super::saver::{Saver, Target};
use super::study_under_way::StudyUnderWay;
use super::throughput::Throughput;
use crate::task::Query;
use crate::task::view::View;
use crate::train::log::LogWriter;
use crate::train::message::{Command, Look, Report, RunState, Snapshot, Speed};
use crate::train::record::Measure;
use crate::train::trainer::{Advance, StepRecord, Trainer};

/// How long a worker with nothing to do waits before it looks around.
const IDLE: Duration = Duration::from_millis(100);
/// Reports of validations and autosaves that may wait to be taken.
const WAITING: usize = 1024;

/// The worker's ends of the channels.
pub(super) struct Outbox {
    pub reports: Sender<Report>,
    pub snapshots: Sender<Box<Snapshot>>,
    /// The other end of `snapshots`, to remove a snapshot that the screen has not taken yet.
    pub stale: Receiver<Box<Snapshot>>,
    pub commands: Receiver<Command>,
}

pub(super) struct Worker {
    pub trainer: Trainer,
    pub log: Option<LogWriter>,
    pub saver: Saver,
    pub settings: Settings,
    pub outbox: Outbox,
    pub state: RunState,
    /// Whether to pause after the next training step. Any change between training and paused resets it.
    pub step_wanted: bool,
    pub looking: Looking,
    pub comparing: Comparing,
    /// Counts what there is to save: steps and changes by hand.
    pub version: u64,
    pub saved_version: u64,
    /// What was last looked at.
    looked_version: u64,
    pub last_save: Instant,
    pub throughput: Throughput,
    pub pacer: Pacer,
    /// Where in the past the run stands, or is on its way to.
    pub journey: Option<Journey>,
    /// What the units have to do with a text, while that is looked at.
    pub studying: Option<StudyUnderWay>,
    pub done: bool,
}

impl Worker {
    /// A worker for a run, but for what saves it, which has a thread of its own already.
    pub fn new(
        trainer: Trainer,
        log: Option<LogWriter>,
        pacer: Pacer,
        saver: Saver,
        settings: Settings,
        outbox: Outbox,
    ) -> Self {
        let now = Instant::now();
        Self {
            trainer,
            log,
            saver,
            outbox,
            state: if settings.paused { RunState::Paused } else { RunState::Training },
            step_wanted: false,
            looking: Looking::new(now, settings.frame),
            comparing: Comparing::default(),
            version: 0,
            saved_version: 0,
            looked_version: 0,
            last_save: now,
            throughput: Throughput::new(now),
            pacer,
            journey: None,
            studying: None,
            done: false,
            settings,
        }
    }

    pub fn run(mut self, early: Vec<Command>) {
        self.report(Report::State(self.state));
        for command in early {
            self.obey(command);
        }
        self.snapshot();
        self.finish_if_done();
        while !self.done {
            self.poll();
            if self.done {
                break;
            }
            if let Some(step) = self.missing() {
                self.fetch(step);
            } else if self.is_travelling() {
                self.travel();
            } else if self.state == RunState::Training {
                self.train();
                self.study_beside_training();
            } else if !self.study_in_a_pause() {
                self.wait(IDLE);
            }
            self.autosave();
            let seen = self.is_fetching() || self.looks_after_the_next_step() || !self.is_new();
            if !seen && self.outbox.snapshots.is_empty() && self.looking.is_due(Instant::now(), self.state) {
                self.snapshot();
            }
        }
        // A save under way is finished, even if the next command was to quit without saving.
        self.finish_save();
        if let Some(mut log) = self.log.take()
            && let Err(error) = log.finish()
        {
            self.report(Report::LogFailed(error.to_string()));
        }
    }

    /// Reports without loss, but for those that come again and say nothing that the record or the next of them does not
    /// say: where nobody takes them, only so many wait.
    pub(super) fn report(&self, report: Report) {
        let again = matches!(report, Report::Validated { .. } | Report::Saved { by_hand: false, .. });
        if again && self.outbox.reports.len() >= WAITING {
            return;
        }
        // A closed channel means that the screen is gone; `poll` and `wait` notice it and end the worker.
        let _ = self.outbox.reports.send(report);
    }

    /// Handles the commands and the save result that have arrived, without waiting.
    fn poll(&mut self) {
        loop {
            match self.outbox.commands.try_recv() {
                Ok(command) => self.obey(command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return self.abandoned(),
            }
        }
        if let Ok(result) = self.saver.results.try_recv() {
            self.saved(result);
        }
    }

    /// Makes a step, when the pace says that it is due.
    fn train(&mut self) {
        match self.pacer.wait(Instant::now()) {
            // A validation belongs to the step before it.
            Some(wait) if self.trainer.validating().is_none() => self.wait(wait.min(IDLE)),
            _ => {
                let started = Instant::now();
                self.advance();
                self.looking.trained(started, Instant::now());
            }
        }
    }

    /// Waits so long for a command or a save result, and handles it.
    pub(super) fn wait(&mut self, limit: Duration) {
        select! {
            recv(self.outbox.commands) -> command => match command {
                Ok(command) => self.obey(command),
                Err(_) => self.abandoned(),
            },
            recv(self.saver.results) -> result => {
                if let Ok(result) = result {
                    self.saved(result);
                }
            }
            default(limit) => {}
        }
    }

    /// The screen is gone without a command to quit: save, and end.
    fn abandoned(&mut self) {
        self.save_and_wait(Target::Own, false);
        self.done = true;
    }

    pub(super) fn advance(&mut self) {
        self.keep_before_step();
        match self.trainer.advance() {
            Advance::Step(record) => self.stepped(record),
            Advance::ValidationChunk => {}
            Advance::Validated { step, loss } => {
                self.version += 1;
                let accuracy = self.trainer.record().validation_accuracy;
                self.log(|log| log.validated(loss, accuracy));
                self.report(Report::Validated { step, loss });
                if self.trainer.position().step_in_epoch == 0 {
                    self.epoch_ended();
                } else {
                    self.finish_if_done();
                }
            }
            Advance::Diverged(divergence) => {
                self.moved();
                self.report(Report::Diverged(divergence));
                self.forget_later(divergence.back_to);
            }
        }
    }

    fn stepped(&mut self, record: StepRecord) {
        self.version += 1;
        self.throughput.add(record.tokens);
        self.pacer.stepped(record.step, Instant::now());
        let hold = self.trainer.validating().is_some();
        let seconds = self.trainer.newest_record().seconds;
        self.log(|log| log.step(record, seconds, hold));
        if self.step_wanted {
            self.enter(RunState::Paused);
        }
        if record.ends_epoch && !hold {
            self.epoch_ended();
        }
    }

    fn epoch_ended(&mut self) {
        if self.settings.autosave.is_zero() {
            self.save_and_wait(Target::Own, false);
        }
        self.finish_if_done();
    }

    fn finish_if_done(&mut self) {
        if let Some(end) = self.trainer.end().filter(|_| self.state == RunState::Training) {
            self.enter(RunState::Paused);
            self.trainer.test();
            let snapshot = self.look(self.settings.last_look);
            let best = self.look_at_best();
            self.report(Report::Finished(end, Box::new(snapshot), best));
        }
    }

    pub(super) fn log(&mut self, write: impl FnOnce(&mut LogWriter) -> std::io::Result<()>) {
        if let Some(log) = &mut self.log
            && let Err(error) = write(log)
        {
            self.log = None;
            self.report(Report::LogFailed(error.to_string()));
        }
    }

    /// The run now, worked out within `work`.
    pub(super) fn look(&mut self, work: u64) -> Snapshot {
        self.stop_fetching();
        let Look { example, trace, ask, since: _ } = self.looking.look.clone();
        let show = Arc::clone(self.trainer.show());
        let (state, record) = self.trainer.now();
        let mut snapshot = Snapshot::of(&*show, state, record, Query { example, trace, ask, work });
        self.compare(&mut snapshot);
        Snapshot {
            state: self.state,
            steps_per_epoch: self.trainer.steps_per_epoch(),
            first_step: self.trainer.first_step(),
            speed: self.speed(),
            past: self.past(),
            studied: self.studied(),
            validating: self.trainer.validating(),
            unsaved: self.version != self.saved_version,
            plan: self.trainer.plan(),
            ..snapshot
        }
    }

    /// The best state, where it is what a run is for: a validation chose it, it is not the newest one, and the run ends
    /// when nothing better comes or has a test part to measure it on.
    fn look_at_best(&self) -> Option<Box<View>> {
        let (best, mark) = (self.trainer.best()?, self.trainer.record().best?);
        if self.trainer.plan().patience.is_none() && self.trainer.record().test.is_none() {
            return None;
        }
        if mark.measure != Measure::Validation || best.state.position == self.trainer.position() {
            return None;
        }
        let Look { example, .. } = self.looking.look;
        let query = Query { example, work: self.settings.last_look, ..Query::default() };
        Some(Box::new(self.trainer.show().view(best.state.moment(), query)))
    }

    /// Whether a look would show anything that the last one has not shown.
    fn is_new(&self) -> bool {
        self.version != self.looked_version || self.trainer.validating().is_some() || self.state == RunState::Paused
    }

    /// Whether the pace lets the run make fewer steps than it could: then a look costs nothing that anybody waits for.
    pub(super) fn is_held_back(&self) -> bool {
        let wanted = self.pacer.pace().rate(self.trainer.newest_step());
        wanted.is_some_and(|wanted| self.speed().possible.is_none_or(|possible| wanted < possible))
    }

    fn speed(&self) -> Speed {
        let rate = self.throughput.rate;
        let (steps, seconds) = (self.trainer.newest_step(), self.trainer.newest_record().seconds);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let possible = (steps > 0 && seconds > 0.0).then(|| steps as f64 / seconds);
        let (units, steps) = (rate.map(|rate| rate.tokens), rate.map(|rate| rate.steps));
        Speed { units, steps, possible, pace: self.pacer.pace() }
    }

    /// Puts a new snapshot into the slot, in place of one nobody has looked at.
    pub(super) fn snapshot(&mut self) {
        let started = Instant::now();
        let snapshot = self.look(self.looking.work);
        let whole = snapshot.view.whole;
        self.outbox.stale.try_iter().for_each(drop);
        // The slot was just emptied and only this thread fills it. `poll` and `wait` notice a closed one.
        let _ = self.outbox.snapshots.try_send(Box::new(snapshot));
        let now = Instant::now();
        let busy = self.state == RunState::Training && !self.is_held_back();
        let took = started.elapsed() + self.comparing.take_spent();
        self.looking.looked(now, took, whole, busy);
        self.looked_version = self.version;
    }
}
