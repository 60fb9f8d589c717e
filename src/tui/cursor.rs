//! The step on show: the newest, or one in the past. What was asked for last counts, though the worker may still be on
//! its way to what was asked before.

use crate::train::message::{Command, Past};

/// The step on show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cursor {
    /// The newest one.
    #[default]
    Live,
    /// One that was asked for; no snapshot has answered yet.
    Asked(u64),
    /// One in the past.
    Past(u64),
}

impl Cursor {
    /// Moves to a step of a run that has made `newest`, and what the worker is told. Beyond the end is the newest.
    pub fn to(step: u64, newest: u64) -> (Self, Command) {
        if step >= newest { (Self::Live, Command::ComeBack) } else { (Self::Asked(step), Command::GoTo(step)) }
    }

    /// The step, where it is not the newest.
    pub fn step(self) -> Option<u64> {
        match self {
            Self::Live => None,
            Self::Asked(step) | Self::Past(step) => Some(step),
        }
    }

    /// Takes note of what a snapshot says.
    pub fn seen(&mut self, past: Option<&Past>) {
        *self = match (*self, past) {
            (Self::Asked(step), Some(past)) if past.target == step => Self::Past(step),
            (Self::Past(_), Some(past)) => Self::Past(past.target),
            (Self::Past(_), None) => Self::Live,
            // An earlier request's snapshot does not answer a later request.
            (cursor, _) => cursor,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn past(target: u64) -> Past {
        Past { target, film: false, newest: 100, record: Arc::default() }
    }

    #[test]
    fn what_was_asked_for_last_counts() {
        let (mut cursor, command) = Cursor::to(40, 100);
        assert_eq!(command, Command::GoTo(40));
        cursor.seen(None);
        cursor.seen(Some(&past(30)));
        assert_eq!(cursor, Cursor::Asked(40), "snapshots from before");
        cursor.seen(Some(&past(40)));
        assert_eq!(cursor, Cursor::Past(40));
        cursor.seen(Some(&past(41)));
        assert_eq!(cursor.step(), Some(41), "the film moves it");
        cursor.seen(None);
        assert_eq!(cursor, Cursor::Live);
        assert_eq!(Cursor::to(100, 100), (Cursor::Live, Command::ComeBack));
        let mut live = Cursor::Live;
        live.seen(Some(&past(40)));
        assert_eq!(live, Cursor::Live, "on the way back");
    }
}
