//! Both sides of a task over one set of data, and the errors of making them.

use std::sync::Arc;

use super::learn::Learn;
use super::show::Show;
use crate::data::series::NoSuchColumn;

/// Both sides of a task.
#[derive(Debug)]
pub struct Task {
    /// What trains.
    pub learn: Box<dyn Learn>,
    /// What shows.
    pub show: Arc<dyn Show>,
}

/// Why a task cannot be made of its data.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The system gave no threads.
    #[error("the system gives no more threads ({0}): try --threads 1.")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The series has no such column.
    #[error("--target {0}")]
    Target(#[from] NoSuchColumn),
}
