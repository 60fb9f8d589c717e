//! The side of a task that trains: gradients and losses, and nothing to show.
//!
//! It never changes a parameter. It knows no optimizer, no session, and no threads except the team that shares a step.

use crate::data::Part;
use crate::nn::loss::LossSum;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// How far a run has come, and so where it stands in its data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed in the current epoch.
    pub step_in_epoch: u64,
    /// Steps completed in all.
    pub step: u64,
}

/// The parts of the data that are held out. Both are measured alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldOut {
    /// It chooses the best net.
    Validation,
    /// It chose nothing, and is what is reported.
    Test,
}

impl From<HeldOut> for Part {
    fn from(part: HeldOut) -> Self {
        match part {
            HeldOut::Validation => Self::Validation,
            HeldOut::Test => Self::Test,
        }
    }
}

/// Something a network can learn.
pub trait Learn: std::fmt::Debug + Send {
    /// Initial parameters from the run's seed.
    fn initial(&self, seed: u64) -> ParamSet;

    /// Training steps in an epoch, at least 1.
    fn steps_per_epoch(&self) -> u64;

    /// One step: the gradient of the batch at `at` into `grads`, and its loss.
    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum;

    /// Whether the net has an answer before its first step, so that a run begins with a validation.
    fn begins_with_an_answer(&self) -> bool {
        false
    }

    /// By how much the loss of the validation that was just measured must lie below that of the net before its first
    /// step, so that it is no matter of chance.
    fn margin(&self) -> f32 {
        0.0
    }

    /// Puts the carried hidden state back to what it was before [`Learn::step`], because the step's update is not made.
    fn rollback(&mut self) {}

    /// Chunks in which a held-out part is measured; 0 where it is empty.
    fn chunks(&self, part: HeldOut) -> u64;

    /// The loss of one chunk of a held-out part, chunk 0 first and the others in order.
    ///
    /// # Panics
    /// If there is no such chunk.
    fn measure(&mut self, params: &ParamSet, part: HeldOut, chunk: u64) -> LossSum;

    /// The hidden state carried between steps, `(B, H)` for h and c of each layer, lowest first, where there is one.
    fn carried(&self) -> Option<State> {
        None
    }

    /// What [`Learn::carried`] was before the last step.
    fn carried_before(&self) -> Option<State> {
        None
    }

    /// Puts back what [`Learn::carried`] gave.
    fn set_carried(&mut self, _state: &State) {}
}
