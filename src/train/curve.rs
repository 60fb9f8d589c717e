//! A curve of measured values in bounded memory, which can be cut back to any marked moment.
//!
//! The first [`FINE`] points are kept one by one. Later ones are merged into buckets of 2, 4, 8... points, growing with
//! the count, so that at least 512 buckets cover each doubling of the count: enough for a linear axis and for a
//! logarithmic one. A bucket keeps the smallest, the largest and the mean of its points, so that one spike in a million
//! steps is still on the chart.
//!
//! Where a bucket ends depends only on the count of points, and a full bucket never changes again. So when a curve
//! grows, only its open bucket is overwritten; [`Curve::mark`] remembers that one.

/// How many points are kept one by one.
pub const FINE: u64 = 1024;

/// Consecutive points seen as one.
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// The bucket that is still being filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenBucket {
    /// The step of the last point in it.
    pub step: u64,
    /// How many points it holds, at least 1.
    pub count: u64,
    /// The sum of its values.
    pub sum: f64,
    /// The smallest of its values.
    pub min: f32,
    /// The largest of its values.
    pub max: f32,
}

/// A curve: full buckets, and one that is being filled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    points: u64,
    full: Vec<Bucket>,
    open: Option<OpenBucket>,
}

/// A moment of a curve, for [`Curve::cut`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CurveMark {
    /// Points it had.
    pub points: u64,
    /// Full buckets it had.
    pub full: usize,
    /// The bucket that was being filled.
    pub open: Option<OpenBucket>,
}

impl Curve {
    /// A curve put together again from its parts, as a session file holds them.
    ///
    /// # Errors
    /// A sentence that says which part no curve can have.
    pub fn from_parts(points: u64, full: Vec<Bucket>, open: Option<OpenBucket>) -> Result<Self, String> {
        let in_open = open.map_or(0, |open| open.count);
        let sound =
            |open: &OpenBucket| open.count > 0 && open.sum.is_finite() && open.min.is_finite() && open.max.is_finite();
        if !open.as_ref().is_none_or(sound) || points.checked_sub(in_open).is_none_or(|rest| rest < full.len() as u64) {
            return Err("has buckets that hold no points".to_owned());
        }
        if !full.iter().all(|bucket| bucket.mean.is_finite() && bucket.min.is_finite() && bucket.max.is_finite()) {
            return Err("holds values that are not finite".to_owned());
        }
        Ok(Self { points, full, open })
    }

    /// How many points it has.
    pub fn points(&self) -> u64 {
        self.points
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
        self.full.iter().copied().chain(self.open.map(OpenBucket::so_far))
    }

    /// The bucket that holds the point of `step`, or else the first later one.
    pub fn at(&self, step: u64) -> Option<Bucket> {
        let place = self.full.partition_point(|bucket| bucket.step < step);
        self.full.get(place).copied().or_else(|| self.open.filter(|open| open.step >= step).map(OpenBucket::so_far))
    }

    /// The newest bucket that ends at `step` or before.
    pub fn before(&self, step: u64) -> Option<Bucket> {
        let place = self.full.partition_point(|bucket| bucket.step <= step);
        let open = self.open.filter(|open| open.step <= step).map(OpenBucket::so_far);
        open.or_else(|| place.checked_sub(1).map(|last| self.full[last]))
    }

    /// Whether no point has come yet.
    pub fn is_empty(&self) -> bool {
        self.points == 0
    }

    /// Adds the value of `step`.
    pub fn push(&mut self, step: u64, value: f32) {
        let mut open = self.open.unwrap_or(OpenBucket { step, count: 0, sum: 0.0, min: value, max: value });
        let width = width(self.points - open.count);
        open.step = step;
        open.count += 1;
        open.sum += f64::from(value);
        open.min = open.min.min(value);
        open.max = open.max.max(value);
        self.points += 1;
        self.open = if self.points.is_multiple_of(width) {
            self.full.push(open.so_far());
            None
        } else {
            Some(open)
        };
    }

    /// This moment.
    pub fn mark(&self) -> CurveMark {
        CurveMark { points: self.points, full: self.full.len(), open: self.open }
    }

    /// Cuts the curve back to the moment of `mark`. The mark may be of this curve or of one with the same beginning.
    pub fn cut(&mut self, mark: &CurveMark) {
        self.full.truncate(mark.full);
        (self.points, self.open) = (mark.points, mark.open);
    }
}

impl OpenBucket {
    /// The full bucket that this one would be if it ended here.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean of f32 values is an f32")]
    fn so_far(self) -> Bucket {
        Bucket { step: self.step, mean: (self.sum / self.count as f64) as f32, min: self.min, max: self.max }
    }
}

/// Points in a bucket that begins after `points` others: a power of two.
fn width(points: u64) -> u64 {
    match (2 * points / FINE).checked_ilog2() {
        Some(doublings) => 1 << doublings,
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: u16, value: impl Fn(u16) -> f32) -> Curve {
        let mut curve = Curve::default();
        (1..=points).for_each(|step| curve.push(step.into(), value(step)));
        curve
    }

    #[test]
    fn a_spike_survives_among_any_number_of_points() {
        for spike in [3, 5_000, 59_999] {
            let curve = curve(60_000, |step| if step == spike { 9.0 } else { 1.0 });
            let top = curve.buckets().find(|bucket| bucket.step >= spike.into()).unwrap();
            assert_eq!((top.max, top.min <= 1.0 || spike < 1000), (9.0, true));
            assert_eq!(curve.buckets().filter(|bucket| bucket.max > 1.0).count(), 1);
        }
    }

    #[test]
    fn a_step_is_found_in_its_bucket() {
        let curve = curve(3001, f32::from);
        for step in [1, 500, 1024, 1025, 1026, 2999, 3000, 3001] {
            let bucket = curve.at(step).unwrap();
            assert!(bucket.step >= step && bucket.step - step < 4, "{step}: {bucket:?}");
            assert!(curve.before(step).is_some_and(|bucket| bucket.step <= step && bucket.step + 4 > step), "{step}");
        }
        assert_eq!((curve.at(3002), curve.before(0)), (None, None));
    }

    #[test]
    fn early_points_stay_single_and_each_doubling_has_as_many_buckets() {
        let curve = curve(40_000, f32::from);
        assert!(curve.full()[..1024].iter().zip(1..).all(|(bucket, step)| bucket.step == step));
        for doubling in 10..15 {
            let within = |bucket: &&Bucket| (1 << doubling) < bucket.step && bucket.step <= 2 << doubling;
            assert_eq!(curve.full().iter().filter(within).count(), 512, "from {}", 1 << doubling);
        }
        let bucket = curve.full()[1024];
        assert_eq!((bucket.step, bucket.min, bucket.max, bucket.mean), (1026, 1025.0, 1026.0, 1025.5));
        assert_eq!(curve.points(), 40_000);
        assert_eq!(curve.buckets().last().map(|bucket| bucket.step), Some(40_000));
    }

    #[test]
    fn a_curve_cut_at_a_mark_is_the_curve_of_that_moment() {
        let value = |step: u16| f32::from(step % 17);
        for then in [0, 1, 1023, 1024, 1025, 3000, 9001] {
            let mark = curve(then, value).mark();
            let mut cut = curve(12_000, value);
            cut.cut(&mark);
            assert_eq!(cut, curve(then, value), "{then}");
            (then + 1..=12_000).for_each(|step| cut.push(step.into(), value(step)));
            assert_eq!(cut, curve(12_000, value), "{then}, gone on");
        }
    }

    #[test]
    fn parts_that_belong_to_no_curve_are_refused() {
        let whole = curve(1500, f32::from);
        let again = Curve::from_parts(whole.points(), whole.full().to_vec(), whole.open()).unwrap();
        assert_eq!(again, whole);
        let open = OpenBucket { step: 1, count: 0, sum: 0.0, min: 0.0, max: 0.0 };
        assert!(Curve::from_parts(0, Vec::new(), Some(open)).is_err(), "an open bucket without a point");
        let open = OpenBucket { count: 2, ..open };
        assert!(Curve::from_parts(1, Vec::new(), Some(open)).is_err(), "more points in it than there are");
        assert!(Curve::from_parts(3, whole.full().to_vec(), None).is_err(), "more buckets than points");
        let bad = Bucket { step: 1, mean: f32::NAN, min: 0.0, max: 0.0 };
        assert!(Curve::from_parts(1, vec![bad], None).is_err(), "a mean that is no number");
    }
}
