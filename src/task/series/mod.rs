//! The series task: given T rows of numbers, the values of one column some rows later, or their changes from a value
//! that is known without learning.
//!
//! Many to one: the last hidden state goes through a linear layer, and the loss is the mean squared error of its
//! output, in scaled units. The last rows are held out for validation.

mod after;
mod buffers;
mod decide;
mod follow;
mod forecast;
mod gain;
mod learn;
mod problem;
mod ready;
mod show;
mod timeline;
mod write;

use std::sync::Arc;

pub use self::after::after;
pub(super) use self::decide::decided;
pub use self::follow::column_script;
pub use self::forecast::Forecaster;
pub use self::problem::known;
pub use self::ready::TimelineError;
pub use self::timeline::Timeline;

use self::learn::SeriesLearner;
use self::problem::SeriesProblem;
use super::sides::{Task, TaskError};
use crate::config::{DataSize, RunConfig};
use crate::data::Series;

/// Both sides of the task for `series` of this size. `config` must fit the data; steps are shared by `threads` threads.
///
/// # Errors
/// Those of [`Timeline::new`], and if the system gives no threads.
pub(super) fn task(series: Series, size: &DataSize, config: &RunConfig, threads: usize) -> Result<Task, TaskError> {
    let problem = Arc::new(SeriesProblem::new(series, size, config)?);
    let learn = SeriesLearner::new(Arc::clone(&problem), threads)?;
    Ok(Task { learn: Box::new(learn), show: problem })
}
