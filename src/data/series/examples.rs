//! Where the examples of a series are, and which of them are held out.
//!
//! Example `i` has its inputs in the rows `i..i + T` and its target in the row `i + T - 1 + horizon`: with a horizon of
//! 1 the next one. It is a training example if its target is in a training row; training rows come first. The inputs of
//! a held-out example may lie in training rows, as those of a forecast do, but never the other way round.

use std::ops::Range;

/// The examples of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examples {
    rows: usize,
    training_rows: usize,
    seq_len: usize,
    horizon: usize,
}

/// The series is too short for a training example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{training_rows} of the {rows} rows are to learn from, but an example takes {needed}: {seq_len} of inputs and a \
     target {horizon} after the last; give more rows, a shorter sequence or horizon, or a larger part to learn from"
)]
pub struct TooFewRows {
    /// The rows of the series.
    pub rows: usize,
    /// The training rows, which come first.
    pub training_rows: usize,
    /// T.
    pub seq_len: usize,
    /// Rows from the last input to the target.
    pub horizon: usize,
    /// Rows of one example.
    pub needed: usize,
}

impl Examples {
    /// The examples of `rows` rows, the first `floor(train_frac * rows)` of which are training rows.
    ///
    /// # Errors
    /// If the training rows do not give one example. There is always a held-out one unless all rows are training rows.
    ///
    /// # Panics
    /// If `seq_len` or `horizon` is 0, or `train_frac` is not in `0..=1`.
    pub fn new(rows: usize, seq_len: usize, horizon: usize, train_frac: f64) -> Result<Self, TooFewRows> {
        assert!(seq_len > 0 && horizon > 0, "{seq_len} inputs and a target {horizon} after the last");
        assert!((0.0..=1.0).contains(&train_frac), "{train_frac} of the rows for training");
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and no series has 2^52 rows"
        )]
        let training_rows = (train_frac * rows as f64).floor() as usize;
        let needed = seq_len.saturating_add(horizon);
        if training_rows < needed {
            return Err(TooFewRows { rows, training_rows, seq_len, horizon, needed });
        }
        Ok(Self { rows, training_rows, seq_len, horizon })
    }

    /// The training examples, at least one.
    #[must_use]
    pub fn training(&self) -> Range<usize> {
        0..self.training_rows + 1 - self.seq_len - self.horizon
    }

    /// The held-out examples.
    #[must_use]
    pub fn held_out(&self) -> Range<usize> {
        self.training().end..self.rows + 1 - self.seq_len - self.horizon
    }

    /// The rows in which the target of a training example can be.
    #[must_use]
    pub fn training_rows(&self) -> Range<usize> {
        0..self.training_rows
    }

    /// The rows of the inputs and targets of held-out examples; the first of them are training rows. Empty if no
    /// example is held out.
    #[must_use]
    pub fn held_out_rows(&self) -> Range<usize> {
        let held_out = self.held_out();
        if held_out.is_empty() { self.rows..self.rows } else { held_out.start..self.rows }
    }

    /// The rows of this example's inputs, T of them.
    #[must_use]
    pub fn inputs(&self, example: usize) -> Range<usize> {
        debug_assert!(example < self.held_out().end, "example {example} of {}", self.held_out().end);
        example..example + self.seq_len
    }

    /// The row of this example's target.
    #[must_use]
    pub fn target(&self, example: usize) -> usize {
        self.inputs(example).end - 1 + self.horizon
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_series_lab_has_273_and_120_examples() {
        let examples = Examples::new(400, 7, 1, 0.7).unwrap();
        assert_eq!((examples.training(), examples.held_out()), (0..273, 273..393));
        assert_eq!((examples.training_rows(), examples.held_out_rows()), (0..280, 273..400));
        assert_eq!((examples.inputs(273), examples.target(273), examples.target(392)), (273..280, 280, 399));
    }

    #[test]
    fn too_few_rows_to_learn_from_are_an_error_with_the_numbers() {
        assert!(Examples::new(10, 4, 1, 0.5).is_ok_and(|examples| examples.training() == (0..1)));
        let said = Examples::new(10, 4, 2, 0.5).unwrap_err().to_string();
        assert!(said.starts_with("5 of the 10 rows are to learn from, but an example takes 6: 4 of inputs"), "{said}");
        assert!(Examples::new(3, usize::MAX, 1, 1.0).is_err());
        let all = Examples::new(10, 4, 2, 1.0).unwrap();
        assert!(all.training() == (0..5) && all.held_out().is_empty() && all.held_out_rows().is_empty());
    }

    proptest! {
        #[test]
        fn an_example_is_held_out_if_its_target_is(
            rows in 1..200_usize, seq_len in 1..12_usize, horizon in 1..6_usize, train_frac in 0.0..=1.0_f64,
        ) {
            let Ok(examples) = Examples::new(rows, seq_len, horizon, train_frac) else { return Ok(()) };
            let all = (0..rows).take_while(|i| i + seq_len - 1 + horizon < rows).count();
            prop_assert_eq!(examples.held_out().end, all);
            for i in 0..all {
                let is_training = examples.training_rows().contains(&examples.target(i));
                prop_assert_eq!(examples.training().contains(&i), is_training);
                let touched = examples.held_out_rows();
                let inside = touched.contains(&examples.inputs(i).start) && touched.contains(&examples.target(i));
                prop_assert!(is_training || inside);
            }
        }
    }
}
