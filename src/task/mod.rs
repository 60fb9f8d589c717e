//! Tasks: a dataset, a model, a loss, and what there is to show.
//!
//! A task makes the gradient of one step and the loss of one chunk of validation. It never changes a parameter, and
//! knows nothing of optimizers, sessions or threads but the pool it is given.

mod char_lm;
mod shards;
mod view;

pub use char_lm::{CharLm, Position};
pub use view::{Merged, TextView};
