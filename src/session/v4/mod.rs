//! Version 4, which is written: beside the run as it is, its best state, its plan, and which lesson it belongs to.
//!
//! The best state changes seldom and may be as large as all the rest, so its text is made once and kept by the saver:
//! see `Document::new`.

mod best;
mod document;
mod journal;
mod state;

pub(super) use self::best::{Best, CurveMark, Mark};
pub(super) use self::document::{Document, Header, HeaderDocument, Plan, Record, Run};
pub(super) use self::state::{EpochLoss, Plateau, State};
