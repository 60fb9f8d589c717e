//! Version 5: beside what version 4 has, the state that the run begins from where its seed does not give it, the run
//! that it is a branch of, and what it takes to make each step again.

mod document;
mod keyframe;
mod upgrade;

pub(super) use self::document::{Document, Header, HeaderDocument, Run};
pub(super) use self::keyframe::{Kept, Mark};
pub(super) use self::upgrade::by_itself;
