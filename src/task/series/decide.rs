//! What a series itself says of how it is best forecast: its season, the known value to start from, and how many rows
//! to read.
//!
//! It looks at the training rows alone, and what it decides is written out in the configuration.

use std::ops::Range;

use crate::config::{Options, RunConfig, TaskConfig, TaskKind, rows, window};
use crate::data::Series;
use crate::data::series::{Base, BaseKind, season};
use crate::task::size::series_size;

/// A base must be this much nearer than a simpler one.
const NEARER: f64 = 0.98;

/// `options` with all that was not asked for and that the data decides.
pub(in crate::task) fn decided(options: &Options, series: &Series) -> Options {
    // The shortest windows, for only the shares of the rows are wanted. What cannot be resolved is refused later.
    let shortest = options.clone().with(&rows::SEQ_LEN, 1).with(&rows::SEASON, 0).without(&rows::BASE);
    let config = shortest.resolve(TaskKind::Series, &series_size(series));
    let (Ok(config), Ok(target)) = (config, series.column(options.get(&rows::TARGET).as_deref())) else {
        return options.clone();
    };
    let trained_on = TrainedOn::new(series, target, &config);
    let mut decided = options.clone();
    let is_change = trained_on.is_change;
    let season = match options.get(&rows::SEASON) {
        Some(season) => season,
        // The course's way knows no season.
        None if !is_change => 0,
        None => trained_on.season(),
    };
    decided = decided.with(&rows::SEASON, season);
    if is_change && !options.has(&rows::BASE) {
        decided = decided.with(&rows::BASE, trained_on.base(season));
    }
    if !options.has(&rows::SEQ_LEN) {
        let longest = trained_on.groups.iter().map(Range::len).max().unwrap_or(0);
        decided = decided.with(&rows::SEQ_LEN, window(if is_change { season } else { 0 }, longest));
    }
    decided
}

/// The rows that a run trains on.
struct TrainedOn {
    /// The target of all rows, oldest first.
    target: Vec<f64>,
    /// The training rows of each series.
    groups: Vec<Range<usize>>,
    /// How far ahead is forecast.
    ahead: std::ops::RangeInclusive<usize>,
    is_change: bool,
}

impl TrainedOn {
    fn new(series: &Series, target: usize, config: &RunConfig) -> Self {
        let TaskConfig::Series(own) = &config.task else { unreachable!("the configuration of another task") };
        let mut target = series.values.column(target).to_vec();
        let groups: Vec<Range<usize>> = series.groups.iter().map(|group| group.rows.clone()).collect();
        if own.newest_first {
            for rows in &groups {
                target[rows.clone()].reverse();
            }
        }
        let training = |rows: Range<usize>| rows.start..rows.start + config.shares().ends(rows.len())[0];
        Self {
            target,
            groups: groups.into_iter().map(training).collect(),
            ahead: own.horizon.ahead(),
            is_change: own.base.is_some(),
        }
    }

    /// The season of the longest series.
    fn season(&self) -> usize {
        let longest = self.groups.iter().max_by_key(|rows| rows.len());
        longest.map_or(0, |rows| season(&self.target[rows.clone()]))
    }

    /// The base that is nearest to the training rows; a simpler one unless another is clearly nearer.
    fn base(&self, season: usize) -> BaseKind {
        let is_positive = self.target.iter().all(|&value| value > 0.0 || value.is_nan());
        let fits =
            |kind: &BaseKind| (season > 0 || !kind.is_seasonal()) && (is_positive || *kind != BaseKind::SeasonalRatio);
        let mut best = (BaseKind::Last, f64::INFINITY);
        for kind in BaseKind::ALL.into_iter().filter(fits) {
            let error = self.error(Base { kind, season });
            if error < NEARER * best.1 {
                best = (kind, error);
            }
        }
        best.0
    }

    /// The mean size of the errors of this base; infinite where it cannot be measured.
    fn error(&self, base: Base) -> f64 {
        let measured = |row: usize| base.measure(self.target[row]);
        let reach = base.farthest_reach(&self.ahead);
        let errors = self.groups.iter().flat_map(|rows| {
            let last = rows.start + reach..rows.end.saturating_sub(*self.ahead.end());
            last.flat_map(|last| self.ahead.clone().map(move |ahead| (last, ahead)))
        });
        let errors =
            errors.map(|(last, ahead)| (base.value(base.at(measured, last, ahead)) - self.target[last + ahead]).abs());
        let (count, sum) =
            errors.filter(|error| error.is_finite()).fold((0.0, 0.0), |(count, sum), error| (count + 1.0, sum + error));
        if count > 0.0 { sum / count } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Forecast;
    use std::fmt::Write as _;

    fn series(value: impl Fn(f64) -> f64, rows: u32) -> Series {
        let mut text = "x\n".to_owned();
        (0..rows).for_each(|row| writeln!(text, "{}", value(f64::from(row))).unwrap());
        text.parse().unwrap()
    }

    fn found(value: impl Fn(f64) -> f64) -> (Option<usize>, Option<BaseKind>, Option<usize>) {
        let decided = decided(&Options::default(), &series(value, 200));
        (decided.get(&rows::SEASON), decided.get(&rows::BASE), decided.get(&rows::SEQ_LEN))
    }

    /// The month's share of a year of 12.
    fn month(row: f64) -> f64 {
        (row * std::f64::consts::TAU / 12.0).sin()
    }

    #[test]
    fn the_base_is_what_is_nearest_to_the_training_rows() {
        // Noise on a slow wave, of which less than one is there.
        let mut state = 7_u32;
        let noise: Vec<f64> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1 << 23) - 1.0
        })
        .take(200)
        .collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row")]
        let walk = |row: f64| 10.0 * (row * 0.013).sin() + noise[row as usize];
        assert_eq!(found(walk), (Some(0), Some(BaseKind::Last), Some(12)), "no season");
        assert_eq!(found(|row| month(row) + 0.1 * (row * row).sin()), (Some(12), Some(BaseKind::Season), Some(13)));
        assert_eq!(found(|row| 10.0 * month(row) + row), (Some(12), Some(BaseKind::SeasonalChange), Some(13)));
        let grows = |row: f64| (0.02 * row).exp() * (2.0 + month(row));
        assert_eq!(found(grows).1, Some(BaseKind::SeasonalRatio));
    }

    #[test]
    fn what_is_asked_for_stays_and_the_courses_way_has_no_season() {
        let data = series(month, 200);
        let asked = Options::default().with(&rows::SEASON, 7).with(&rows::BASE, BaseKind::Last);
        let decided_so = decided(&asked, &data);
        assert_eq!((decided_so.get(&rows::SEASON), decided_so.get(&rows::BASE)), (Some(7), Some(BaseKind::Last)));
        let value = decided(&Options::default().with(&rows::FORECAST, Forecast::Value), &data);
        assert_eq!((value.get(&rows::SEASON), value.get(&rows::BASE)), (Some(0), None));
        let few = decided(&Options::default(), &series(|row| row, 12));
        assert_eq!(few.get(&rows::SEQ_LEN), Some(2), "short windows of few rows");
    }
}
