//! The classify task: given a text of any length, say its label.
//!
//! The loss is the mean cross entropy of the last state's logits, one for each row of the batch.

mod confusion;
mod show;

use std::sync::Arc;

use self::show::Classify;
use super::rows::{Goal, RowsLearner, RowsProblem};
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Labelled;

/// Both sides of the task for `data` of this size. `config` must fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(data: Labelled, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(RowsProblem::new(data, size, Goal::Label, config));
    let learn = RowsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: Arc::new(Classify(problem)) })
}
