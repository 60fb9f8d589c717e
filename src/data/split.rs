//! Which rows of a table are held out for validation. The choice must never depend on anything but the number of rows
//! and the seed.

use super::shuffle::Shuffle;

/// The rows of a table in two lists, each in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from, at least one.
    pub training: Vec<usize>,
    /// Rows held out.
    pub held_out: Vec<usize>,
}

impl Split {
    /// Holds out `val_frac` of `rows` rows, rounded to the nearest whole number (a half away from zero) but never all
    /// of them. Which ones depends on `rows` and the seed alone.
    ///
    /// # Panics
    /// If there is no row, or `val_frac` is not in `0..=1`.
    #[must_use]
    pub fn new(rows: usize, val_frac: f64, seed: u64) -> Self {
        assert!(rows > 0 && (0.0..=1.0).contains(&val_frac), "{val_frac} of {rows} rows held out");
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and no table has 2^52 rows"
        )]
        let wanted = (val_frac * rows as f64).round() as usize;
        let order = Shuffle::new(rows, seed);
        let mut is_held_out = vec![false; rows];
        (0..wanted.min(rows - 1)).for_each(|i| is_held_out[order.at(i)] = true);
        let (held_out, training) = (0..rows).partition(|&row| is_held_out[row]);
        Self { training, held_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_share_is_rounded_and_one_row_is_left_to_learn_from() {
        let held_out = |rows, frac| Split::new(rows, frac, 1).held_out.len();
        assert_eq!([held_out(10, 0.04), held_out(10, 0.05), held_out(10, 0.25), held_out(10, 0.0)], [0, 1, 3, 0]);
        assert_eq!([held_out(10, 1.0), held_out(1, 0.9), held_out(2, 0.5)], [9, 0, 1]);
    }

    #[test]
    fn seeds_hold_out_different_rows_and_the_same_seed_the_same() {
        assert_eq!(Split::new(100, 0.2, 1), Split::new(100, 0.2, 1));
        assert_ne!(Split::new(100, 0.2, 1), Split::new(100, 0.2, 2));
    }

    #[test]
    fn a_choice_stays_what_it_was_when_sessions_were_saved_with_it() {
        assert_eq!(Split::new(10, 0.3, 42).held_out, [2, 4, 9]);
    }

    proptest! {
        #[test]
        fn every_row_is_in_one_list_in_order(rows in 1..500_usize, val_frac in 0.0..=1.0_f64, seed: u64) {
            let Split { training, held_out } = Split::new(rows, val_frac, seed);
            prop_assert!(training.is_sorted() && held_out.is_sorted() && !training.is_empty());
            let mut all = [training, held_out].concat();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..rows));
        }
    }
}
