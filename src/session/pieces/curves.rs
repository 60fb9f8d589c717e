//! What was measured: curves, whose buckets stand column by column, and the newest step.

use serde::{Deserialize, Serialize};

use crate::session::base64::{f32s, u64s};
use crate::train::curve::{self, Bucket, OpenBucket};
use crate::train::record;

/// Full buckets.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Columns {
    #[serde(with = "u64s")]
    pub step: Vec<u64>,
    #[serde(with = "f32s")]
    pub mean: Vec<f32>,
    #[serde(with = "f32s")]
    pub min: Vec<f32>,
    #[serde(with = "f32s")]
    pub max: Vec<f32>,
}

/// The bucket that is being filled.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Open {
    step: u64,
    count: u64,
    sum: f64,
    min: f32,
    max: f32,
}

/// What the newest step measured.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct LastStep {
    pub loss: f32,
    pub accuracy: f32,
    pub grad_norm: f32,
}

/// A curve.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Curve {
    pub points: u64,
    pub full: Columns,
    pub open: Option<Open>,
}

/// A moment of a curve.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct CurveMark {
    pub points: u64,
    pub full: usize,
    pub open: Option<Open>,
}

impl From<&[Bucket]> for Columns {
    fn from(full: &[Bucket]) -> Self {
        let column = |of: fn(&Bucket) -> f32| full.iter().map(of).collect();
        Self {
            step: full.iter().map(|bucket| bucket.step).collect(),
            mean: column(|bucket| bucket.mean),
            min: column(|bucket| bucket.min),
            max: column(|bucket| bucket.max),
        }
    }
}

impl Columns {
    /// The buckets again.
    ///
    /// # Errors
    /// If the columns are not of one length.
    pub fn buckets(self) -> Result<Vec<Bucket>, String> {
        let Self { step, mean, min, max } = self;
        if [mean.len(), min.len(), max.len()] != [step.len(); 3] {
            return Err("has columns of different lengths".to_owned());
        }
        let rows = step.iter().zip(&mean).zip(min.iter().zip(&max));
        Ok(rows.map(|((&step, &mean), (&min, &max))| Bucket { step, mean, min, max }).collect())
    }
}

impl From<OpenBucket> for Open {
    fn from(OpenBucket { step, count, sum, min, max }: OpenBucket) -> Self {
        Self { step, count, sum, min, max }
    }
}

impl From<Open> for OpenBucket {
    fn from(Open { step, count, sum, min, max }: Open) -> Self {
        Self { step, count, sum, min, max }
    }
}

impl Open {
    /// How many points it holds.
    pub fn count(&self) -> u64 {
        self.count
    }
}

impl From<&curve::Curve> for Curve {
    fn from(curve: &curve::Curve) -> Self {
        Self { points: curve.points(), full: curve.full().into(), open: curve.open().map(Open::from) }
    }
}

impl Curve {
    /// The curve again; `name` is that of an error.
    ///
    /// # Errors
    /// If no curve has such parts.
    pub fn check(self, name: &str) -> Result<curve::Curve, String> {
        let Self { points, full, open } = self;
        let full = full.buckets();
        let curve = full.and_then(|full| curve::Curve::from_parts(points, full, open.map(Into::into)));
        curve.map_err(|reason| format!("the {name} history {reason}"))
    }
}

impl From<record::LastStep> for LastStep {
    fn from(record::LastStep { loss, accuracy, grad_norm }: record::LastStep) -> Self {
        Self { loss, accuracy, grad_norm }
    }
}

impl From<LastStep> for record::LastStep {
    fn from(LastStep { loss, accuracy, grad_norm }: LastStep) -> Self {
        Self { loss, accuracy, grad_norm }
    }
}

impl From<&curve::CurveMark> for CurveMark {
    fn from(mark: &curve::CurveMark) -> Self {
        Self { points: mark.points, full: mark.full, open: mark.open.map(Open::from) }
    }
}
