//! The synchronous trainer: one call, one step. Works without a thread and without a screen.

use std::time::{Duration, Instant};

use crate::config::{ConfigError, RunConfig, check_learning_rate};
use crate::data::Data;
use crate::nn::loss::LossSum;
use crate::nn::param::ParamSet;
use crate::optim::{Optimizer, clip_by_norm, global_norm};
use crate::task::view::{Look, View};
use crate::task::{self, Position, Task, TaskError};

use super::checkpoint::{Checkpoint, OptimizerState, Progress};
use super::history::History;
use super::journal::{Action, Journal};

/// One training step, as the log writes it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct StepRecord {
    /// Counted from 1.
    pub step: u64,
    /// Epochs completed before it.
    pub epoch: u64,
    /// Mean loss in nats per character, before the update.
    pub loss: f32,
    /// The learning rate of the update.
    pub lr: f64,
    /// The gradient's global norm, before clipping.
    pub grad_norm: f32,
    /// Share of characters predicted right.
    #[serde(skip)]
    pub accuracy: f32,
    /// Characters trained on.
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
    /// The last chunk of it: the mean loss of the held-out text.
    Validated {
        /// The last training step.
        step: u64,
        /// Nats per character.
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

/// A run: data, model, optimizer, and how far they have come.
#[derive(Debug)]
pub struct Trainer {
    config: RunConfig,
    task: Box<dyn Task>,
    params: ParamSet,
    grads: ParamSet,
    optimizer: Optimizer,
    progress: Progress,
    history: History,
    journal: Journal,
    last: Option<StepRecord>,
    /// Chunks done and their sum, while a validation is under way.
    validation: (u64, LossSum),
}

/// Why a run could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The configuration does not fit the data.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data has not what the task asks for, or the system gave no threads.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// A saved state that says it is at a step its epochs do not have.
    #[error("the session stands at step {step_in_epoch} of an epoch of {steps_per_epoch}: use another copy of it.")]
    Position {
        /// What was saved.
        step_in_epoch: u64,
        /// Steps in an epoch of this run.
        steps_per_epoch: u64,
    },
}

impl Trainer {
    /// A new run of `config` on `data`, using up to `threads` threads.
    ///
    /// # Errors
    /// If the configuration does not fit the data, or there are no threads.
    pub fn new(config: RunConfig, data: Data, threads: usize) -> Result<Self, SetupError> {
        config.check_against(&task::size_of(&data))?;
        let task = task::new(&config, data, threads)?;
        let params = task.initial(config.seed);
        Ok(Self {
            grads: ParamSet::zeros(params.table()),
            optimizer: Optimizer::new(config.optimizer.method, params.table()),
            progress: Progress { learning_rate: config.optimizer.learning_rate, ..Progress::default() },
            history: History::default(),
            journal: Journal::default(),
            last: None,
            validation: (0, LossSum::default()),
            config,
            task,
            params,
        })
    }

    /// Goes back to a saved state of a run of the same configuration and data.
    ///
    /// # Errors
    /// If the state stands where no epoch of this run leads.
    ///
    /// # Panics
    /// If the checkpoint's parameters are those of another model: reading a session has checked them.
    pub fn restore(&mut self, saved: Checkpoint) -> Result<(), SetupError> {
        let (step_in_epoch, steps_per_epoch) = (saved.progress.step_in_epoch, self.task.steps_per_epoch());
        let misplaced = saved.progress.validation_due && self.task.validation_chunks() == 0;
        if step_in_epoch >= steps_per_epoch || misplaced {
            return Err(SetupError::Position { step_in_epoch, steps_per_epoch });
        }
        assert_eq!(saved.params.table(), self.params.table(), "a checkpoint of another model");
        self.params.as_mut_slice().copy_from_slice(saved.params.as_slice());
        for (name, moment) in self.optimizer.restore(saved.optimizer.step) {
            let (_, set) = saved
                .optimizer
                .moments
                .iter()
                .find(|(saved, _)| saved == name)
                .unwrap_or_else(|| panic!("no moment {name} in the checkpoint"));
            moment.as_mut_slice().copy_from_slice(set.as_slice());
        }
        if let Some(state) = &saved.carried {
            self.task.restore_carried(state);
        }
        self.progress = saved.progress;
        self.history = saved.history;
        self.journal = saved.journal;
        self.journal.record(self.progress.step, Action::Resume);
        Ok(())
    }

    /// The state between two steps.
    pub fn checkpoint(&self) -> Checkpoint {
        let moments = self.optimizer.moments().iter().map(|(name, set)| ((*name).to_owned(), set.clone())).collect();
        Checkpoint {
            config: self.config.clone(),
            progress: self.progress.clone(),
            journal: self.journal.clone(),
            history: self.history.clone(),
            params: self.params.clone(),
            optimizer: OptimizerState { step: self.optimizer.step(), moments },
            carried: self.task.carried(),
        }
    }

    /// Replaces the initial parameters, as `--init` does.
    pub fn set_params<'a>(&mut self, tensors: impl IntoIterator<Item = &'a [f32]>) {
        self.params.fill_from(tensors);
    }

    /// Makes one training step, or one chunk of a validation that is due.
    pub fn advance(&mut self) -> Advance {
        let started = Instant::now();
        let advance = if self.progress.validation_due { self.validate() } else { self.step() };
        self.progress.seconds += started.elapsed().as_secs_f64();
        advance
    }

    fn step(&mut self) -> Advance {
        let Progress { epoch, step_in_epoch, step, learning_rate, .. } = self.progress;
        let sum = self.task.step(&self.params, Position { epoch, step_in_epoch, step }, &mut self.grads);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a mean and a share for people"
        )]
        let (loss, accuracy) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let grad_norm = global_norm(&self.grads);
        for (quantity, value) in [("loss", loss), ("gradient norm", grad_norm)] {
            if !value.is_finite() {
                self.task.take_back();
                return Advance::Diverged { step: step + 1, quantity, value };
            }
        }
        if self.config.optimizer.clip > 0.0 {
            #[expect(clippy::cast_possible_truncation, reason = "an option given in f64 is applied in f32")]
            clip_by_norm(&mut self.grads, grad_norm, self.config.optimizer.clip as f32);
        }
        self.optimizer.update(learning_rate, &mut self.params, &self.grads);

        let progress = &mut self.progress;
        progress.step += 1;
        progress.step_in_epoch += 1;
        let ends_epoch = progress.step_in_epoch >= self.task.steps_per_epoch();
        if ends_epoch {
            progress.epoch += 1;
            progress.step_in_epoch = 0;
            progress.validation_due = self.task.validation_chunks() > 0;
            self.validation = (0, LossSum::default());
        }
        self.history.push_loss(progress.step, loss);
        let tokens = sum.count;
        let record =
            StepRecord { step: progress.step, epoch, loss, lr: learning_rate, grad_norm, accuracy, tokens, ends_epoch };
        self.last = Some(record);
        Advance::Step(record)
    }

    fn validate(&mut self) -> Advance {
        let (chunk, sum) = &mut self.validation;
        *sum += self.task.validate(&self.params, *chunk);
        *chunk += 1;
        if *chunk < self.task.validation_chunks() {
            return Advance::ValidationChunk;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean for people")]
        let loss = (sum.total / sum.count as f64) as f32;
        let step = self.progress.step;
        self.progress.validation_due = false;
        self.progress.validation_loss = Some(loss);
        if loss.is_finite() {
            self.history.validation.push(step, loss);
        }
        Advance::Validated { step, loss }
    }

    /// Sets the learning rate from the next step on and writes it into the journal. Returns the rate before.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<f64, ConfigError> {
        check_learning_rate(rate)?;
        let before = std::mem::replace(&mut self.progress.learning_rate, rate);
        self.progress.undo.push(before);
        self.journal.record(self.progress.step, Action::SetLearningRate(rate));
        Ok(before)
    }

    /// Takes back the last change of the learning rate. Returns the rates before and after, if there was a change.
    pub fn undo_learning_rate(&mut self) -> Option<(f64, f64)> {
        let rate = self.progress.undo.pop()?;
        let before = std::mem::replace(&mut self.progress.learning_rate, rate);
        self.journal.record(self.progress.step, Action::UndoLearningRate(rate));
        Some((before, rate))
    }

    /// Writes something done by hand into the journal.
    pub fn record(&mut self, action: Action) {
        self.journal.record(self.progress.step, action);
    }

    /// The examples on show; `look` says which of them is looked at.
    pub fn view(&mut self, look: Look) -> View {
        self.task.view(&self.params, look)
    }

    /// The configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The task.
    pub fn task(&self) -> &dyn Task {
        &*self.task
    }

    /// The parameters.
    pub fn params(&self) -> &ParamSet {
        &self.params
    }

    /// How far the run has come.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// What was measured.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What was done by hand.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The last training step of this process.
    pub fn last(&self) -> Option<&StepRecord> {
        self.last.as_ref()
    }

    /// Chunks done and chunks in all of a validation under way.
    pub fn validating(&self) -> Option<(u64, u64)> {
        self.progress.validation_due.then(|| (self.validation.0, self.task.validation_chunks()))
    }

    /// Time spent training, in this process and before.
    pub fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.progress.seconds)
    }
}
