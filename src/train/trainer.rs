//! The synchronous trainer: one call, one step. Works without a thread and without a screen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::RunConfig;
use crate::nn::loss::LossSum;
use crate::nn::param::ParamSet;
use crate::optim::{Optimizer, clip_by_norm, global_norm};
use crate::task::view::View;
use crate::task::{Learn, Position, Query, Setup, Show, Task, TaskError};

use super::checkpoint::Checkpoint;
use super::guard::Guard;
use super::journal::Action;
use super::keyframe::Keyframe;
use super::plan::{End, Plan};
use super::record::{LastStep, Measure, Record};
use super::state::TrainState;

mod advance;
mod back;
mod left;
mod rate;

pub use advance::{Advance, Divergence, StepRecord};
use left::Left;
pub use left::Undone;

/// A run: what it is, where it stands, and what was measured.
#[derive(Debug)]
pub struct Trainer {
    config: RunConfig,
    learn: Box<dyn Learn>,
    show: Arc<dyn Show>,
    /// The state. Its carried hidden state is updated only when it is asked for.
    state: TrainState,
    record: Record,
    plan: Plan,
    /// The best state so far; [`Record::best`] tells of it.
    best: Option<Arc<Keyframe>>,
    guard: Guard,
    /// What going back to the best state left behind.
    left: Option<Box<Left>>,
    grads: ParamSet,
    /// Chunks done and their sum, while a validation is under way.
    validation: (u64, LossSum),
    /// What [`Learn`] says of the run, which never changes: it is needed in each step.
    steps_per_epoch: u64,
    validation_chunks: u64,
}

/// A saved state whose step is beyond the end of its epoch, or that waits for a validation where nothing is held out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the session stands at step {step_in_epoch} of an epoch of {steps_per_epoch}: use another copy of it.")]
pub struct PositionError {
    /// The step that was saved.
    pub step_in_epoch: u64,
    /// Steps in an epoch of this run.
    pub steps_per_epoch: u64,
}

impl Trainer {
    /// A new run, using up to `threads` threads.
    ///
    /// # Errors
    /// If the data does not have the target column, or the system gives no threads.
    pub fn new(setup: Setup, threads: usize) -> Result<Self, TaskError> {
        let (config, Task { learn, show }) = setup.into_task(threads)?;
        let params = learn.initial(config.seed);
        let optimizer = Optimizer::new(config.optimizer.method, params.table());
        let rate = config.optimizer.learning_rate;
        let mut state = TrainState::new(Position::default(), rate, params, optimizer, learn.carried());
        let (steps_per_epoch, validation_chunks) = (learn.steps_per_epoch(), learn.validation_chunks());
        state.follow_schedule(&config.optimizer, steps_per_epoch);
        let record = Record::default();
        Ok(Self {
            grads: ParamSet::zeros(state.params.table()),
            guard: Guard::new(&state, &record),
            plan: Plan::default(),
            best: None,
            left: None,
            validation: (0, LossSum::default()),
            steps_per_epoch,
            validation_chunks,
            config,
            learn,
            show,
            state,
            record,
        })
    }

    /// Goes to a state, the record until then and the best state until then, of a run with the same configuration and
    /// data. From then on the trainer behaves as if it had never been anywhere else.
    ///
    /// # Errors
    /// If the run has no such step, or no such validation. Then nothing has changed.
    ///
    /// # Panics
    /// If the state is of another model. Reading a session checks that it is not.
    pub fn restore(
        &mut self,
        state: TrainState,
        record: Record,
        best: Option<Arc<Keyframe>>,
    ) -> Result<(), PositionError> {
        let (step_in_epoch, steps_per_epoch) = (state.position.step_in_epoch, self.steps_per_epoch);
        let misplaced = state.validation_due && self.validation_chunks == 0;
        if step_in_epoch >= steps_per_epoch || misplaced {
            return Err(PositionError { step_in_epoch, steps_per_epoch });
        }
        (self.best, self.left) = (best, None);
        self.stand_at(state, record);
        self.guard = Guard::new(&self.state, &self.record);
        Ok(())
    }

    /// Puts this state and record in place of its own.
    fn stand_at(&mut self, state: TrainState, record: Record) {
        assert_eq!(state.params.table(), self.state.params.table(), "a state of another model");
        assert_eq!(state.optimizer.method(), self.state.optimizer.method(), "a state of another optimizer");
        if let Some(carried) = &state.carried {
            self.learn.set_carried(carried);
        }
        (self.state, self.record) = (state, record);
        // A validation that was under way begins anew.
        self.validation = (0, LossSum::default());
        self.follow_schedule();
    }

    /// The state between two steps, and what was measured until then.
    pub fn now(&mut self) -> (&TrainState, &Record) {
        self.state.carried = self.learn.carried();
        (&self.state, &self.record)
    }

    /// A copy of all that a session keeps.
    pub fn checkpoint(&mut self) -> Checkpoint {
        let (config, plan, best) = (self.config.clone(), self.plan, self.best.clone());
        let (state, record) = self.now();
        Checkpoint { config, plan, state: state.clone(), record: record.clone(), best }
    }

    /// Replaces the initial parameters, as `--init` does.
    pub fn set_params<'a>(&mut self, tensors: impl IntoIterator<Item = &'a [f32]>) {
        self.state.params.fill_from(tensors);
        self.guard = Guard::new(&self.state, &self.record);
    }

    /// Makes one training step, or one chunk of a validation that is due.
    pub fn advance(&mut self) -> Advance {
        let started = Instant::now();
        let advance = if self.state.validation_due { self.validate() } else { self.step() };
        self.record.seconds += started.elapsed().as_secs_f64();
        advance
    }

    fn step(&mut self) -> Advance {
        let Position { epoch, step, .. } = self.state.position;
        let sum = self.learn.step(&self.state.params, self.state.position, &mut self.grads);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a mean and a share for people"
        )]
        let (loss, accuracy) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let grad_norm = global_norm(&self.grads);
        for (quantity, value) in [("loss", loss), ("gradient norm", grad_norm)] {
            if !value.is_finite() || (quantity == "loss" && self.guard.has_exploded(value)) {
                return Advance::Diverged(self.diverge(quantity, value));
            }
        }
        self.keep_before_update(loss);
        if self.config.optimizer.clip > 0.0 {
            #[expect(clippy::cast_possible_truncation, reason = "an option given in f64 is applied in f32")]
            clip_by_norm(&mut self.grads, grad_norm, self.config.optimizer.clip as f32);
        }
        let state = &mut self.state;
        let lr = state.learning_rate;
        state.optimizer.update(lr, &mut state.params, &self.grads);
        if !state.params.is_finite() {
            return Advance::Diverged(self.diverge("update", f32::NAN));
        }
        self.record.push_epoch(sum.total, sum.count);
        let ends_epoch = self.move_on();
        let step = step + 1;
        self.record.push_step(step, LastStep { loss, accuracy, grad_norm });
        if ends_epoch {
            self.end_epoch();
        }
        self.follow_schedule();
        Advance::Step(StepRecord { step, epoch, loss, lr, grad_norm, tokens: sum.count, ends_epoch })
    }

    /// Counts a step that was made. Returns whether an epoch ended with it.
    fn move_on(&mut self) -> bool {
        let position = &mut self.state.position;
        position.step += 1;
        position.step_in_epoch += 1;
        let ends_epoch = position.step_in_epoch >= self.steps_per_epoch;
        if ends_epoch {
            position.epoch += 1;
            position.step_in_epoch = 0;
        }
        let due = ends_epoch || self.config.val_every.is_some_and(|every| position.step.is_multiple_of(every));
        self.state.validation_due = due && self.validates();
        if due {
            self.validation = (0, LossSum::default());
        }
        ends_epoch
    }

    /// Whether anything is held out.
    fn validates(&self) -> bool {
        self.validation_chunks > 0
    }

    /// Compares the epoch's training loss with those before, where nothing is held out, and begins the next epoch.
    fn end_epoch(&mut self) {
        let sum = std::mem::take(&mut self.record.epoch);
        // Of an epoch that an older session began, only the rest is known.
        let whole = sum.steps == self.steps_per_epoch;
        let Some(loss) = sum.mean().filter(|_| whole && !self.validates()) else { return };
        if self.steps_per_epoch > 1 {
            self.measured(loss, Measure::Training);
            return;
        }
        // The loss is that of the state before the update, which was kept if it is the best.
        let Position { epoch, step, .. } = self.state.position;
        self.record.measure(step - 1, epoch - 1, loss, Measure::Training);
        self.watch_plateau(loss);
    }

    /// Compares the loss of the state as it is with those before, and keeps the state if it is the best.
    fn measured(&mut self, loss: f32, measure: Measure) {
        self.watch_plateau(loss);
        self.follow_schedule();
        let Position { epoch, step, .. } = self.state.position;
        if self.record.measure(step, epoch, loss, measure) {
            self.state.carried = self.learn.carried();
            Keyframe::replace(&mut self.best, &self.state, &self.record);
        }
    }

    fn validate(&mut self) -> Advance {
        let (chunk, sum) = &mut self.validation;
        *sum += self.learn.validate(&self.state.params, *chunk);
        *chunk += 1;
        if *chunk < self.validation_chunks {
            return Advance::ValidationChunk;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean for people")]
        let loss = (sum.total / sum.count as f64) as f32;
        let step = self.state.position.step;
        self.state.validation_due = false;
        self.record.push_validation(step, loss);
        self.measured(loss, Measure::Validation);
        Advance::Validated { step, loss }
    }

    /// Writes something done by hand into the journal.
    pub fn note(&mut self, action: Action) {
        self.record.journal.record(self.state.position.step, action);
    }

    /// When the run ends by itself.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// Changes when the run ends by itself.
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// Whether the run is at its end. A validation that is due comes first.
    pub fn end(&self) -> Option<End> {
        self.plan.end(self.state.position.epoch, &self.record).filter(|_| !self.state.validation_due)
    }

    /// What there is to show now.
    pub fn view(&mut self, query: Query) -> View {
        let show = Arc::clone(&self.show);
        show.view(self.now().0.moment(), query)
    }

    /// The configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The side of the task that shows. It makes the view of any state.
    pub fn show(&self) -> &Arc<dyn Show> {
        &self.show
    }

    /// The parameters.
    pub fn params(&self) -> &ParamSet {
        &self.state.params
    }

    /// How far the run has come.
    pub fn position(&self) -> Position {
        self.state.position
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.state.learning_rate
    }

    /// What was measured and done.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The best state so far.
    pub fn best(&self) -> Option<&Arc<Keyframe>> {
        self.best.as_ref()
    }

    /// Chunks done and chunks in all of a validation under way.
    pub fn validating(&self) -> Option<(u64, u64)> {
        self.state.validation_due.then_some((self.validation.0, self.validation_chunks))
    }

    /// Time spent training, in this process and before.
    pub fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.record.seconds)
    }
}
