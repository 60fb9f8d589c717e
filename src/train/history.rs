//! The loss curve of a run in bounded memory.
//!
//! Every point reaches the history. Once there are more than [`CAPACITY`] buckets, neighbours are merged
//! two by two, keeping the smallest, the largest and the mean loss, so that a spike in step 3 of
//! a million is still on the chart. The raw record of every step is what `--log` writes.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Buckets are merged two by two when there are this many.
pub const CAPACITY: usize = 2048;
/// How many of the latest raw losses are kept beside the buckets.
pub const RECENT: usize = 512;

/// Steps whose mean loss is taken for steady.
const STEADY: usize = 16;

/// Consecutive points seen as one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// The step of the last point in it.
    pub step: u64,
    /// The mean of its values.
    pub mean: f32,
    /// The smallest of its values.
    pub min: f32,
    /// The largest of its values.
    pub max: f32,
}

/// A curve as buckets that hold [`Curve::width`] points each.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    width: u64,
    full: Vec<Bucket>,
    open: Option<OpenBucket>,
}

/// The bucket that is still being filled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OpenBucket {
    step: u64,
    count: u64,
    sum: f64,
    min: f32,
    max: f32,
}

impl OpenBucket {
    /// Whether this can be the open bucket of a curve whose buckets hold `width` points.
    pub fn is_sound(&self, width: u64) -> bool {
        let finite = self.sum.is_finite() && self.min.is_finite() && self.max.is_finite();
        finite && (1..=width).contains(&self.count)
    }
}

impl Default for Curve {
    fn default() -> Self {
        Self { width: 1, full: Vec::new(), open: None }
    }
}

impl Curve {
    /// A curve put together again from its parts, as a session file holds them.
    pub fn from_parts(width: u64, full: Vec<Bucket>, open: Option<OpenBucket>) -> Self {
        Self { width: width.max(1), full, open }
    }

    /// How many points a full bucket holds; a power of two.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// The full buckets, oldest first.
    pub fn full(&self) -> &[Bucket] {
        &self.full
    }

    /// The bucket being filled, if it holds a point.
    pub fn open(&self) -> Option<OpenBucket> {
        self.open
    }

    /// All buckets, oldest first, the one being filled included.
    pub fn buckets(&self) -> impl DoubleEndedIterator<Item = Bucket> + '_ {
        let open = self.open.map(|open| Bucket { step: open.step, mean: open.mean(), min: open.min, max: open.max });
        self.full.iter().copied().chain(open)
    }

    /// Whether no point has come yet.
    pub fn is_empty(&self) -> bool {
        self.full.is_empty() && self.open.is_none()
    }

    /// Adds the value of `step`.
    pub fn push(&mut self, step: u64, value: f32) {
        let mut open = self.open.take().unwrap_or(OpenBucket { step, count: 0, sum: 0.0, min: value, max: value });
        open.step = step;
        open.count += 1;
        open.sum += f64::from(value);
        open.min = open.min.min(value);
        open.max = open.max.max(value);
        if open.count < self.width {
            self.open = Some(open);
            return;
        }
        self.full.push(Bucket { step: open.step, mean: open.mean(), min: open.min, max: open.max });
        if self.full.len() >= CAPACITY {
            self.full = self.full.chunks_exact(2).map(|pair| merge(pair[0], pair[1])).collect();
            self.width *= 2;
        }
    }
}

impl OpenBucket {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean of f32 values is an f32")]
    fn mean(self) -> f32 {
        (self.sum / self.count as f64) as f32
    }
}

fn merge(a: Bucket, b: Bucket) -> Bucket {
    Bucket { step: b.step, mean: f32::midpoint(a.mean, b.mean), min: a.min.min(b.min), max: a.max.max(b.max) }
}

/// What a run has measured so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The training loss, a point a step.
    pub train: Curve,
    /// The validation loss, a point a validation.
    pub validation: Curve,
    /// The latest raw training losses, oldest first, at most [`RECENT`].
    pub recent: VecDeque<f32>,
}

impl History {
    /// Adds the training loss of `step`.
    pub fn push_loss(&mut self, step: u64, loss: f32) {
        self.train.push(step, loss);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(loss);
    }

    /// The lowest training loss and that of now, each a mean of some steps, if what was learnt is lost: the loss has gone
    /// back up more than half of what it had come down, and is more than twice its lowest.
    #[expect(clippy::cast_precision_loss, reason = "a count of buckets")]
    pub fn unlearnt(&self) -> Option<(f32, f32)> {
        let together = usize::try_from(STEADY as u64 / self.train.width()).map_or(1, |buckets| buckets.max(1));
        let mean = |buckets: &[Bucket]| buckets.iter().map(|bucket| bucket.mean).sum::<f32>() / together as f32;
        let start = self.train.full().first()?.max;
        let lowest = self.train.full().windows(together).map(mean).reduce(f32::min)?;
        let now = self.recent.iter().rev().take(STEADY).sum::<f32>() / STEADY as f32;
        (now - lowest > (start - lowest) / 2.0 && now > 2.0 * lowest).then_some((lowest, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_again_is_noticed_however_long_ago_it_was_learnt() {
        for learning in [40, 1_000, 100_000] {
            let mut history = History::default();
            for step in 0..learning {
                history.push_loss(step + 1, if step < 20 { 3.0 } else { 0.2 });
                assert_eq!(history.unlearnt(), None, "step {step} of {learning}");
            }
            for step in 0..8 {
                history.push_loss(learning + step + 1, 2.0);
            }
            assert_eq!(history.unlearnt(), None, "a few steps");
            for step in 8..16 {
                history.push_loss(learning + step + 1, 2.0);
            }
            let (lowest, now) = history.unlearnt().expect("it is lost");
            assert!((lowest - 0.2).abs() < 1e-3 && (now - 2.0).abs() < 1e-3, "{lowest}, {now}");
        }
    }

    #[test]
    fn a_spike_survives_any_number_of_merges() {
        let mut curve = Curve::default();
        for step in 1..=100_000 {
            curve.push(step, if step == 3 { 9.0 } else { 1.0 });
        }
        assert!(curve.full().len() < CAPACITY);
        let top = curve.buckets().next().expect("points were pushed");
        assert!((top.max - 9.0).abs() < f32::EPSILON && (top.min - 1.0).abs() < f32::EPSILON);
        assert_eq!(curve.buckets().last().map(|bucket| bucket.step), Some(100_000));
        let points: u64 = curve.full().len() as u64 * curve.width() + curve.open().map_or(0, |open| open.count);
        assert_eq!(points, 100_000, "every point is in a bucket");
    }

    #[test]
    fn a_curve_taken_apart_and_put_together_goes_on_as_before() {
        let mut whole = Curve::default();
        (1..5_000u16).for_each(|step| whole.push(step.into(), 1.0 / f32::from(step)));
        let mut again = Curve::from_parts(whole.width(), whole.full().to_vec(), whole.open());
        for step in 5_000..9_000 {
            whole.push(step, 0.5);
            again.push(step, 0.5);
        }
        assert_eq!(whole, again);
    }
}
