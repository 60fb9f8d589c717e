//! The axis of steps: which part of a run is seen, and which step stands where. Pure arithmetic; it draws nothing.

/// Beyond this many steps the axis is logarithmic, unless somebody says otherwise.
const LONG: u64 = 1000;

/// How a person wants the axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Logarithmic or linear; `None` by the length of the run.
    pub log: Option<bool>,
    /// The first and the last step that are seen; `None` for all.
    pub zoom: Option<(u64, u64)>,
}

/// The axis, from its first to its last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepAxis {
    /// The step at its left end, at least 1.
    pub first: u64,
    /// The step at its right end, beyond the first.
    pub last: u64,
    /// Whether it is logarithmic.
    pub log: bool,
}

impl StepAxis {
    /// The axis of a run that has made so many steps.
    pub fn new(wanted: Wanted, newest: u64) -> Self {
        let (first, last) = wanted.zoom.unwrap_or((1, newest));
        let first = first.max(1);
        Self { first, last: last.max(first + 1), log: wanted.log.unwrap_or(newest > LONG) }
    }

    /// Where a step stands, as a number that only [`StepAxis::bounds`] gives a meaning.
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    pub fn place(self, step: u64) -> f64 {
        if self.log { (step.max(1) as f64).ln() } else { step as f64 }
    }

    /// The places of both ends.
    pub fn bounds(self) -> [f64; 2] {
        [self.place(self.first), self.place(self.last)]
    }

    /// Whether a step is on it.
    pub fn holds(self, step: u64) -> bool {
        (self.first..=self.last).contains(&step.max(1))
    }

    /// The step that stands at a share of the way from the left end to the right one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a step on the axis, rounded")]
    pub fn step_at(self, share: f64) -> u64 {
        let [left, right] = self.bounds();
        let place = left + share.clamp(0.0, 1.0) * (right - left);
        let step = if self.log { place.exp() } else { place };
        (step.round() as u64).clamp(self.first, self.last)
    }

    /// The share of the way at which a step stands.
    pub fn share(self, step: u64) -> f64 {
        let [left, right] = self.bounds();
        ((self.place(step) - left) / (right - left)).clamp(0.0, 1.0)
    }

    /// What is seen after zooming in, or out, around a step of a run that has made so many; `None` for all of it.
    pub fn zoomed(self, around: u64, closer: bool, newest: u64) -> Option<(u64, u64)> {
        let at = self.share(around);
        let half = if closer { 0.25 } else { 1.0 };
        // The step stays where it stands, as far as the run reaches.
        let (from, to) = (at - 2.0 * half * at, at + 2.0 * half * (1.0 - at));
        let whole = Self { first: 1, last: newest.max(2), log: self.log };
        let [left, right] = self.bounds();
        let within = |share: f64| {
            let place = left + share * (right - left);
            let [low, high] = whole.bounds();
            whole.step_at((place - low) / (high - low))
        };
        let (first, last) = (within(from), within(to));
        if first <= 1 && last >= newest {
            return None;
        }
        // Nothing is nearer than a few steps.
        Some(if last < first + 4 { (self.first, self.last) } else { (first, last) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_is_seen_on_a_logarithmic_axis_and_each_step_is_found_where_it_stands() {
        assert!(!StepAxis::new(Wanted::default(), 1000).log && StepAxis::new(Wanted::default(), 1001).log);
        for log in [false, true] {
            for newest in [1, 2, 90, 6277, 1_000_000] {
                let axis = StepAxis::new(Wanted { log: Some(log), zoom: None }, newest);
                assert_eq!((axis.step_at(0.0), axis.step_at(1.0)), (1, newest.max(2)));
                for step in [1, 2, newest / 3, newest].map(|step| step.max(1)) {
                    assert_eq!(axis.step_at(axis.share(step)), step, "{log} {newest}");
                }
                assert!(axis.share(0).abs() < 1e-12, "before the first step");
            }
        }
        let middle = StepAxis::new(Wanted::default(), 10_000).step_at(0.5);
        assert_eq!(middle, 100);
    }

    #[test]
    fn zooming_keeps_the_step_in_place_and_comes_back_to_all() {
        for log in [false, true] {
            let whole = StepAxis::new(Wanted { log: Some(log), zoom: None }, 5000);
            let zoom = whole.zoomed(600, true, 5000).expect("it is closer");
            let closer = StepAxis::new(Wanted { log: Some(log), zoom: Some(zoom) }, 5000);
            assert!((closer.share(600) - whole.share(600)).abs() < 0.02, "{closer:?}");
            assert!(closer.last - closer.first < 3600 && closer.holds(600));
            let back = closer
                .zoomed(600, false, 5000)
                .map(|zoom| StepAxis::new(Wanted { log: Some(log), zoom: Some(zoom) }, 5000));
            assert!(back.is_none_or(|back| back.zoomed(600, false, 5000).is_none()), "{back:?}");
        }
        let mut axis = StepAxis::new(Wanted::default(), 500);
        for _ in 0..40 {
            axis.zoomed(77, true, 500)
                .into_iter()
                .for_each(|zoom| axis = StepAxis::new(Wanted { log: None, zoom: Some(zoom) }, 500));
        }
        assert!(axis.holds(77) && axis.last > axis.first, "{axis:?}");
        assert_eq!(StepAxis::new(Wanted::default(), 0).zoomed(0, true, 0), None, "nothing yet");
    }
}
