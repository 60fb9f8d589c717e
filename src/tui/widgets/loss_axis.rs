//! The axis of losses: which loss stands where.

use crate::train::curve::{Bucket, Curve};

/// The loss axis.
#[derive(Debug, Clone, Copy)]
pub struct LossAxis {
    log: bool,
    /// The lowest loss that is drawn at its own place.
    floor: f32,
    /// Whether a loss of exactly 0 is drawn below that. A logarithmic axis has no place for it, so its lower end is.
    pub zero: bool,
    /// The ends, a little beyond the curves.
    pub low: f64,
    pub high: f64,
}

impl LossAxis {
    /// The axis of what is seen of these curves.
    pub fn new<'a>(curves: impl Iterator<Item = &'a Curve> + Clone, seen: impl Fn(u64) -> bool, log: bool) -> Self {
        let seen = |bucket: &Bucket| bucket.mean.is_finite() && seen(bucket.step);
        let buckets = || curves.clone().flat_map(Curve::buckets).filter(&seen);
        let mut axis = Self { log, floor: f32::NEG_INFINITY, zero: false, low: 0.0, high: 1.0 };
        if log {
            let positive = buckets().flat_map(|bucket| [bucket.min, bucket.max]).filter(|&loss| loss > 0.0);
            let lowest = positive.reduce(f32::min).unwrap_or(1.0);
            axis.zero = buckets().any(|bucket| bucket.min <= 0.0);
            // A zero is a decade below the others.
            axis.floor = if axis.zero { lowest / 10.0 } else { lowest };
        }
        let ends = buckets().map(|bucket| (axis.scale(bucket.min), axis.scale(bucket.max)));
        if let Some((low, high)) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
            let margin = ((high - low) * 0.04).max(1e-3);
            (axis.low, axis.high) = (low - margin, high + margin);
        }
        axis
    }

    /// Where a loss stands.
    pub fn scale(self, loss: f32) -> f64 {
        if self.log { f64::from(loss.max(self.floor)).log10() } else { f64::from(loss) }
    }

    /// The loss that stands there.
    pub fn loss(self, place: f64) -> f64 {
        if self.log { 10f64.powf(place) } else { place.max(0.0) }
    }
}
