//! The translate task: given a sentence, write another one, of another length.
//!
//! # Loss and gradient
//!
//! The gradient of a step is that of the sum of each sentence's token losses, averaged over the sentences of the batch:
//! a batch of one is what the course's lab and PyTorch's tutorial do (one pair, its losses added up, one update), so
//! that their learning rates mean the same here, and a larger batch is the mean of such steps. What is reported is the
//! mean loss per token, the end among them.
//!
//! # Teacher forcing
//!
//! A row of a step that is not taught is first translated greedily, without dropout, as far as its target goes, and
//! what came out is given to the decoder in place of the target: choosing the likeliest word passes no gradient. Which
//! rows these are depends on the seed and the step alone.

mod batch;
mod learn;
mod problem;
mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::learn::PairsLearner;
use self::problem::PairsProblem;
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Pairs;

/// The task of learning `pairs`, of this size, which know the words of their training rows alone, under `config`, which
/// fits them, on `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(pairs: Pairs, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(PairsProblem::new(pairs, size, config));
    let learn = PairsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: problem })
}
