//! From the command line to a running worker: new runs, lessons and resumed ones, with or without a screen.
//!
//! Everything that can be refused is refused before anything is written.

mod lesson;
mod log_file;
mod new_run;
mod resume;
mod run;
mod screen;
mod signals;
mod start;

pub use new_run::new_run;
pub use start::{open_lesson, open_session, start};
