//! Files that keep a run. A file is written whole or not at all, and never over the work of another run.
//!
//! ```text
//! saver      a checkpoint into its file, for the worker        export     parameters for PyTorch, and what they mean
//! format     reading, and what a header says                   about      what an export says of its net
//! transfer   another net's parameters put where they belong    weights    safetensors
//! again      a session's run, set up again at any step    answering  what its net knows, and how long it may answer
//! check      every part held against the others             located    where the data is now
//! v1 to v7   the file's own types, one module a version, and the upgrade from each to the next
//! pieces     what several versions have alike                  source     the data, or where it is
//! envelope   first line, version, checksum                     store      the one file of a run
//! tape_dir   a run's keyframes beside its file                 keyframe_file    one of them
//! base64     numbers in bulk                               call     one call to the file system
//! ```
//!
//! A new field of a session is a new version: a copy of the newest version's module with the field, an upgrade in the
//! old one, a golden file of the old version in `tests/fixtures/sessions/`. A version module that was released never
//! changes.
//!
//! No other module of the crate writes a file, except for the log. Nothing here trains, draws, or decides when to save.

pub mod about;
pub mod again;
mod answering;
pub mod base64;
mod call;
mod check;
mod envelope;
mod error;
pub mod export;
pub mod format;
mod keyframe_file;
mod located;
mod pieces;
pub mod remove;
pub mod saver;
pub mod source;
pub mod store;
pub mod tape_dir;
pub mod transfer;
mod v1;
mod v2;
mod v3;
mod v4;
mod v5;
mod v6;
mod v7;
pub mod weights;

pub use error::{SessionError, VERSION};
