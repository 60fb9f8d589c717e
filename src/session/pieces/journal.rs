//! What was done by hand, as versions 1 to 3 have it.

use serde::{Deserialize, Serialize};

use crate::train::journal::{Action, Entry, Journal};

/// A list of entries. RON writes it with parentheses of its own.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::session) struct Entries(Vec<EntryPiece>);

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryPiece {
    step: u64,
    action: ActionPiece,
}

/// See [`Action`].
#[derive(Debug, Serialize, Deserialize)]
enum ActionPiece {
    Pause,
    Continue,
    Step(u64),
    TrainEpochs(u64),
    SetLearningRate(f64),
    UndoLearningRate(f64),
    Resume,
}

impl From<Entries> for Journal {
    fn from(entries: Entries) -> Self {
        let entry = |entry: EntryPiece| Entry {
            step: entry.step,
            validating: false,
            action: match entry.action {
                ActionPiece::Pause => Action::Pause,
                ActionPiece::Continue => Action::Continue,
                ActionPiece::Step(n) => Action::Step(n),
                ActionPiece::TrainEpochs(n) => Action::TrainEpochs(n),
                ActionPiece::SetLearningRate(rate) => Action::SetLearningRate(rate),
                ActionPiece::UndoLearningRate(rate) => Action::UndoLearningRate(rate),
                ActionPiece::Resume => Action::Resume,
            },
        };
        Self::from_entries(entries.0.into_iter().map(entry).collect())
    }
}
