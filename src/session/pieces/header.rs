//! What stands in the first few KB of a session, as versions 6 and 7 have it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::{Lesson, Plan};
use super::record::Parent;
use super::state::BestMark;
use super::test::TestMark;

/// What a list of sessions shows: it stands in the first few KB.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Header {
    pub format: String,
    pub version: u32,
    pub task: String,
    /// The data file's name without its folder.
    pub name: String,
    /// The model in short: `RNN 2×25`.
    pub model: String,
    /// The lesson it belongs to.
    pub lesson: Option<Lesson>,
    /// The run that it is a branch of.
    pub parent: Option<Parent>,
    pub options: BTreeMap<String, String>,
    pub plan: Plan,
    pub epoch: u64,
    pub step: u64,
    pub loss: Option<f32>,
    pub validation_loss: Option<f32>,
    pub validation_accuracy: Option<f32>,
    pub best: Option<BestMark>,
    pub test: Option<TestMark>,
    pub seconds: f64,
}

/// The beginning of a file as a document of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct HeaderDocument {
    pub header: Header,
}
