//! What was done by hand, and what the run did by itself.

use serde::{Deserialize, Serialize};

use crate::train::journal::{Action, Entry, Journal, JournalMark};

/// A list of entries. RON writes it with parentheses of its own.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::session) struct Entries(Vec<EntryPiece>);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryPiece {
    step: u64,
    validating: bool,
    action: ActionPiece,
}

/// A moment of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Moment {
    entries: usize,
    last: Option<EntryPiece>,
}

/// See [`Action`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum ActionPiece {
    Pause,
    Continue,
    Step(u64),
    TrainEpochs(u64),
    TrainOn,
    SetLearningRate(f64),
    UndoLearningRate(f64),
    Resume,
    GoToBest(u64),
    UndoGoToBest,
    Diverge(u64),
}

/// Both enums have the same variants; the macro names each once.
macro_rules! same {
    ($from:ident => $to:ident) => {
        impl From<$from> for $to {
            fn from(action: $from) -> Self {
                match action {
                    $from::Pause => Self::Pause,
                    $from::Continue => Self::Continue,
                    $from::Step(n) => Self::Step(n),
                    $from::TrainEpochs(n) => Self::TrainEpochs(n),
                    $from::TrainOn => Self::TrainOn,
                    $from::SetLearningRate(rate) => Self::SetLearningRate(rate),
                    $from::UndoLearningRate(rate) => Self::UndoLearningRate(rate),
                    $from::Resume => Self::Resume,
                    $from::GoToBest(step) => Self::GoToBest(step),
                    $from::UndoGoToBest => Self::UndoGoToBest,
                    $from::Diverge(step) => Self::Diverge(step),
                }
            }
        }
    };
}
same!(Action => ActionPiece);
same!(ActionPiece => Action);

impl From<&Entry> for EntryPiece {
    fn from(entry: &Entry) -> Self {
        Self { step: entry.step, validating: entry.validating, action: entry.action.clone().into() }
    }
}

impl From<EntryPiece> for Entry {
    fn from(entry: EntryPiece) -> Self {
        Self { step: entry.step, validating: entry.validating, action: entry.action.into() }
    }
}

impl From<&Journal> for Entries {
    fn from(journal: &Journal) -> Self {
        Self(journal.entries().iter().map(EntryPiece::from).collect())
    }
}

impl From<Entries> for Journal {
    fn from(entries: Entries) -> Self {
        Self::from_entries(entries.0.into_iter().map(Entry::from).collect())
    }
}

impl From<&JournalMark> for Moment {
    fn from(mark: &JournalMark) -> Self {
        Self { entries: mark.entries, last: mark.last.as_ref().map(EntryPiece::from) }
    }
}

impl From<Moment> for JournalMark {
    fn from(moment: Moment) -> Self {
        Self { entries: moment.entries, last: moment.last.map(Entry::from) }
    }
}
