//! What there is to show of a parameter.

use std::ops::Range;

use ndarray::Array2;

/// A parameter's numbers, or how they have changed.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightsView {
    /// The names of all parameters, as PyTorch has them, with their shapes.
    pub all: Vec<(String, Vec<usize>)>,
    /// Which of them this is.
    pub place: usize,
    /// Its numbers; those of a vector in one column.
    pub values: Array2<f32>,
    /// The step of the moment that they are the change since, W - W_then; none where they are W itself.
    pub since: Option<u64>,
    /// Rows that belong to one gate, from the first on; none where rows are no gates'.
    pub blocks: Vec<Block>,
}

/// Rows of a parameter that belong to one gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The gate, as PyTorch calls it: `i`.
    pub gate: &'static str,
    /// Its rows.
    pub rows: Range<usize>,
}

impl WeightsView {
    /// Turns the numbers into their change since the moment after `step` steps, when the parameter was `then`.
    pub fn change_since(&mut self, step: u64, then: &[f32]) {
        self.values.iter_mut().zip(then).for_each(|(now, then)| *now -= then);
        self.since = Some(step);
    }

    /// The smallest number, the largest, and the Euclidean norm of all.
    pub fn span(&self) -> (f32, f32, f32) {
        let least = self.values.iter().copied().fold(f32::INFINITY, f32::min);
        let most = self.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let squares: f64 = self.values.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
        #[expect(clippy::cast_possible_truncation, reason = "a norm for people")]
        (least, most, squares.sqrt() as f32)
    }

    /// How many of the numbers lie in each of `bins` parts of the span between the smallest and the largest.
    pub fn histogram(&self, bins: usize) -> Vec<usize> {
        let (least, most, _) = self.span();
        let mut counts = vec![0; bins];
        for &value in self.values.iter().filter(|value| value.is_finite()) {
            let share = if most > least { (value - least) / (most - least) } else { 0.5 };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of the bins"
            )]
            let bin = ((share * bins as f32) as usize).min(bins.saturating_sub(1));
            if let Some(count) = counts.get_mut(bin) {
                *count += 1;
            }
        }
        counts
    }

    /// The gate that a row belongs to.
    pub fn gate(&self, row: usize) -> Option<&'static str> {
        self.blocks.iter().find(|block| block.rows.contains(&row)).map(|block| block.gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_every_number_once() {
        let values = Array2::from_shape_vec((2, 3), vec![-1.0, 0.0, 0.1, 0.9, 1.0, 1.0]).unwrap();
        let mut view = WeightsView { all: Vec::new(), place: 0, values, since: None, blocks: Vec::new() };
        assert_eq!(view.histogram(4), [1, 0, 2, 3]);
        let (least, most, norm) = view.span();
        assert_eq!((least, most), (-1.0, 1.0));
        assert!((norm - 3.82_f32.sqrt()).abs() < 1e-6);
        view.values.fill(0.0);
        assert_eq!(view.histogram(3), [0, 6, 0], "what is all alike stands in the middle");
        view.values[[0, 0]] = f32::NAN;
        assert_eq!(view.histogram(3), [0, 5, 0]);
    }

    #[test]
    fn a_change_is_now_less_then_row_by_row() {
        let values = Array2::from_shape_vec((2, 2), vec![1.0, 2.0, 3.0, 4.0]).unwrap();
        let mut view = WeightsView { all: Vec::new(), place: 0, values, since: None, blocks: Vec::new() };
        view.change_since(7, &[0.5, 2.0, 4.0, 0.0]);
        assert_eq!((view.values.as_slice().unwrap(), view.since), (&[0.5, 0.0, -1.0, 4.0][..], Some(7)));
    }
}
