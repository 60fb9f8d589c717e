//! What a forecast is measured from: a value that is known without any learning.
//!
//! With m rows in a season, the value h rows after the row e is forecast from rows up to e alone. Let s be the last row
//! that is a whole number of seasons before e + h and not after e:
//!
//! ```text
//! last               x[e]
//! season             x[s]
//! seasonal-change    x[e] + x[s] - x[s - h]    the last value, moved as it was a season ago
//! seasonal-ratio     x[e] * x[s] / x[s - h]    the same in logarithms, for values above 0
//! ```
//!
//! "Naive" and "seasonal naive" are `last` and `season` of Hyndman and Athanasopoulos, Forecasting: Principles and
//! Practice, 3rd edition, section 5.2.

use std::ops::RangeInclusive;

/// Which known value a forecast is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseKind {
    /// The last value.
    Last,
    /// The value a season ago.
    Season,
    /// The last value and the change a season ago.
    SeasonalChange,
    /// The last value times the ratio a season ago.
    SeasonalRatio,
}

/// A known value to measure from, and the season it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// Which value.
    pub kind: BaseKind,
    /// m, the rows of a season; 0 where there is none.
    pub season: usize,
}

impl BaseKind {
    /// Every one; those that take a season come last.
    pub const ALL: [Self; 4] = [Self::Last, Self::Season, Self::SeasonalChange, Self::SeasonalRatio];

    /// The option's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::Season => "season",
            Self::SeasonalChange => "seasonal-change",
            Self::SeasonalRatio => "seasonal-ratio",
        }
    }

    /// In words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Last => "the last value",
            Self::Season => "the value a season ago",
            Self::SeasonalChange => "the last value and the change a season ago",
            Self::SeasonalRatio => "the last value times the ratio a season ago",
        }
    }

    /// Whether it takes a season.
    #[must_use]
    pub fn is_seasonal(self) -> bool {
        self != Self::Last
    }
}

impl Base {
    /// Whether values are measured in logarithms.
    #[must_use]
    pub fn in_logarithms(self) -> bool {
        self.kind == BaseKind::SeasonalRatio
    }

    /// A value as it is measured.
    #[must_use]
    pub fn measure(self, value: f64) -> f64 {
        if self.in_logarithms() { value.ln() } else { value }
    }

    /// The value that is measured so.
    #[must_use]
    pub fn value(self, measured: f64) -> f64 {
        if self.in_logarithms() { measured.exp() } else { measured }
    }

    /// The rows of as many whole seasons as lead from a target this many rows ahead to a row that is known.
    fn seasons(self, ahead: usize) -> usize {
        ahead.div_ceil(self.season.max(1)).saturating_mul(self.season)
    }

    /// How many rows before the last known one it takes, for a target this many rows ahead.
    #[must_use]
    pub fn reach(self, ahead: usize) -> usize {
        let seasons = self.seasons(ahead);
        match self.kind {
            BaseKind::Last => 0,
            BaseKind::Season => seasons.saturating_sub(ahead),
            BaseKind::SeasonalChange | BaseKind::SeasonalRatio => seasons,
        }
    }

    /// The most rows before the last known one that it takes for any of these targets.
    #[must_use]
    pub fn farthest_reach(self, ahead: &RangeInclusive<usize>) -> usize {
        match self.kind {
            // Within a season each distance to the row a season ago occurs once.
            BaseKind::Season => ahead.clone().take(self.season).map(|ahead| self.reach(ahead)).max().unwrap_or(0),
            BaseKind::Last | BaseKind::SeasonalChange | BaseKind::SeasonalRatio => self.reach(*ahead.end()),
        }
    }

    /// The base of the row `ahead` rows after `last`, from `values` by their rows, which are measured already. It
    /// [reaches](Self::reach) back before `last`.
    #[must_use]
    pub fn at(self, values: impl Fn(usize) -> f64, last: usize, ahead: usize) -> f64 {
        let seasons = self.seasons(ahead);
        match self.kind {
            BaseKind::Last => values(last),
            BaseKind::Season => values(last + ahead - seasons),
            BaseKind::SeasonalChange | BaseKind::SeasonalRatio => {
                values(last) + values(last + ahead - seasons) - values(last - seasons)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_base_is_what_its_formula_says() {
        let base = |kind| Base { kind, season: 4 };
        let values = |row: usize| f64::from(u32::try_from(row * row).unwrap());
        // Two rows after row 9, the row 11; four before it is the row 7, and that is two after row 5.
        let at = |kind, ahead| base(kind).at(values, 9, ahead).to_bits();
        assert_eq!(at(BaseKind::Last, 2), 81.0_f64.to_bits());
        assert_eq!(at(BaseKind::Season, 2), 49.0_f64.to_bits());
        assert_eq!(at(BaseKind::SeasonalChange, 2), (81.0_f64 + 49.0 - 25.0).to_bits());
        // Five rows ahead, two seasons are needed so that nothing after the last row is read.
        assert_eq!(at(BaseKind::Season, 5), 36.0_f64.to_bits());
        assert_eq!((base(BaseKind::Season).reach(2), base(BaseKind::Season).reach(5)), (2, 3));
        assert_eq!((base(BaseKind::SeasonalChange).reach(5), base(BaseKind::Last).reach(5)), (8, 0));
        for kind in BaseKind::ALL {
            for (first, last) in (1..12).flat_map(|first| (first..12).map(move |last| (first, last))) {
                let all = (first..=last).map(|ahead| base(kind).reach(ahead)).max();
                assert_eq!(Some(base(kind).farthest_reach(&(first..=last))), all, "{kind:?} {first}..{last}");
            }
        }
    }

    #[test]
    fn a_ratio_is_a_change_in_logarithms() {
        let base = Base { kind: BaseKind::SeasonalRatio, season: 2 };
        let values = |row: usize| base.measure([2.0, 3.0, 8.0][row]);
        let forecast = base.value(base.at(values, 2, 1));
        assert!((forecast - 8.0 * 3.0 / 2.0).abs() < 1e-12, "{forecast}");
    }
}
