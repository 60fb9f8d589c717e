//! How well some rows of a series are forecast, beside forecasts that need no learning.

use std::fmt;

use super::known::Known;
use crate::data::series::BaseKind;
use crate::figures::figure;

/// Errors in the target's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// The mean of |predicted - true|.
    pub mae: f64,
    /// The root of the mean of (predicted - true)^2.
    pub rmse: f64,
}

/// How well some rows are forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The net's errors.
    pub net: Errors,
    /// The mean of |predicted - true|, each in units of the mean change from row to row, or from season to season, of
    /// the training rows of its series: the mean absolute scaled error of Hyndman and Koehler (2006).
    pub mase: f64,
    /// The errors of naive forecasts of the same rows: the last value first.
    pub naive: Vec<(BaseKind, Errors)>,
    /// How many examples were worked out.
    pub rows: usize,
    /// How many there are.
    pub of: usize,
}

/// What some rows of a series measured, in few numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The net's errors.
    pub errors: Errors,
    /// The mean absolute scaled error; see [`Score::mase`].
    pub mase: f64,
}

/// How the net's errors compare with a naive forecast's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Both are lower.
    Better,
    /// One of the two is lower.
    Mixed,
    /// Neither is lower.
    NoBetter,
}

impl Errors {
    /// The errors of pairs `(predicted, true)`; `None` if there is no pair. A pair without a number counts for nothing.
    pub fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let (mut count, mut absolute, mut squared) = (0.0, 0.0, 0.0);
        for error in pairs.map(|(said, truth)| said - truth).filter(|error| error.is_finite()) {
            count += 1.0;
            absolute += error.abs();
            squared += error * error;
        }
        (count > 0.0).then(|| Self { mae: absolute / count, rmse: (squared / count).sqrt() })
    }

    /// How these compare with those of a naive forecast.
    pub fn against(&self, naive: &Self) -> Verdict {
        match (self.mae < naive.mae, self.rmse < naive.rmse) {
            (true, true) => Verdict::Better,
            (false, false) => Verdict::NoBetter,
            _ => Verdict::Mixed,
        }
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MAE {}, RMSE {}", figure(self.mae), figure(self.rmse))
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, MASE {:.3}", self.errors, self.mase)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Better => "better",
            Self::Mixed => "better in one",
            Self::NoBetter => "no better",
        })
    }
}

impl Score {
    /// The score of these examples, of which `said` holds the forecasts as [`super::SeriesView::said`] does; `None` if
    /// none was worked out.
    pub(super) fn new(known: &Known, said: &[f64], examples: std::ops::Range<usize>) -> Option<Self> {
        let ahead = known.ahead();
        let outputs = ahead.clone().count();
        let forecasts = |example: usize| &said[example * outputs..(example + 1) * outputs];
        let answered: Vec<usize> =
            examples.clone().filter(|&example| forecasts(example).iter().all(|said| said.is_finite())).collect();
        let each = || {
            let of = |&example: &usize| {
                let forecasts = forecasts(example).iter().copied();
                forecasts.zip(ahead.clone()).map(move |(said, ahead)| (example, ahead, said))
            };
            answered.iter().flat_map(of)
        };
        let truth = |example, ahead| known.truth(example, ahead);
        let net = Errors::of(each().map(|(example, ahead, said)| (said, truth(example, ahead))))?;
        let scaled = each().map(|(example, ahead, said)| {
            let step = known.steps[known.examples.group(example)];
            (said / step, truth(example, ahead) / step)
        });
        let naive = known.naive.iter().filter_map(|&base| {
            let pairs = each().map(|(example, ahead, _)| (known.naive(base, example, ahead), truth(example, ahead)));
            Some((base.kind, Errors::of(pairs)?))
        });
        Some(Self {
            net,
            mase: Errors::of(scaled).map_or(f64::NAN, |errors| errors.mae),
            naive: naive.collect(),
            rows: answered.len(),
            of: examples.len(),
        })
    }

    /// The net's part of it, if all of that is finite.
    pub fn measured(&self) -> Option<Measured> {
        let Self { net, mase, .. } = *self;
        [net.mae, net.rmse, mase].iter().all(|error| error.is_finite()).then_some(Measured { errors: net, mase })
    }

    /// The naive forecast with the lowest mean error.
    pub fn best_naive(&self) -> Option<(BaseKind, Errors)> {
        self.naive.iter().copied().min_by(|(_, a), (_, b)| a.mae.total_cmp(&b.mae))
    }

    /// How the net compares with the best naive forecast.
    pub fn verdict(&self) -> Verdict {
        self.best_naive().map_or(Verdict::Better, |(_, errors)| self.net.against(&errors))
    }

    /// How many examples the part has, if not all were worked out: ` (512 of 3000)`.
    pub(super) fn covered(&self) -> String {
        if self.rows < self.of { format!(" ({} of {})", self.rows, self.of) } else { String::new() }
    }
}
