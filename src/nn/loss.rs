//! Losses, fused with their gradients: each replaces the outputs of a network by the gradient of the loss.
//!
//! Cross entropy of logits against indices: for a row of logits z with target y the loss is
//! log Σ exp(z - max z) - (z_y - max z), and its gradient is softmax(z) - onehot(y). Both are finite for any finite z
//! (torch.nn.CrossEntropyLoss's default). With a weight w for each class, both are multiplied by w_y
//! (CrossEntropyLoss(weight=w), whose mean divides by the sum of the targets' weights).
//!
//! Mean squared error of values against values: (v - y)^2, and its gradient 2 (v - y) (torch.nn.MSELoss).
//!
//! A loss must never hide a number that is not finite: it makes the sum so.

use ndarray::{ArrayView2, ArrayViewMut2, Zip};

use super::activation::exp;
use super::machine::{Arithmetic, Kernel, LANES, map, run};

/// A row with this target has no loss and no gradient (PyTorch's `ignore_index`).
pub const IGNORE: u32 = u32::MAX;

/// The sums of a loss; the mean is `total / count`.
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
pub fn cross_entropy(logits: ArrayViewMut2<'_, f32>, targets: &[u32], divisor: f32, predicted: &mut [u32]) -> LossSum {
    weighted_cross_entropy(logits, targets, None, divisor, predicted)
}

/// [`cross_entropy`] with a weight for each class, where there are `weights`. The mean over a batch has the sum of its
/// targets' weights as divisor. [`LossSum::total`] is the sum of the weighted losses, [`LossSum::count`] that of rows.
///
/// # Panics
/// As [`cross_entropy`], and if there is not a weight for each class.
pub fn weighted_cross_entropy(
    mut logits: ArrayViewMut2<'_, f32>,
    targets: &[u32],
    weights: Option<&[f32]>,
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
    let classes = logits.ncols();
    assert!(weights.is_none_or(|weights| weights.len() == classes), "{weights:?} for {classes} classes");
    let logits = logits.as_slice_mut().expect("logits are contiguous");
    run(CrossEntropy { logits, classes, targets, weights, divisor, predicted, sum: &mut sum });
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
    /// `(R, V)`, row after row.
    logits: &'a mut [f32],
    /// V.
    classes: usize,
    targets: &'a [u32],
    /// A weight for each class, if they differ.
    weights: Option<&'a [f32]>,
    divisor: f32,
    predicted: &'a mut [u32],
    sum: &'a mut LossSum,
}

/// So many rows are worked on at once: their exponentials fill whole lanes, however short a row is.
const BLOCK: usize = 16;

impl Kernel for CrossEntropy<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let blocks = self.logits.chunks_mut(BLOCK * self.classes);
        for ((rows, targets), predicted) in blocks.zip(self.targets.chunks(BLOCK)).zip(self.predicted.chunks_mut(BLOCK))
        {
            let mut at_target = [0.0; BLOCK];
            let each = rows.chunks_exact_mut(self.classes).zip(targets).zip(predicted.iter_mut());
            for (((row, &target), predicted), at_target) in each.zip(&mut at_target) {
                // No comparison with a NaN holds, so it is never the largest.
                let max = fold(row, f32::NEG_INFINITY, |max, z| if z > max { z } else { max });
                *predicted = first_of(row, max);
                for z in &mut *row {
                    *z -= max;
                }
                *at_target = if target == IGNORE { 0.0 } else { row[target as usize] };
            }
            map::<A>(rows, exp::<A>);
            let each = rows.chunks_exact_mut(self.classes).zip(targets).zip(predicted.iter());
            // One logarithm for all rows: each sum of exponentials is small enough that their product cannot overflow.
            let mut product_of_totals = 1.0_f64;
            for (((row, &target), &predicted), at_target) in each.zip(at_target) {
                if target == IGNORE {
                    row.fill(0.0);
                    continue;
                }
                let total = fold(row, 0.0, |total, z| total + z);
                self.sum.count += 1;
                self.sum.correct += usize::from(predicted == target);
                let mut divisor = self.divisor;
                if let Some(weights) = self.weights {
                    let weight = weights[target as usize];
                    self.sum.total += f64::from(weight) * (f64::from(total).ln() - f64::from(at_target));
                    divisor /= weight;
                } else {
                    product_of_totals *= f64::from(total);
                    self.sum.total -= f64::from(at_target);
                }
                let scale = 1.0 / (total * divisor);
                for z in &mut *row {
                    *z *= scale;
                }
                row[target as usize] -= 1.0 / divisor;
            }
            self.sum.total += product_of_totals.ln();
        }
    }
}

/// Reduces `row` by `f`, which must be associative and commutative up to rounding: lane by lane, then one half of the
/// lanes with the other.
#[inline(always)]
fn fold(row: &[f32], first: f32, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut all = [first; LANES];
    let (lanes, rest) = row.as_chunks::<LANES>();
    for lanes in lanes {
        all.iter_mut().zip(lanes).for_each(|(all, &number)| *all = f(*all, number));
    }
    let halves: [f32; LANES / 2] = std::array::from_fn(|k| f(all[k], all[k + LANES / 2]));
    let quarters: [f32; LANES / 4] = std::array::from_fn(|k| f(halves[k], halves[k + LANES / 4]));
    rest.iter().fold(f(quarters[0], quarters[1]), |all, &number| f(all, number))
}

/// Where the largest number, `max`, first stands in `row`; 0 if it does not.
#[inline(always)]
fn first_of(row: &[f32], max: f32) -> u32 {
    let (lanes, rest) = row.as_chunks::<LANES>();
    let place = |numbers: &[f32]| numbers.iter().position(|&z| z >= max);
    let found = lanes.iter().enumerate().find_map(|(index, lanes)| {
        // A count compares whole lanes at once; a search would stop at each number.
        let here = lanes.iter().filter(|&&z| z >= max).count();
        if here > 0 { place(lanes).map(|at| index * LANES + at) } else { None }
    });
    let found = found.or_else(|| place(rest).map(|at| row.len() - rest.len() + at));
    u32::try_from(found.unwrap_or(0)).expect("there are fewer than 2^32 classes")
}

/// What softmax divides by where the largest logit is taken from all: the sum of exp(z - max).
pub fn exp_sum(logits: &[f32], max: f32) -> f64 {
    logits.iter().map(|&z| f64::from(z - max).exp()).sum()
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

/// The indices of the `most` largest numbers, the largest first, and among equals the first. NaN is never among them.
pub fn likeliest(row: &[f32], most: usize) -> Vec<u32> {
    let mut best: Vec<(u32, f32)> = Vec::with_capacity(most.min(row.len()) + 1);
    for (index, &value) in (0..).zip(row).filter(|(_, value)| !value.is_nan()) {
        if best.len() < most || best.last().is_some_and(|&(_, least)| value > least) {
            best.insert(best.partition_point(|&(_, other)| other >= value), (index, value));
            best.truncate(most);
        }
    }
    best.into_iter().map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn the_likeliest_come_first_and_among_equals_the_first() {
        let row = [1.0, 3.0, f32::NAN, 3.0, f32::NEG_INFINITY, 2.0];
        assert_eq!(likeliest(&row, 3), [1, 3, 5]);
        assert_eq!(likeliest(&row, 9), [1, 3, 5, 0, 4]);
        assert_eq!(likeliest(&row, 0), [0; 0]);
        assert_eq!(likeliest(&[], 2), [0; 0]);
    }

    /// The loss of a row, the gradient and the first of the largest, each from its definition in f64.
    fn by_definition(row: &[f32], target: u32) -> (f64, Vec<f64>, u32) {
        let exps: Vec<f64> = row.iter().map(|&z| f64::from(z).exp()).collect();
        let total: f64 = exps.iter().sum();
        let gradient = (0..).zip(&exps).map(|(k, exp)| exp / total - if k == target { 1.0 } else { 0.0 }).collect();
        (total.ln() - f64::from(row[target as usize]), gradient, largest(row).0)
    }

    #[test]
    fn rows_of_any_length_and_number_are_as_defined() {
        for classes in [1, 2, 7, 8, 9, 25, 65, 130_u16] {
            for rows in [1, 15, 16, 17, 40_u16] {
                // Whole halves, so that some are equal; the largest of a row is often not its only one.
                let logits = Array2::from_shape_fn((rows.into(), classes.into()), |(row, class)| {
                    f32::from(u8::try_from((row * 7 + class * 5 + row * class) % 13).unwrap()) / 2.0 - 3.0
                });
                let targets: Vec<u32> = (0..rows).map(|row| u32::from(row * 3 % classes)).collect();
                let (mut gradient, mut predicted) = (logits.clone(), vec![9; rows.into()]);
                let sum = cross_entropy(gradient.view_mut(), &targets, 1.0, &mut predicted);

                let mut total = 0.0;
                let mut correct = 0;
                for (row, &target) in targets.iter().enumerate() {
                    let (loss, wanted, best) = by_definition(&logits.row(row).to_vec(), target);
                    total += loss;
                    correct += usize::from(best == target);
                    assert_eq!(predicted[row], best, "{rows} rows of {classes}");
                    for (found, wanted) in gradient.row(row).iter().zip(wanted) {
                        assert!((f64::from(*found) - wanted).abs() < 1e-6, "{found}, not {wanted}");
                    }
                }
                assert!((sum.total - total).abs() < 1e-4 * f64::from(rows), "{}, not {total}", sum.total);
                assert_eq!((sum.count, sum.correct), (rows.into(), correct));
            }
        }
    }

    #[test]
    fn weights_of_classes_multiply_losses_and_gradients() {
        let logits = Array2::from_shape_fn((20, 3), |(row, class)| {
            f32::from(u8::try_from((row * 7 + class * 5) % 13).unwrap()) / 2.0 - 3.0
        });
        let targets: Vec<u32> = (0..20).map(|row| if row == 4 { IGNORE } else { row * 2 % 3 }).collect();
        let weights = [0.5, 3.0, 1.25];
        let (mut gradient, mut predicted) = (logits.clone(), vec![9; 20]);
        let sum = weighted_cross_entropy(gradient.view_mut(), &targets, Some(&weights), 2.0, &mut predicted);
        let mut total = 0.0;
        for (row, &target) in targets.iter().enumerate().filter(|(_, target)| **target != IGNORE) {
            let weight = f64::from(weights[target as usize]);
            let (loss, wanted, _) = by_definition(&logits.row(row).to_vec(), target);
            total += weight * loss;
            for (found, wanted) in gradient.row(row).iter().zip(wanted) {
                assert!((f64::from(*found) - weight * wanted / 2.0).abs() < 1e-6, "{found}, not {wanted}");
            }
        }
        assert!((sum.total - total).abs() < 1e-4, "{}, not {total}", sum.total);
        assert_eq!(sum.count, 19);
        assert!(gradient.row(4).iter().all(|&g| g == 0.0));
    }

    #[test]
    fn a_row_of_nothing_but_nan_makes_the_loss_nan_and_no_other_row() {
        let mut logits = Array2::zeros((2, 9));
        logits.row_mut(0).fill(f32::NAN);
        let mut predicted = [9; 2];
        assert!(cross_entropy(logits.view_mut(), &[3, 3], 1.0, &mut predicted).total.is_nan());
        assert_eq!(predicted, [0, 0]);
        assert!(logits.row(0).iter().all(|z| z.is_nan()) && logits.row(1).iter().all(|z| z.is_finite()));
    }
}
