//! How many rows a season has, found from the values alone.
//!
//! The changes from row to row are correlated with those m rows before, for each m. A season is an m at which that
//! autocorrelation has a peak that chance does not explain; of several, as of a day and a week, the first one whose
//! peak is nearly as high as the highest. A series without such a peak has no season.

/// Rows that are looked at: the newest ones.
const LOOKED_AT: usize = 6000;
/// The longest season in rows.
const LONGEST: usize = 400;
/// The lowest peak that counts, and what share of the highest the first one must reach.
const LOWEST: f64 = 0.3;
const NEARLY: f64 = 0.8;

/// The season of these values in rows, at least 2; 0 if there is none. A value that is not finite is left out.
#[must_use]
pub fn season(values: &[f64]) -> usize {
    let values = &values[values.len().saturating_sub(LOOKED_AT)..];
    let mut changes: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let known = || changes.iter().filter(|change| change.is_finite());
    let count = known().count();
    if count < 8 {
        return 0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let mean = known().sum::<f64>() / count as f64;
    let size = known().fold(0.0_f64, |size, change| size.max((change - mean).abs()));
    // Rounding alone makes the changes of a straight line differ.
    let largest = values.iter().filter(|value| value.is_finite()).fold(0.0_f64, |size, value| size.max(value.abs()));
    if size <= 1e-9 * largest {
        return 0;
    }
    for change in &mut changes {
        *change = if change.is_finite() { (*change - mean) / size } else { 0.0 };
    }
    let variance: f64 = changes.iter().map(|change| change * change).sum();
    // A season is seen at least three times.
    let longest = LONGEST.min(values.len() / 3);
    let at = |lag: usize| {
        changes[lag..].iter().zip(&changes).map(|(later, earlier)| later * earlier).sum::<f64>() / variance
    };
    let correlation: Vec<f64> = (0..=longest + 1).map(at).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let lowest = LOWEST.max(4.0 / (count as f64).sqrt());
    let is_peak = |&lag: &usize| {
        correlation[lag] >= lowest
            && correlation[lag] > correlation[lag - 1]
            && correlation[lag] >= correlation[lag + 1]
    };
    let peaks: Vec<usize> = (2..=longest).filter(is_peak).collect();
    let highest = peaks.iter().map(|&lag| correlation[lag]).fold(0.0, f64::max);
    peaks.into_iter().find(|&lag| correlation[lag] >= NEARLY * highest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without any pattern, between -1 and 1.
    fn noise(count: usize) -> Vec<f64> {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1 << 23) - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn wave(period: f64, count: u32) -> Vec<f64> {
        (0..count).map(|i| (f64::from(i) * std::f64::consts::TAU / period).sin()).collect()
    }

    #[test]
    fn a_season_is_found_under_a_trend_and_noise() {
        let rows: Vec<f64> = wave(12.0, 240)
            .iter()
            .zip(noise(240))
            .zip(0_u32..)
            .map(|((w, n), i)| 10.0 * w + 2.0 * n + f64::from(i))
            .collect();
        assert_eq!(season(&rows), 12);
    }

    #[test]
    fn of_a_day_in_a_week_the_day_is_the_season() {
        let rows: Vec<f64> =
            wave(24.0, 1200).iter().zip(wave(168.0, 1200)).map(|(day, week)| 5.0 * day + 2.0 * week).collect();
        assert_eq!(season(&rows), 24);
    }

    #[test]
    fn noise_lines_and_walks_have_none() {
        let walk: Vec<f64> = noise(900)
            .iter()
            .scan(0.0, |at, step| {
                *at += step;
                Some(*at)
            })
            .collect();
        let line: Vec<f64> = (0..90).map(|i| 0.1 * f64::from(i)).collect();
        assert_eq!([season(&noise(900)), season(&walk), season(&line), season(&[1.0; 50]), season(&[])], [0; 5]);
    }

    #[test]
    fn a_blank_does_not_hide_it() {
        let mut rows = wave(7.0, 120);
        rows[30] = f64::NAN;
        assert_eq!(season(&rows), 7);
    }
}
