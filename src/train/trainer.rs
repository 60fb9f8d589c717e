//! The synchronous trainer: one call, one step. Works without a thread and without a screen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::{ConfigError, RunConfig, check_learning_rate};
use crate::nn::loss::LossSum;
use crate::nn::param::ParamSet;
use crate::optim::{Optimizer, clip_by_norm, global_norm};
use crate::task::view::View;
use crate::task::{Learn, Position, Query, Setup, Show, Task, TaskError};

use super::journal::Action;
use super::record::{LastStep, Record};
use super::state::{Checkpoint, TrainState};

/// One training step, as the log writes it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct StepRecord {
    /// Counted from 1.
    pub step: u64,
    /// Epochs completed before it.
    pub epoch: u64,
    /// The task's mean loss before the update: nats per token or row, or the mean squared error of a series.
    pub loss: f32,
    /// The learning rate of the update.
    pub lr: f64,
    /// The gradient's global norm, before clipping.
    pub grad_norm: f32,
    /// How many losses the mean is over: tokens or rows, depending on the task.
    #[serde(skip)]
    pub tokens: usize,
    /// Whether an epoch ended with it.
    #[serde(skip)]
    pub ends_epoch: bool,
}

/// What one call of [`Trainer::advance`] did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advance {
    /// A training step.
    Step(StepRecord),
    /// A chunk of the validation after an epoch.
    ValidationChunk,
    /// The last chunk of a validation, with the mean loss over the held-out data.
    Validated {
        /// The last training step.
        step: u64,
        /// The task's mean loss, as in [`StepRecord::loss`].
        loss: f32,
    },
    /// The loss or the gradient is not finite. Nothing was updated: parameters and optimizer are as
    /// they were after the step before.
    Diverged {
        /// The step that failed.
        step: u64,
        /// `loss` or `gradient norm`.
        quantity: &'static str,
        /// Its value.
        value: f32,
    },
}

/// A run: what it is, where it stands, and what was measured.
#[derive(Debug)]
pub struct Trainer {
    config: RunConfig,
    learn: Box<dyn Learn>,
    show: Arc<dyn Show>,
    /// The state. Its carried hidden state is updated only when it is asked for.
    state: TrainState,
    record: Record,
    grads: ParamSet,
    /// Chunks done and their sum, while a validation is under way.
    validation: (u64, LossSum),
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
        let state = TrainState {
            position: Position::default(),
            validation_due: false,
            learning_rate: config.optimizer.learning_rate,
            undo: Vec::new(),
            optimizer: Optimizer::new(config.optimizer.method, params.table()),
            carried: learn.carried(),
            params,
        };
        Ok(Self {
            grads: ParamSet::zeros(state.params.table()),
            record: Record::default(),
            validation: (0, LossSum::default()),
            config,
            learn,
            show,
            state,
        })
    }

    /// Goes to a state, and the record until then, of a run with the same configuration and data. From then on the
    /// trainer behaves as if it had never been anywhere else.
    ///
    /// # Errors
    /// If the run has no such step, or no such validation. Then nothing has changed.
    ///
    /// # Panics
    /// If the state is of another model. Reading a session checks that it is not.
    pub fn restore(&mut self, state: TrainState, record: Record) -> Result<(), PositionError> {
        let (step_in_epoch, steps_per_epoch) = (state.position.step_in_epoch, self.learn.steps_per_epoch());
        let misplaced = state.validation_due && self.learn.validation_chunks() == 0;
        if step_in_epoch >= steps_per_epoch || misplaced {
            return Err(PositionError { step_in_epoch, steps_per_epoch });
        }
        assert_eq!(state.params.table(), self.state.params.table(), "a state of another model");
        assert_eq!(state.optimizer.method(), self.state.optimizer.method(), "a state of another optimizer");
        if let Some(carried) = &state.carried {
            self.learn.set_carried(carried);
        }
        (self.state, self.record) = (state, record);
        // A validation that was under way begins anew.
        self.validation = (0, LossSum::default());
        Ok(())
    }

    /// The state between two steps, and what was measured until then.
    pub fn now(&mut self) -> (&TrainState, &Record) {
        self.state.carried = self.learn.carried();
        (&self.state, &self.record)
    }

    /// A copy of all that a session keeps.
    pub fn checkpoint(&mut self) -> Checkpoint {
        let config = self.config.clone();
        let (state, record) = self.now();
        Checkpoint { config, state: state.clone(), record: record.clone() }
    }

    /// Replaces the initial parameters, as `--init` does.
    pub fn set_params<'a>(&mut self, tensors: impl IntoIterator<Item = &'a [f32]>) {
        self.state.params.fill_from(tensors);
    }

    /// Makes one training step, or one chunk of a validation that is due.
    pub fn advance(&mut self) -> Advance {
        let started = Instant::now();
        let advance = if self.state.validation_due { self.validate() } else { self.step() };
        self.record.seconds += started.elapsed().as_secs_f64();
        advance
    }

    fn step(&mut self) -> Advance {
        let state = &mut self.state;
        let Position { epoch, step, .. } = state.position;
        let sum = self.learn.step(&state.params, state.position, &mut self.grads);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a mean and a share for people"
        )]
        let (loss, accuracy) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let grad_norm = global_norm(&self.grads);
        for (quantity, value) in [("loss", loss), ("gradient norm", grad_norm)] {
            if !value.is_finite() {
                self.learn.rollback();
                return Advance::Diverged { step: step + 1, quantity, value };
            }
        }
        if self.config.optimizer.clip > 0.0 {
            #[expect(clippy::cast_possible_truncation, reason = "an option given in f64 is applied in f32")]
            clip_by_norm(&mut self.grads, grad_norm, self.config.optimizer.clip as f32);
        }
        state.optimizer.update(state.learning_rate, &mut state.params, &self.grads);

        let position = &mut state.position;
        position.step += 1;
        position.step_in_epoch += 1;
        let ends_epoch = position.step_in_epoch >= self.learn.steps_per_epoch();
        if ends_epoch {
            position.epoch += 1;
            position.step_in_epoch = 0;
            state.validation_due = self.learn.validation_chunks() > 0;
            self.validation = (0, LossSum::default());
        }
        let (step, lr) = (step + 1, state.learning_rate);
        self.record.push_step(step, LastStep { loss, accuracy, grad_norm });
        Advance::Step(StepRecord { step, epoch, loss, lr, grad_norm, tokens: sum.count, ends_epoch })
    }

    fn validate(&mut self) -> Advance {
        let (chunk, sum) = &mut self.validation;
        *sum += self.learn.validate(&self.state.params, *chunk);
        *chunk += 1;
        if *chunk < self.learn.validation_chunks() {
            return Advance::ValidationChunk;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean for people")]
        let loss = (sum.total / sum.count as f64) as f32;
        let step = self.state.position.step;
        self.state.validation_due = false;
        self.record.push_validation(step, loss);
        Advance::Validated { step, loss }
    }

    /// Sets the learning rate from the next step on and writes it into the journal. Returns the rate before.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<f64, ConfigError> {
        check_learning_rate(rate)?;
        let before = std::mem::replace(&mut self.state.learning_rate, rate);
        self.state.undo.push(before);
        self.note(Action::SetLearningRate(rate));
        Ok(before)
    }

    /// Takes back the last change of the learning rate. Returns the rates before and after, if there was a change.
    pub fn undo_learning_rate(&mut self) -> Option<(f64, f64)> {
        let rate = self.state.undo.pop()?;
        let before = std::mem::replace(&mut self.state.learning_rate, rate);
        self.note(Action::UndoLearningRate(rate));
        Some((before, rate))
    }

    /// Writes something done by hand into the journal.
    pub fn note(&mut self, action: Action) {
        self.record.journal.record(self.state.position.step, action);
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

    /// Chunks done and chunks in all of a validation under way.
    pub fn validating(&self) -> Option<(u64, u64)> {
        self.state.validation_due.then(|| (self.validation.0, self.learn.validation_chunks()))
    }

    /// Time spent training, in this process and before.
    pub fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.record.seconds)
    }
}
