//! What the pane of examples shows, a file for each task: `draw` draws the examples into an area, frames included, and
//! `list` says where in that area they stand one a line. Nothing here changes anything.

pub mod classify;
pub mod generate;
pub mod series;
pub mod text;
pub mod translate;
mod whole;
