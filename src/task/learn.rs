//! The side of a task that trains: gradients and losses, and nothing to show.
//!
//! It never changes a parameter. It knows no optimizer, no session, and no threads except the team that shares a step.

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

/// Something a network can learn.
pub trait Learn: std::fmt::Debug + Send {
    /// Initial parameters from the run's seed.
    fn initial(&self, seed: u64) -> ParamSet;

    /// Training steps in an epoch, at least 1.
    fn steps_per_epoch(&self) -> u64;

    /// One step: the gradient of the batch at `at` into `grads`, and its loss.
    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum;

    /// Puts the carried hidden state back to what it was before [`Learn::step`], because the step's update is not made.
    fn rollback(&mut self) {}

    /// Chunks in a validation; 0 where nothing is held out.
    fn validation_chunks(&self) -> u64;

    /// The loss of one chunk of the validation, chunk 0 first and the others in order.
    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum;

    /// Chunks in a test; 0 where nothing is held out for it.
    fn test_chunks(&self) -> u64 {
        0
    }

    /// The loss of one chunk of the test, chunk 0 first and the others in order: what a validation would measure on
    /// rows that chose nothing.
    ///
    /// # Panics
    /// If there is no such chunk.
    fn test(&mut self, _params: &ParamSet, chunk: u64) -> LossSum {
        unreachable!("chunk {chunk} of no test")
    }

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
