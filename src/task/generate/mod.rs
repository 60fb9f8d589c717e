//! The generate task: given a label, write a text for it, character by character to an end.
//!
//! What is read of a row is its label, then its text; what should come out is the text, then the end. So each character
//! is foretold from the label and the characters before it, and the first from the label alone. The loss is the mean
//! cross entropy of a token, the ends among them.

mod show;
mod texts;

use std::sync::Arc;

use self::show::Generate;
use super::rows::{Goal, RowsLearner, RowsProblem};
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Labelled;

/// The task of writing the texts of `data`, of this size, under `config`, which fits it, on `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(data: Labelled, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(RowsProblem::new(data, size, Goal::Text, config));
    let learn = RowsLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: Arc::new(Generate::new(problem)) })
}
