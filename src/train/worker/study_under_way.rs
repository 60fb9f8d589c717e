//! A study of the units under way, and what of it has been told.

use std::time::Instant;

use crate::task::Study;
use crate::train::message::StudyAsk;

/// A study, or why there is none.
#[derive(Debug)]
pub(super) struct StudyUnderWay {
    pub asked: StudyAsk,
    /// What was asked last and cannot be studied, where that is something else: it is refused once.
    pub refused: Option<StudyAsk>,
    /// Steps completed at its moment.
    pub step: u64,
    pub study: Result<Study, String>,
    /// Whether somebody broke it off.
    pub broken_off: bool,
    /// When progress is told next.
    pub tell: Instant,
    /// Whether all that is known has been told.
    pub told: bool,
}

impl StudyUnderWay {
    /// Whether there is more to read.
    pub fn is_running(&self) -> bool {
        !self.broken_off && self.study.as_ref().is_ok_and(|study| !study.is_done())
    }
}
