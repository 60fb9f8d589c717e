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
//! A row without teacher forcing is first translated greedily, without dropout, to the length of its target. The
//! decoder then reads this translation in place of the target; no gradient flows through the choice of words. Which
//! rows these are depends only on the seed and the step.

mod batch;
mod follow;
mod learn;
mod problem;
mod show;
#[cfg(test)]
mod tests;
mod write;

use std::sync::Arc;

pub use self::follow::pair_script;
use self::learn::PairsLearner;
use self::problem::PairsProblem;
pub use self::problem::right_places;
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Pairs;

/// Both sides of the task for `pairs` of this size, whose lexicons know only the words of training rows. `config` must
/// fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(pairs: Pairs, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(PairsProblem::new(pairs, size, config));
    let learn = PairsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: problem })
}
