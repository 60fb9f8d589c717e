//! Cross entropy of logits against indices, fused with softmax and its own gradient.
//!
//! For one row of logits z with target y the loss is log Σ exp(z - max z) - (z_y - max z), and its gradient
//! softmax(z) - onehot(y): finite for any finite z (torch.nn.CrossEntropyLoss's default).

use ndarray::ArrayViewMut2;

use super::activation::exp;
use super::machine::{Arithmetic, Kernel, LANES, run};

/// A target with this value takes no part: no loss, no gradient (PyTorch's `ignore_index`).
pub const IGNORE: u32 = u32::MAX;

/// Sums over the rows that take part.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LossSum {
    /// Sum of the rows' losses in nats.
    pub nats: f64,
    /// Rows that take part.
    pub rows: usize,
    /// Rows whose largest logit is the target's.
    pub correct: usize,
}

impl std::ops::AddAssign for LossSum {
    fn add_assign(&mut self, other: Self) {
        self.nats += other.nats;
        self.rows += other.rows;
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
            let (best, max) = largest(row);
            *predicted = best;
            if target == IGNORE {
                row.fill(0.0);
                continue;
            }
            let at_target = row[target as usize];
            // One sum a lane, for a single one would have to be added up number by number.
            let mut totals = [0.0; LANES];
            let (lanes, rest) = row.as_chunks_mut::<LANES>();
            for lane in lanes {
                for (z, total) in lane.iter_mut().zip(&mut totals) {
                    *z = exp::<A>(*z - max);
                    *total += *z;
                }
            }
            for (z, total) in rest.iter_mut().zip(&mut totals) {
                *z = exp::<A>(*z - max);
                *total += *z;
            }
            let total: f32 = totals.iter().sum();
            self.sum.nats += f64::from(total.ln() - (at_target - max));
            self.sum.rows += 1;
            self.sum.correct += usize::from(best == target);
            let scale = 1.0 / (total * self.divisor);
            for z in row.iter_mut() {
                *z *= scale;
            }
            row[target as usize] -= 1.0 / self.divisor;
        }
    }
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
