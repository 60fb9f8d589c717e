//! What both tasks on labelled texts share: packed batches of rows of any length, and the network that reads them.
//!
//! Which rows are trained on, in which order, and the gradient of a batch are decided here; what a prediction means and
//! what is shown of it is each task's own business.

mod batch;
mod learn;
mod look;
mod problem;

pub(super) use self::batch::{Goal, RowBatch};
pub(super) use self::learn::RowsLearner;
pub(super) use self::problem::RowsProblem;
