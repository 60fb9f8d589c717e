//! Version 5, which is written: beside what version 4 has, the state that the run begins from where its seed does not
//! give it, the run that it is a branch of, and what it takes to make each step again.
//!
//! Kept states change seldom and may be as large as all the rest, so the text of each is made once and kept by the
//! saver: see `Document::new`.

mod document;
mod journal;
mod keyframe;

pub(super) use self::document::{Document, Header, HeaderDocument, Record, Run};
pub(super) use self::journal::{Entries, Moment};
pub(super) use self::keyframe::{Kept, Mark};
