//! From the command line to a running worker: new runs, lessons and resumed ones, with or without a screen.
//!
//! Everything that can be refused is refused before anything is written.

mod branch;
mod inputs;
mod lesson;
mod log_file;
mod new_run;
mod origin;
mod reopen;
mod resume;
mod run;
mod screen;
mod shelf;
mod show;
mod signals;
mod start;
mod summary;
mod verify;

pub use branch::branch;
pub use new_run::new_run;
pub use start::{open_lesson, open_session, start};
pub use verify::verify;
