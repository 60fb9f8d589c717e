//! What can be done to a run, as versions 4 and 5 have it.

use serde::{Deserialize, Serialize};

use crate::train::journal::Action;

/// See [`Action`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(in crate::session) enum ActionPiece {
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
