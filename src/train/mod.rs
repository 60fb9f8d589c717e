//! The synchronous trainer, the worker thread that owns it, and what the two say to the screen.
//!
//! Nothing here knows a terminal or a file format. Saving goes through [`worker::Save`], which
//! [`crate::session`] implements.

pub mod checkpoint;
pub mod history;
pub mod journal;
pub mod log;
pub mod message;
pub mod trainer;
pub mod worker;
