//! What both tasks on labelled texts share: packed batches of rows of any length, and the network that reads them.
//!
//! This module decides which rows are trained on and in which order, and computes the gradient of a batch. What a
//! prediction means and how it is shown is decided by each task.

mod batch;
mod follow;
mod learn;
mod look;
mod problem;
mod weigh;

pub use self::batch::Goal;
pub(super) use self::batch::RowBatch;
pub use self::follow::{find_label, label_script, letter_script};
pub(super) use self::learn::RowsLearner;
pub(super) use self::problem::RowsProblem;
pub use self::weigh::label_weights;
