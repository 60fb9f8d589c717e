//! Whether a net that forecasts a change is better than what it starts from, or only by chance.
//!
//! It looks at the losses of one validation. Several series of a file rise and fall together, so what is forecast for
//! the same moment of each counts as one measurement: the standard error is that of clusters, each a moment (Cameron
//! and Miller, A Practitioner's Guide to Cluster-Robust Inference, 2015).

/// The normal distribution's 97.5th percentile: chance leads so far in one direction or the other once in 20 times.
const NORMAL: f64 = 1.959_963_985;

/// How much lower the losses of a net are than those of its base.
#[derive(Debug, Default)]
pub(super) struct Gain {
    /// For each moment, counted from the first row held out: the sum of the gains, and how many examples that is.
    moments: Vec<(f64, f64)>,
}

impl Gain {
    /// Forgets what was measured.
    pub fn clear(&mut self) {
        self.moments.clear();
    }

    /// Adds the gain of an example whose first target is at this moment.
    pub fn push(&mut self, moment: usize, gain: f64) {
        if self.moments.len() <= moment {
            self.moments.resize(moment + 1, (0.0, 0.0));
        }
        let (sum, count) = &mut self.moments[moment];
        *sum += gain;
        *count += 1.0;
    }

    /// How large the mean gain must be for it to be no matter of chance; 0 where nothing can be said.
    pub fn margin(&self) -> f64 {
        let measured = || self.moments.iter().filter(|(_, count)| *count > 0.0);
        let (sum, count) = measured().fold((0.0, 0.0), |(sum, count), (s, n)| (sum + s, count + n));
        #[expect(clippy::cast_precision_loss, reason = "no series has 2^52 rows")]
        let moments = measured().count() as f64;
        if moments < 2.0 {
            return 0.0;
        }
        let mean = sum / count;
        let squares: f64 = measured().map(|(s, n)| (s - n * mean).powi(2)).sum();
        student(moments - 1.0) * (moments / (moments - 1.0) * squares).sqrt() / count
    }
}

/// The same percentile of Student's t with so many degrees of freedom, at least 1, too small by a quarter for 1 and by
/// less than 1 % from 3 on (Abramowitz and Stegun, 26.7.5).
fn student(freedom: f64) -> f64 {
    let z = NORMAL;
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin(gains: &[(usize, f64)]) -> f64 {
        let mut gain = Gain::default();
        for &(moment, of) in gains {
            gain.push(moment, of);
        }
        gain.margin()
    }

    #[test]
    fn of_one_series_it_is_a_multiple_of_the_standard_error_of_the_mean() {
        // Mean 2, variance 10/3, n 4; Student's t with 3 degrees of freedom: 3.182.
        let found = margin(&[(0, 0.0), (1, 1.0), (3, 3.0), (4, 4.0)]);
        assert!((found / (3.182 * (10.0_f64 / 3.0 / 4.0).sqrt()) - 1.0).abs() < 0.01, "{found}");
        for (freedom, wanted) in [(8.0, 2.306), (14.0, 2.145), (1000.0, 1.962)] {
            assert!((student(freedom) - wanted).abs() < 1e-3, "{freedom}: {}", student(freedom));
        }
        assert!(margin(&[(0, 1.0)]).abs() < 1e-12 && margin(&[]).abs() < 1e-12, "nothing can be said");
    }

    #[test]
    fn series_that_move_together_are_no_more_sure_than_one() {
        let one = [(0, 0.0), (1, 1.0), (2, 3.0), (3, 4.0)];
        let three: Vec<_> = [one; 3].concat();
        assert!((margin(&three) - margin(&one)).abs() < 1e-12);
        // Of series that are independent more is known.
        let apart: Vec<_> = [0, 4, 8].iter().flat_map(|after| one.map(|(moment, of)| (moment + after, of))).collect();
        assert!(margin(&apart) < 0.5 * margin(&one));
    }
}
