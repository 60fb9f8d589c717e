//! What going back leaves behind, so that it can be taken back.

use std::sync::Arc;

use crate::train::keyframe::Keyframe;
use crate::train::record::Record;
use crate::train::state::TrainState;
use crate::train::tape::Later;

/// Where a run stood before it went back to its best state.
#[derive(Debug)]
pub(super) struct Left {
    pub state: TrainState,
    pub record: Record,
    /// The state that the run began from.
    pub first: Option<Arc<Keyframe>>,
    /// The keyframes after the best state.
    pub later: Later,
    /// Changes of the rate that could be taken back in the best state: only later ones come before going back.
    pub changes: usize,
}

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Undone {
    /// A change of the learning rate.
    Rate {
        /// The rate before.
        from: f64,
        /// The rate from now on.
        to: f64,
    },
    /// Going back to the best state: the run stands after this step again.
    GoToBest(u64),
}
