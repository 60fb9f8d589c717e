//! Where in the past a run stands.

use std::sync::Arc;

use crate::train::pace::Pace;
use crate::train::record::Record;

/// Steps of a film are shown one by one up to so many a second, and beyond that in equal leaps.
const FRAMES: f64 = 20.0;

/// Where in the past a run stands, or is on its way to.
#[derive(Debug)]
pub(super) struct Journey {
    pub target: u64,
    /// Whether one step after another is shown, and how many are made already towards the next one that is.
    pub film: Option<u64>,
    pub record: Arc<Record>,
}

/// How many steps of a film lie between two that are shown. It depends on nothing but the pace and the step, so that a
/// film is the same each time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, rounded down")]
pub(super) fn leap(pace: Pace, step: u64) -> u64 {
    // At no pace, nothing could be seen.
    let rate = pace.rate(step).or_else(|| Pace::Auto.rate(step)).unwrap_or(FRAMES);
    ((rate / FRAMES) as u64).max(1)
}
