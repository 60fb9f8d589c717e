//! What was measured and done, as versions 5 to 7 have it, and the run that a branch begins at.

use serde::{Deserialize, Serialize};

use super::curves::{Curve, LastStep};
use super::entries::Entries;
use super::state::EpochLoss;
use crate::session::base64::f32s;
use crate::train::record;

/// What was measured and done. What a header says of it stands there alone.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Record {
    pub journal: Entries,
    /// The kernels that made its steps.
    pub kernels: Vec<String>,
    pub last: Option<LastStep>,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub train: Curve,
    pub validation: Curve,
}

/// The step of another run that a branch begins at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Parent {
    /// The file name of its session.
    pub name: String,
    pub step: u64,
    /// SHA-256 of that file.
    pub sha256: String,
}

impl From<&record::Record> for Record {
    fn from(record: &record::Record) -> Self {
        Self {
            journal: (&record.journal).into(),
            kernels: record.kernels.clone(),
            last: record.last.map(LastStep::from),
            recent: record.recent.iter().copied().collect(),
            measured: record.measured,
            epoch: record.epoch.into(),
            train: (&record.train).into(),
            validation: (&record.validation).into(),
        }
    }
}

impl From<record::Parent> for Parent {
    fn from(record::Parent { name, step, sha256 }: record::Parent) -> Self {
        Self { name, step, sha256 }
    }
}

impl From<Parent> for record::Parent {
    fn from(Parent { name, step, sha256 }: Parent) -> Self {
        Self { name, step, sha256 }
    }
}
