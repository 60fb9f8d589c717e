//! How fast a gradient fades with the distance in steps.

use ndarray::ArrayView2;

use super::reach::Reach;

impl Reach {
    /// The mean norm of the gradient at each lag, of h, and of c where there is one. `each_step` says whether row r
    /// comes out at step r; where it does not, each row follows from the last state of the direction: what comes out
    /// once, or what a decoder says of what its encoder read.
    pub fn by_lag(&self, each_step: bool) -> (Vec<f64>, Option<Vec<f64>>) {
        let steps = self.h.ncols();
        let at = |row: usize| match (each_step, self.reverse) {
            (true, _) => row,
            (false, false) => steps - 1,
            (false, true) => 0,
        };
        let mean = |norms: ArrayView2<'_, f32>| by_lag(norms, self.reverse, at);
        (mean(self.h.view()), self.c.as_ref().map(|c| mean(c.view())))
    }
}

/// The mean norm at each lag of `reach`, `(R, T)`, whose row r is the gradient of a number that came out at step
/// `at(r)`. The lag is counted in the order in which the direction reads: the step of the output minus s, or in the
/// `reverse` direction s minus that. Entry k is the mean over all rows that have such a step.
fn by_lag(reach: ArrayView2<'_, f32>, reverse: bool, at: impl Fn(usize) -> usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); reach.ncols()];
    for ((row, step), &norm) in reach.indexed_iter() {
        let lag = if reverse { step.checked_sub(at(row)) } else { at(row).checked_sub(step) };
        if let Some(lag) = lag {
            sums[lag].0 += f64::from(norm);
            sums[lag].1 += 1;
        }
    }
    sums.iter().take_while(|(_, count)| *count > 0).map(|&(sum, count)| sum / f64::from(count)).collect()
}

/// The lag in steps at which the mean norm has first fallen to half of what it is at lag 0, between two lags by a
/// straight line. None where it never does, or where there is no gradient at all.
pub fn half_life(by_lag: &[f64]) -> Option<f64> {
    let half = by_lag.first()? / 2.0;
    let lag = by_lag.iter().position(|&norm| norm <= half)?;
    let (before, after) = (by_lag.get(lag.checked_sub(1)?)?, by_lag[lag]);
    #[expect(clippy::cast_precision_loss, reason = "a lag is far below 2^52")]
    let whole = (lag - 1) as f64;
    Some(whole + (before - half) / (before - after))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn lags_are_counted_as_the_direction_reads() {
        let reach = array![[8.0, 0.0, 0.0], [2.0, 4.0, 0.0], [1.0, 3.0, 6.0]];
        assert_eq!(by_lag(reach.view(), false, |row| row), [6.0, 2.5, 1.0]);
        let last = array![[1.0, 2.0, 4.0]];
        assert_eq!(by_lag(last.view(), false, |_| 2), [4.0, 2.0, 1.0]);
        assert_eq!(by_lag(last.view(), true, |_| 0), [1.0, 2.0, 4.0]);
        assert_eq!(by_lag(reach.t(), true, |row| row), [6.0, 2.5, 1.0]);
    }

    #[test]
    fn the_half_life_is_where_half_of_the_gradient_is_left() {
        let close = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        assert!(close(half_life(&[8.0, 4.0, 2.0]), 1.0));
        assert!(close(half_life(&[8.0, 6.0, 3.0]), 1.0 + 2.0 / 3.0));
        assert!(close(half_life(&[8.0, 0.0]), 0.5));
        assert_eq!([half_life(&[]), half_life(&[1.0, 0.9]), half_life(&[0.0, 0.0])], [None; 3]);
        assert_eq!(half_life(&[f64::NAN, f64::NAN]), None);
    }
}
