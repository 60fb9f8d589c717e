//! What one call of [`Trainer::advance`](super::Trainer::advance) did.

use crate::figures::{figure, rate};

/// One training step, as the log has it.
#[derive(Debug, Clone, Copy, PartialEq)]
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
    /// Share of its predictions that were right, 0 to 1, where the task has right ones.
    pub accuracy: Option<f32>,
    /// How many losses the mean is over: tokens or rows, depending on the task.
    pub tokens: usize,
    /// Whether an epoch ended with it.
    pub ends_epoch: bool,
}

/// What one call of [`Trainer::advance`](super::Trainer::advance) did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advance {
    /// A training step.
    Step(StepRecord),
    /// A chunk of a validation.
    ValidationChunk,
    /// The last chunk of a validation, with the mean loss over the held-out data.
    Validated {
        /// The last training step.
        step: u64,
        /// The task's mean loss, as in [`StepRecord::loss`].
        loss: f32,
    },
    /// A step was not made, because what it brought is of no use. The run has gone back.
    Diverged(Divergence),
}

/// A step that was not made, and where the run went back to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divergence {
    /// The step that failed, counted from 1.
    pub step: u64,
    /// What is not finite, or beyond all measure: `loss`, `gradient norm` or `update`.
    pub quantity: &'static str,
    /// Its value; of an update NaN.
    pub value: f32,
    /// Steps completed in the state that the run went back to.
    pub back_to: u64,
    /// The learning rate there.
    pub learning_rate: f64,
}

impl std::fmt::Display for Divergence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { step, quantity, value, back_to, learning_rate } = self;
        let brought = if value.is_finite() { format!("rose to {}", figure(*value)) } else { format!("became {value}") };
        write!(
            f,
            "the {quantity} {brought} at step {step}: that update was not made, and the run went back to step \
             {back_to}, lr {}",
            rate(*learning_rate)
        )
    }
}
