//! How large each parameter's gradient and update were, at the marked steps of a run.
//!
//! Which steps those are depends on their number alone (see [`is_marked`]), never on who looked, how often the run was
//! saved or what room its tape has: resumed, made again or branched off, a run has the same sizes on its record. They
//! must never decide what is computed.

use crate::nn::param::ParamSet;
use crate::train::marked::{is_marked, next_marked};

/// The sizes at S marked steps, of P parameters in the order of their table.
#[derive(Debug, Clone, PartialEq)]
pub struct Updates {
    /// The step after which they are recorded: above 0 where an older version made the steps before.
    since: u64,
    /// The next step that is recorded, so that a step in between asks for one comparison.
    next: u64,
    steps: Vec<u64>,
    gradients: Vec<f32>,
    ratios: Vec<f32>,
}

/// The sizes at one step, of P parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes<'a> {
    /// The step, counted from 1.
    pub step: u64,
    /// |d loss / d W|_2 of each parameter W over the step's batch, before clipping.
    pub gradients: &'a [f32],
    /// The update-to-weight ratio |W' - W|_2 / |W|_2 of each parameter W, which the step made W': see
    /// [`Updates::HEALTHY`]. It is infinite where a W of zeros was changed.
    pub ratios: &'a [f32],
}

/// What there is to know before an update.
#[derive(Debug)]
pub struct Before {
    params: ParamSet,
    gradients: Vec<f32>,
}

impl Before {
    /// Copies the parameters, and takes the norms of their gradients.
    pub fn of(params: &ParamSet, gradients: &ParamSet) -> Self {
        let gradients = gradients.iter().map(|(_, numbers)| shortened(norm(numbers.iter().copied()))).collect();
        Self { params: params.clone(), gradients }
    }
}

impl Default for Updates {
    fn default() -> Self {
        Self::since(0)
    }
}

impl Updates {
    /// The ratio of update to weight of a net that learns well, as a rule of thumb. From Andrej Karpathy's notes for
    /// CS231n, "Neural Networks Part 3: Learning and Evaluation", section "Ratio of weights:updates"
    /// (<https://cs231n.github.io/neural-networks-3/#ratio>): "this ratio should be somewhere around 1e-3".
    pub const HEALTHY: f32 = 1e-3;

    /// None yet, of a run that records them after this step.
    pub fn since(step: u64) -> Self {
        let (steps, gradients, ratios) = (Vec::new(), Vec::new(), Vec::new());
        Self { since: step, next: next_marked(step), steps, gradients, ratios }
    }

    /// None yet, of a run that records them after the same step.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::since(self.since)
    }

    /// The sizes recorded after step `since` at these S steps; `gradients` and `ratios` are `(S, P)`, row by row.
    ///
    /// # Errors
    /// What cannot be, without a capital or a full stop.
    pub fn from_parts(since: u64, steps: Vec<u64>, gradients: Vec<f32>, ratios: Vec<f32>) -> Result<Self, String> {
        let rising = steps.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising || steps.first().is_some_and(|&first| first <= since) || !steps.iter().copied().all(is_marked) {
            return Err(format!("are of the steps {steps:?}, after step {since}"));
        }
        let fits = if steps.is_empty() { gradients.is_empty() } else { gradients.len().is_multiple_of(steps.len()) };
        if !fits || gradients.len() != ratios.len() {
            let (steps, gradients, ratios) = (steps.len(), gradients.len(), ratios.len());
            return Err(format!("are {gradients} gradients and {ratios} ratios at {steps} steps"));
        }
        let is_size = |size: &f32| *size >= 0.0;
        if let Some(size) = gradients.iter().chain(&ratios).find(|size| !is_size(size)) {
            return Err(format!("hold {size}, which is no size"));
        }
        let mut updates = Self { steps, gradients, ratios, ..Self::since(since) };
        updates.cut(updates.steps.len());
        Ok(updates)
    }

    /// The step after which they are recorded, the S steps, and what was recorded there, `(S, P)` row by row.
    pub fn parts(&self) -> (u64, &[u64], &[f32], &[f32]) {
        (self.since, &self.steps, &self.gradients, &self.ratios)
    }

    /// Whether `step` is recorded. The run asks before each step, so this is one comparison for most.
    pub fn wants(&self, step: u64) -> bool {
        step >= self.next && is_marked(step)
    }

    /// Records `step`, which has turned the parameters of `before` into these.
    pub fn push(&mut self, step: u64, before: Before, after: &ParamSet) {
        let Before { params, gradients } = before;
        self.gradients.extend(gradients);
        self.ratios.extend(params.iter().zip(after.iter()).map(|((_, old), (_, new))| ratio(old, new)));
        self.steps.push(step);
        self.next = next_marked(step);
    }

    /// How many steps are recorded.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The next step that is recorded.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// How many are recorded up to the state after `step` steps.
    pub fn len_at(&self, step: u64) -> usize {
        self.steps.partition_point(|&recorded| recorded <= step)
    }

    /// The step after which they are recorded.
    pub fn begins_after(&self) -> u64 {
        self.since
    }

    /// Those recorded, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Sizes<'_>> + ExactSizeIterator {
        let parameters = self.gradients.len().checked_div(self.steps.len()).unwrap_or(0);
        self.steps.iter().enumerate().map(move |(at, &step)| {
            let row = at * parameters..(at + 1) * parameters;
            Sizes { step, gradients: &self.gradients[row.clone()], ratios: &self.ratios[row] }
        })
    }

    /// Keeps the first `len`, as they were when there were no more.
    pub fn cut(&mut self, len: usize) {
        let parameters = self.gradients.len().checked_div(self.steps.len()).unwrap_or(0);
        self.steps.truncate(len);
        self.gradients.truncate(len * parameters);
        self.ratios.truncate(len * parameters);
        self.next = next_marked(self.steps.last().copied().unwrap_or(0).max(self.since));
    }

    /// Takes note that the run goes on from the state after `step` steps: what comes is recorded, even if an older
    /// version once made those steps.
    pub fn go_on_from(&mut self, step: u64) {
        self.since = self.since.min(step);
        self.cut(self.len_at(step));
    }
}

/// The Euclidean norm, summed up in f64 one after another: the same wherever the same numbers are.
fn norm(numbers: impl Iterator<Item = f32>) -> f64 {
    numbers.map(|x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt()
}

/// The update-to-weight ratio: see [`Sizes::ratios`].
fn ratio(old: &[f32], new: &[f32]) -> f32 {
    let update = norm(old.iter().zip(new).map(|(old, new)| new - old));
    if update == 0.0 { 0.0 } else { shortened(update / norm(old.iter().copied())) }
}

#[expect(clippy::cast_possible_truncation, reason = "a size for people")]
fn shortened(size: f64) -> f32 {
    size as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::param::ParamTable;

    /// Two parameters of two numbers.
    fn set(numbers: [f32; 4]) -> ParamSet {
        let mut table = ParamTable::default();
        table.add("a".to_owned(), &[2]);
        table.add("b".to_owned(), &[2]);
        let mut set = ParamSet::zeros(&Arc::new(table));
        set.fill_from(numbers.chunks(2));
        set
    }

    /// What a run records that makes the steps up to `last`, after what it has on its record.
    fn run(updates: &mut Updates, last: u64) {
        let from = updates.steps.last().copied().unwrap_or(updates.since);
        for step in from + 1..=last {
            if updates.wants(step) {
                let size = f32::from(u16::try_from(step).unwrap());
                let before = Before::of(&set([1.0, 0.0, 2.0, 0.0]), &set([size, 0.0, 0.0, 0.0]));
                updates.push(step, before, &set([1.0, 0.5, 2.0, 0.0]));
            }
        }
    }

    #[test]
    fn the_twelve_of_a_decade_are_recorded() {
        let mut updates = Updates::default();
        run(&mut updates, 30);
        assert_eq!(updates.parts().1, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26]);
        let last = updates.iter().next_back().unwrap();
        assert_eq!(last, Sizes { step: 26, gradients: &[26.0, 0.0], ratios: &[0.5, 0.0] });
        let mut late = Updates::since(12);
        run(&mut late, 30);
        assert_eq!(late.parts().1, [15, 18, 22, 26]);
    }

    #[test]
    fn a_record_cut_and_gone_on_from_is_the_record_of_a_run_in_one() {
        let mut whole = Updates::default();
        run(&mut whole, 100);
        for then in [0, 1, 8, 9, 10, 31, 32, 99] {
            let (mut cut, mut short) = (whole.clone(), Updates::default());
            run(&mut short, then);
            cut.cut(whole.len_at(then));
            assert_eq!(cut, short, "{then}");
            run(&mut cut, 100);
            assert_eq!(cut, whole, "{then}");
        }
        // Going back to before the version that records them, and on from there.
        let mut late = Updates::since(50);
        late.go_on_from(40);
        run(&mut late, 60);
        assert_eq!(late.parts().1, [46, 56]);
    }

    #[test]
    fn a_weight_of_zeros_has_a_ratio_too() {
        assert_eq!((ratio(&[0.0], &[0.0]), ratio(&[0.0], &[1e-9])), (0.0, f32::INFINITY));
        assert!((ratio(&[3.0, 4.0], &[3.0, 4.005]) - 1e-3).abs() < 1e-7);
    }

    #[test]
    fn parts_that_no_run_has_are_refused() {
        let mut updates = Updates::since(2);
        run(&mut updates, 10);
        let (since, steps, gradients, ratios) = updates.parts();
        let parts = |since, steps: &[u64], gradients: &[f32], ratios: &[f32]| {
            Updates::from_parts(since, steps.to_vec(), gradients.to_vec(), ratios.to_vec())
        };
        assert_eq!(parts(since, steps, gradients, ratios), Ok(updates.clone()));
        assert_eq!(parts(7, &[], &[], &[]), Ok(Updates::since(7)));
        let mut broken = ratios.to_vec();
        broken[3] = f32::NAN;
        for refused in [
            parts(3, steps, gradients, ratios),
            parts(since, &[3, 3, 5, 6, 7, 8, 10], gradients, ratios),
            parts(since, &[3, 4, 5, 6, 7, 9, 10], gradients, ratios),
            parts(since, steps, &gradients[1..], ratios),
            parts(since, steps, &gradients[1..], &ratios[1..]),
            parts(since, &[], &gradients[..2], &ratios[..2]),
            parts(since, steps, gradients, &broken),
        ] {
            assert!(refused.is_err(), "{refused:?}");
        }
    }
}
