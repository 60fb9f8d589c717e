//! What is put aside while a trainer stands in the past.

use std::sync::Arc;

use crate::train::keyframe::Keyframe;
use crate::train::record::Record;
use crate::train::state::TrainState;

/// The newest moment of a run, put aside while its trainer stands in the past.
#[derive(Debug)]
pub(super) struct Live {
    pub state: TrainState,
    pub record: Record,
    pub best: Option<Arc<Keyframe>>,
    /// How many entries of the journal the past has obeyed.
    pub entry: usize,
}

/// A step that is not one of the run's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchStep {
    /// It was never made.
    #[error("the run has made {made} steps, and {step} is none of them: give a step from {first} to {made}")]
    Beyond {
        /// The step asked for.
        step: u64,
        /// The first one there is.
        first: u64,
        /// The newest one.
        made: u64,
    },
    /// The run is a branch, or an older version kept its beginning, and it begins later.
    #[error("the run can be gone back in from step {first} on, where this session begins: step {step} is before that")]
    Before {
        /// The step asked for.
        step: u64,
        /// The step that the run begins at.
        first: u64,
    },
}
