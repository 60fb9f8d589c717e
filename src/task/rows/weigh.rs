//! The weight of each label in the loss, so that rare labels count as much as frequent ones.

use crate::data::Labelled;

/// `rows / (labels * rows of the label)`, counted over the rows of `training` and the labels that they have
/// (`compute_class_weight("balanced")` of scikit-learn). A label that none of them has keeps the weight 1, for nothing
/// is known of it.
pub fn label_weights(data: &Labelled, training: &[usize]) -> Vec<f32> {
    let mut counts = vec![0_usize; data.labels.len()];
    for &row in training {
        counts[data.label(row) as usize] += 1;
    }
    let present = counts.iter().filter(|&&count| count > 0).count();
    #[expect(clippy::cast_precision_loss, reason = "f32 holds a weight well enough")]
    let weight = |&count: &usize| if count == 0 { 1.0 } else { training.len() as f32 / (present * count) as f32 };
    counts.iter().map(weight).collect()
}

/// The sum of the weights of these rows' labels.
pub(super) fn weight_of(weights: &[f32], data: &Labelled, rows: &[usize]) -> f64 {
    rows.iter().map(|&row| f64::from(weights[data.label(row) as usize])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_scikit_learns_balanced_ones() {
        let data: Labelled = "a\t1\na\t2\na\t3\nb\t4\nc\t5\na\t6\n".parse().unwrap();
        // Of a, a, a and b: 4 / (2 * 3) and 4 / (2 * 1); c is new.
        let weights = label_weights(&data, &[0, 1, 2, 3]);
        assert_eq!(weights, [4.0 / 6.0, 2.0, 1.0]);
        assert!((weight_of(&weights, &data, &[0, 3, 4]) - (f64::from(4.0_f32 / 6.0) + 3.0)).abs() < 1e-9);
    }
}
