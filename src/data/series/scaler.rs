//! Scales columns of very different sizes to the range that networks learn well, and back. A scaler must never see
//! held-out rows, but for the course lab's leak, which it names.

use super::examples::Examples;
use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How a column is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Scaling {
    /// The smallest value becomes 0, the largest 1.
    #[default]
    MinMax,
    /// The mean becomes 0, the standard deviation (over n, not n - 1) becomes 1.
    Standard,
}

/// The rows to which a scaler is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FittedOn {
    /// The training rows alone, which is right: held-out values stand for an unknown future, and may lie outside 0..1.
    #[default]
    TrainingRows,
    /// The course lab's leak: training examples are scaled by the training rows, and held-out examples by their own
    /// rows, each with its own minimum and maximum. So the held-out inputs tell the network the range of the future,
    /// and the two parts have different scales. It is here so that the lab can be repeated and the leak shown.
    EachPart,
}

/// Scales each column of a series by `(x - shift) / scale`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Scaler {
    shift: Vec<f64>,
    scale: Vec<f64>,
}

impl Scaler {
    /// The scaling of these `rows` of `values` (rows x columns). A column that is constant there becomes 0, and one
    /// without any number there stays as it is; a blank (NaN) counts for nothing.
    ///
    /// # Panics
    /// If the rows are not all there.
    #[must_use]
    pub fn fit(values: &Array2<f64>, rows: Range<usize>, scaling: Scaling) -> Self {
        let values = values.slice_axis(Axis(0), Slice::from(rows));
        let (shift, scale) = values.columns().into_iter().map(|column| fit(column, scaling)).unzip();
        Self { shift, scale }
    }

    /// A scaler of these numbers.
    ///
    /// # Errors
    /// If there is not one of each for each column, or one of them cannot scale; without a capital or a full stop.
    pub fn from_parts(shift: Vec<f64>, scale: Vec<f64>) -> Result<Self, String> {
        if shift.len() != scale.len() {
            return Err("a scaler needs one shift and one scale for each column".to_owned());
        }
        if !shift.iter().all(|x| x.is_finite()) || !scale.iter().all(|x| x.is_finite() && *x > 0.0) {
            return Err("a scaler's numbers must be finite, and its scales above 0".to_owned());
        }
        Ok(Self { shift, scale })
    }

    /// What is taken from the values of each column, and what they are divided by then.
    #[must_use]
    pub fn parts(&self) -> (&[f64], &[f64]) {
        (&self.shift, &self.scale)
    }

    /// The number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.shift.len()
    }

    /// A value of this column, scaled.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn transform(&self, column: usize, x: f64) -> f64 {
        (x - self.shift[column]) / self.scale[column]
    }

    /// A scaled value in this column's own unit.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn inverse(&self, column: usize, y: f64) -> f64 {
        y * self.scale[column] + self.shift[column]
    }

    /// All values (rows x columns), scaled.
    ///
    /// # Panics
    /// If `values` has another number of columns.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the network computes in f32")]
    pub fn transform_all(&self, values: &Array2<f64>) -> Array2<f32> {
        assert_eq!(values.ncols(), self.columns(), "columns of the values and of the scaler");
        Array2::from_shape_fn(values.dim(), |(row, column)| self.transform(column, values[(row, column)]) as f32)
    }
}

/// What is taken from each value of a column, and what it is divided by.
fn fit(column: ArrayView1<'_, f64>, scaling: Scaling) -> (f64, f64) {
    if column.iter().any(|value| !value.is_finite()) {
        let known: Array1<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        return if known.is_empty() { (0.0, 1.0) } else { fit(known.view(), scaling) };
    }
    let min = column.iter().copied().fold(f64::INFINITY, f64::min);
    let max = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (shift, scale) = match scaling {
        Scaling::MinMax => (min, max - min),
        Scaling::Standard => (column.mean().unwrap_or(min), column.std(0.0)),
    };
    match (scale > 0.0, min.is_finite()) {
        (true, _) => (shift, scale),
        (false, true) => (min, 1.0),
        (false, false) => (0.0, 1.0),
    }
}

/// A scaler as a file has it, unchecked.
#[derive(Deserialize)]
struct Unchecked {
    shift: Vec<f64>,
    scale: Vec<f64>,
}

impl TryFrom<Unchecked> for Scaler {
    type Error = String;

    fn try_from(Unchecked { shift, scale }: Unchecked) -> Result<Self, Self::Error> {
        Self::from_parts(shift, scale)
    }
}

/// The scalers of both kinds of examples; the same one unless the lab's leak is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scalers {
    /// For training examples.
    pub training: Scaler,
    /// For held-out examples, inputs and target.
    pub held_out: Scaler,
}

impl Scalers {
    /// The scalers of the rows of one group of `values` (rows x columns), which `examples` divides.
    ///
    /// # Panics
    /// If `examples` is of another number of rows, or has no such group.
    #[must_use]
    pub fn fit(values: &Array2<f64>, examples: &Examples, group: usize, scaling: Scaling, fitted_on: FittedOn) -> Self {
        let training = Scaler::fit(values, examples.training_rows(group), scaling);
        let held_out_rows = examples.held_out_rows(group);
        let held_out = match fitted_on {
            FittedOn::EachPart if !held_out_rows.is_empty() => Scaler::fit(values, held_out_rows, scaling),
            FittedOn::EachPart | FittedOn::TrainingRows => training.clone(),
        };
        Self { training, held_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, size: f64) -> bool {
        (a - b).abs() <= 1e-12 * size.max(1.0)
    }

    #[test]
    fn each_column_is_scaled_by_the_rows_given_alone() {
        let values = array![[1.0, 10.0], [3.0, 30.0], [5.0, 20.0], [9.0, -10.0]];
        let min_max = Scaler::fit(&values, 0..3, Scaling::MinMax);
        assert_eq!(min_max.transform_all(&values), array![[0.0, 0.0], [0.5, 1.0], [1.0, 0.5], [2.0, -1.0]]);
        let standard = Scaler::fit(&values, 0..3, Scaling::Standard);
        // Mean 3, variance (4 + 0 + 4) / 3.
        assert!(close(standard.transform(0, 5.0), 2.0 / (8.0_f64 / 3.0).sqrt(), 1.0));
        assert!(close(standard.transform(1, 20.0), 0.0, 1.0));
        assert_eq!((min_max.inverse(1, 2.0), min_max.columns()), (50.0, 2));
    }

    #[test]
    fn a_constant_column_becomes_0_and_comes_back() {
        // No sum of 0.1 is exact, but rounding must not give a constant column a deviation.
        for (rows, scaling) in (1..100).flat_map(|rows| [(rows, Scaling::MinMax), (rows, Scaling::Standard)]) {
            let scaler = Scaler::fit(&Array2::from_elem((rows, 1), 0.1), 0..rows, scaling);
            assert_eq!((scaler.transform(0, 0.1), scaler.inverse(0, 0.0)), (0.0, 0.1), "{rows} rows, {scaling:?}");
        }
    }

    #[test]
    fn the_largest_values_give_finite_numbers() {
        let large = f64::from(f32::MAX);
        let values = array![[-large], [large]];
        for scaling in [Scaling::MinMax, Scaling::Standard] {
            let scaler = Scaler::fit(&values, 0..2, scaling);
            assert!(close(scaler.transform(0, large), 1.0, 1.0), "{scaling:?}");
            assert!(close(scaler.inverse(0, 1.0), large, large), "{scaling:?}");
        }
    }

    #[test]
    fn a_scaler_is_read_as_written_and_checked() {
        let scaler = Scaler::fit(&array![[1.0, 0.1], [2.0, 0.7]], 0..2, Scaling::Standard);
        let text = ron::to_string(&scaler).unwrap();
        assert_eq!(ron::from_str::<Scaler>(&text).unwrap(), scaler);
        for lie in ["(shift:[1.0],scale:[])", "(shift:[1.0],scale:[0.0])", "(shift:[NaN],scale:[1.0])"] {
            let said = ron::from_str::<Scaler>(lie).unwrap_err().to_string();
            assert!(said.contains("a scaler"), "{said}");
        }
    }

    proptest! {
        #[test]
        fn inverse_undoes_transform(
            column in prop::collection::vec(-1e9..1e9_f64, 1..30),
            x in -1e9..1e9_f64,
            standard: bool,
        ) {
            let values = Array2::from_shape_vec((column.len(), 1), column).unwrap();
            let scaling = if standard { Scaling::Standard } else { Scaling::MinMax };
            let scaler = Scaler::fit(&values, 0..values.nrows(), scaling);
            prop_assert!(close(scaler.inverse(0, scaler.transform(0, x)), x, 1e10));
        }
    }
}
