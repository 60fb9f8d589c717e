//! The one thread that owns a run. It takes [`Command`](super::message::Command)s between two steps and sends
//! [`Report`](super::message::Report)s, in order and without loss.
//!
//! ```text
//! spawn                      loads a run on a new thread and starts the worker there
//! commands saves             what each command changes; when the run is saved
//! travel journey         standing in the past, and the film from there on
//! study study_under_way  what the units follow, worked out beside all else
//! core                       the worker: what it owns, and its loop
//! handle saver looking throughput pacer    the screen's end; the thread that saves; what a look may cost; speed; pace
//! ```
//!
//! Of snapshots there is one slot: a new one is made when the screen has taken the last, so that a slow terminal costs
//! nothing. Saving copies the state between two steps and writes on a second thread. No other module of `train` starts
//! a thread.

mod commands;
mod compare;
mod comparing;
mod core;
mod handle;
mod journey;
mod looking;
mod pacer;
mod saver;
mod saves;
mod spawn;
mod study;
mod study_under_way;
mod throughput;
mod travel;

pub use handle::{Handle, Monitor, Run, Settings};
pub use saver::{Save, Saved, Target};
pub use spawn::spawn;
