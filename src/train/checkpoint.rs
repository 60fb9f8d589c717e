//! All that a session keeps of a run.

use std::sync::Arc;

use super::keyframe::Keyframe;
use super::plan::Plan;
use super::record::Record;
use super::state::TrainState;
use crate::config::RunConfig;

/// All that a session keeps of a run beside its data: what it is, where it stands, and what was measured and done.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What the run is.
    pub config: RunConfig,
    /// When it ends by itself.
    pub plan: Plan,
    /// Where it stands.
    pub state: TrainState,
    /// What was measured and done.
    pub record: Record,
    /// The best state, which the record tells of. Shared, because every checkpoint until the next best has the same.
    pub best: Option<Arc<Keyframe>>,
    /// The state that the run begins from, where its seed does not give it: weights from a file, or a branch.
    pub first: Option<Arc<Keyframe>>,
}
