//! The classify task: given a text of any length, say its label.
//!
//! The net reads characters or words, and what it puts out is pooled over time before the linear layer. The loss is the
//! mean cross entropy of the logits, one for each row of the batch; with `--balance` each label has a weight, and the
//! mean is the weighted one. What is held out is measured by the same loss.

mod confusion;
mod show;

use std::sync::Arc;

use self::show::Classify;
use super::rows::{Goal, RowsLearner, RowsProblem};
use super::sides::{Task, TaskError};
use crate::config::{ClassifyConfig, DataSize, RunConfig, TaskConfig};
use crate::data::Labelled;

/// Both sides of the task for `data` of this size. `config` must fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(data: Labelled, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let TaskConfig::Classify(ClassifyConfig { threshold, .. }) = config.task else {
        unreachable!("the configuration is that of this task")
    };
    let problem = Arc::new(RowsProblem::new(data, size, Goal::Label, config));
    let learn = RowsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: Arc::new(Classify { problem, threshold }) })
}
