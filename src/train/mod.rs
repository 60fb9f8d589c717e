//! The synchronous trainer, the worker thread that owns it, and what the two say to the screen.
//!
//! Nothing here knows a terminal or a file format; saving goes through the [`message::Save`] trait.

pub mod history;
pub mod journal;
pub mod message;
