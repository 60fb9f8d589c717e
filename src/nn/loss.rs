//! Losses, fused with their own gradients: each replaces what the network put out by the gradient of the loss.
//!
//! Cross entropy of logits against indices: for one row of logits z with target y the loss is log Σ exp(z - max z) - (z_y - max z), and its gradient
//! softmax(z) - onehot(y): finite for any finite z (torch.nn.CrossEntropyLoss's default).
//!
//! Mean squared error of values against values: (v - y)^2, and its gradient 2 (v - y) (torch.nn.MSELoss).

use ndarray::{ArrayView2, ArrayViewMut2, Zip};

use super::activation::exp;
use super::machine::{Arithmetic, Kernel, LANES, map, run};

/// A target with this value takes no part: no loss, no gradient (PyTorch's `ignore_index`).
pub const IGNORE: u32 = u32::MAX;

/// Sums over what takes part; the mean loss is `total / count`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LossSum {
    /// Sum of the losses: nats for cross entropy, squared units of the values for squared errors.
    pub total: f64,
    /// How many losses were added up: rows for cross entropy, single values for squared errors.
    pub count: usize,
    /// Rows whose largest logit is the target's; 0 for squared errors.
    pub correct: usize,
}

impl std::ops::AddAssign for LossSum {
    fn add_assign(&mut self, other: Self) {
        self.total += other.total;
        self.count += other.count;
        self.correct += other.correct;
    }
}

/// Replaces `logits`, `(R, V)`, by the gradient of (sum of the rows' losses) / `divisor`, and puts the index of
/// each row's largest logit (the first of equals) into `predicted`. A mean loss over a batch in parts has the
/// whole batch's number of rows as divisor in each.
///
/// # Panics
/// If the lengths differ or a target is neither an index below V nor [`IGNORE`].
pub fn cross_entropy(
    mut logits: ArrayViewMut2<'_, f32>,
    targets: &[u32],
    divisor: f32,
    predicted: &mut [u32],
) -> LossSum {
    assert!(
        logits.nrows() == targets.len() && targets.len() == predicted.len(),
        "{} rows of logits, {} targets, {} predictions",
        logits.nrows(),
        targets.len(),
        predicted.len()
    );
    let mut sum = LossSum::default();
    run(CrossEntropy { logits: logits.view_mut(), targets, divisor, predicted, sum: &mut sum });
    sum
}

/// Replaces `values`, `(R, O)`, by the gradient of (sum of the squared errors) / `divisor`. A mean loss over a batch in
/// parts has the number of values in the whole batch as divisor in each.
///
/// # Panics
/// If the shapes differ.
pub fn squared_error(mut values: ArrayViewMut2<'_, f32>, targets: ArrayView2<'_, f32>, divisor: f32) -> LossSum {
    assert!(values.dim() == targets.dim(), "{:?} values, {:?} targets", values.dim(), targets.dim());
    let mut total = 0.0;
    Zip::from(&mut values).and(&targets).for_each(|value, target| {
        let error = *value - target;
        total += f64::from(error * error);
        *value = 2.0 * error / divisor;
    });
    LossSum { total, count: values.len(), correct: 0 }
}

/// [`cross_entropy`] compiled for the machine at hand.
struct CrossEntropy<'a> {
    logits: ArrayViewMut2<'a, f32>,
    targets: &'a [u32],
    divisor: f32,
    predicted: &'a mut [u32],
    sum: &'a mut LossSum,
}

impl Kernel for CrossEntropy<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for ((mut row, &target), predicted) in self.logits.rows_mut().into_iter().zip(self.targets).zip(self.predicted)
        {
            let row = row.as_slice_mut().expect("rows of logits are contiguous");
            let (best, max) = largest_of_lanes(row);
            *predicted = best;
            if target == IGNORE {
                row.fill(0.0);
                continue;
            }
            let at_target = row[target as usize];
            // One sum a lane, for a single one would have to be added up number by number.
            map(row, |z| exp::<A>(z - max));
            let mut totals = [0.0; LANES];
            let (lanes, rest) = row.as_chunks::<LANES>();
            for lanes in lanes {
                totals.iter_mut().zip(lanes).for_each(|(total, z)| *total += z);
            }
            totals.iter_mut().zip(rest).for_each(|(total, z)| *total += z);
            let total: f32 = totals.iter().sum();
            self.sum.total += f64::from(total.ln() - (at_target - max));
            self.sum.count += 1;
            self.sum.correct += usize::from(best == target);
            let scale = 1.0 / (total * self.divisor);
            for z in row.iter_mut() {
                *z *= scale;
            }
            row[target as usize] -= 1.0 / self.divisor;
        }
    }
}

/// [`largest`], a lane at a time.
#[inline(always)]
fn largest_of_lanes(row: &[f32]) -> (u32, f32) {
    let (mut values, mut indices) = ([f32::NEG_INFINITY; LANES], [0_u32; LANES]);
    let (lanes, rest) = row.as_chunks::<LANES>();
    for (first, lanes) in (0..).step_by(LANES).zip(lanes) {
        for (lane, &value) in lanes.iter().enumerate() {
            // Both are chosen, not branched on, so that the loop is vector code.
            let larger = value > values[lane];
            values[lane] = if larger { value } else { values[lane] };
            indices[lane] = if larger { first } else { indices[lane] };
        }
    }
    let mut best = (0, f32::NEG_INFINITY);
    for (&value, (lane, &first)) in values.iter().zip((0..).zip(&indices)) {
        let index = first + lane;
        if value > best.1 || (value >= best.1 && index < best.0) {
            best = (index, value);
        }
    }
    for (index, &value) in (row.len() - rest.len()..).zip(rest) {
        if value > best.1 {
            best = (u32::try_from(index).expect("there are fewer than 2^32 classes"), value);
        }
    }
    best
}

/// Index and value of the largest number, the first of equals.
pub fn largest(row: &[f32]) -> (u32, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (index, &value) in (0..).zip(row) {
        if value > best.1 {
            best = (index, value);
        }
    }
    best
}
