//! Version 6, which is written: beside what version 5 has, the files of a run that learns from several, what the
//! test part measured, and how a series is scaled.
//!
//! Kept states change seldom and may be as large as all the rest, so the text of each is made once and kept by the
//! saver: see `Document::new`.

mod corpus;
mod document;
mod fit;
mod keyframe;
mod mark;

pub(super) use self::corpus::Corpus;
pub(super) use self::document::{Document, Header, HeaderDocument, Run};
pub(super) use self::keyframe::{Kept, Mark};
