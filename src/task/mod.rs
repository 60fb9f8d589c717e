//! Tasks: a dataset, a network, a loss, and what there is to show.
//!
//! [`Setup`] is the only way to a task. Each has two sides over one set of data: [`Learn`] makes the gradient of a step
//! and the loss of a validation, [`Show`] makes a [`view`] of any state, as a pure function. A task is a folder here:
//!
//! - `problem.rs` holds what both sides read and nobody changes: the data, the network, which batch comes when;
//! - `learn.rs` holds the buffers of training;
//! - `show.rs` holds no buffer at all.
//!
//! Nothing here knows optimizers or sessions. The only threads are those that share a step ([`Learn`]).

mod classify;
mod cover;
mod generate;
mod held_out;
mod inside;
mod learn;
mod model;
mod rows;
mod series;
mod setup;
mod shards;
mod show;
mod sides;
mod size;
mod study;
mod text;
mod thread_team;
mod trace;
mod translate;
pub mod view;

pub use held_out::{split_labelled, split_rows, split_text};
pub use inside::{Read, Wanted};
pub use learn::{HeldOut, Learn, Position};
pub use model::Model;
pub use rows::{Goal, find_label, label_script, label_weights, letter_script};
pub use series::{Forecaster, Timeline, TimelineError, after, column_script, known};
pub use setup::Setup;
pub use show::{Ask, Measures, Moment, Query, Show};
pub use sides::{Task, TaskError};
pub use size::size_of;
pub use study::{Script, Study};
pub use text::{WARM_UP, find_word, read_text};
pub use translate::{pair_script, right_places};
