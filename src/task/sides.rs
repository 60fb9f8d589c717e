//! Both sides of a task over one set of data, and the errors of making them.

use std::sync::Arc;

use super::learn::Learn;
use super::series::TimelineError;
use super::show::Show;

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
    /// The series cannot be cut as it is asked for.
    #[error(transparent)]
    Series(#[from] TimelineError),
}
