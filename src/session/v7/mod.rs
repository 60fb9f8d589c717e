//! Version 7, which is written: beside what version 6 has, how large each parameter's gradient and update were at the
//! marked steps. A moment of the record needs nothing of it: how many of those steps it has follows from its own step.
//!
//! Kept states change seldom and may be as large as all the rest, so the text of each is made once and kept by the
//! saver: see `Document::new`.

mod document;
mod updates;

pub(super) use self::document::{Document, Run};
pub(super) use self::updates::Updates;
