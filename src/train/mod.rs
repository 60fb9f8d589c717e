//! The synchronous trainer, the worker thread that owns it, and what the two say to the screen.
//!
//! Nothing here knows a terminal or a file format. Saving goes through [`worker::Save`], which
//! [`crate::session`] implements.

//!
//! A run is a [`state`] (all that the next step depends on) and a [`record`] (what was measured and done), which are
//! kept apart: either can be had of any moment.

pub mod checkpoint;
pub mod curve;
mod guard;
pub mod journal;
pub mod keyframe;
pub mod log;
pub mod long_epoch;
mod marked;
pub mod message;
pub mod pace;
pub mod plan;
pub mod record;
pub mod state;
pub mod tape;
pub mod trainer;
pub mod worker;
