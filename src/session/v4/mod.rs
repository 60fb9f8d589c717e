//! Version 4: beside the run as it is, its best state, its plan, and which lesson it belongs to.

mod best;
mod document;
mod journal;

pub(super) use self::document::{Document, Header, HeaderDocument, Record, Run};
