//! The text task: given the tokens so far, predict the next one.

mod lay_out;
mod learn;
mod neurons;
mod part;
mod problem;
mod reading;
mod show;
mod streams;
mod validation;
mod write;

use std::sync::Arc;

use self::learn::TextLearner;
pub use self::neurons::find_word;
use self::problem::TextProblem;
pub use self::reading::read_text;
pub use self::streams::WARM_UP;
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Text;

/// Both sides of the task for `text` of this size. `config` must fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// If the system gives no threads.
pub(super) fn task(text: Text, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(TextProblem::new(text, size, config));
    let learn = TextLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: problem })
}
