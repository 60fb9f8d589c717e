//! The examples of each task on the screen: a list to choose from, and what the net makes of them. A task has a file
//! here: `draw` draws it into an area, frames included, and `list` says where in that area examples stand one a line.
//! Drawing changes nothing.

pub mod classify;
pub mod generate;
pub mod series;
pub mod text;
pub mod translate;
