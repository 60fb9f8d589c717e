//! What a header says of a run beside its configuration: the lesson it belongs to, and when it ends by itself.

use serde::{Deserialize, Serialize};

use crate::train::plan;

/// A part of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Lesson {
    pub name: String,
    pub part: String,
}

/// When the run ends by itself.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Plan {
    pub until: Option<u64>,
    pub stretch: Option<u64>,
    pub patience: Option<u64>,
    pub patience_from: u64,
}

impl From<plan::Plan> for Plan {
    fn from(plan::Plan { until, stretch, patience, patience_from }: plan::Plan) -> Self {
        Self { until, stretch, patience, patience_from }
    }
}

impl From<Plan> for plan::Plan {
    fn from(Plan { until, stretch, patience, patience_from }: Plan) -> Self {
        Self { until, stretch, patience, patience_from }
    }
}
