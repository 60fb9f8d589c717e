//! The generate task: given a label, write a text for it, character by character to an end.
//!
//! The net reads the label, then the text; its targets are the text, then the end. So it predicts each character from
//! the label and the characters before it, and the first from the label alone. The loss is the mean cross entropy per
//! token, ends included.

mod show;
mod texts;
mod write;

use std::sync::Arc;

use self::show::Generate;
use super::rows::{Goal, RowsLearner, RowsProblem};
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Labelled;

/// Both sides of the task for `data` of this size. `config` must fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(data: Labelled, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(RowsProblem::new(data, size, Goal::Text, config));
    let learn = RowsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: Arc::new(Generate::new(problem)) })
}
