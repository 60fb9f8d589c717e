//! What there is to show of a series.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::figures::figure;

/// A series and what the net makes of it. Rows are counted from 0, the oldest first; example `i` has its target in the
/// row `known.first + i`.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesView {
    /// What stays the same through a run.
    pub known: Arc<Known>,
    /// The forecast for each example's target, in its own unit; `None` where it was not worked out.
    pub predicted: Vec<Option<f64>>,
    /// How well the training rows are forecast; `None` if there are no such rows.
    pub training: Option<Score>,
    /// The same of the held-out rows.
    pub held_out: Option<Score>,
}

/// How well some rows are forecast, beside the naive forecast of the same rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The net's errors.
    pub net: Errors,
    /// The errors of forecasting the value that stands `horizon` rows before.
    pub naive: Errors,
    /// How many rows were worked out.
    pub rows: usize,
    /// How many there are.
    pub of: usize,
}

/// A series as the file has it, and how well the naive forecast does.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The target column's name.
    pub column: String,
    /// What the rows are called: dates, say. Empty if the file has only numbers.
    pub labels: Vec<String>,
    /// The names of the columns that are left out because they hold no numbers.
    pub skipped: Vec<String>,
    /// How many rows ahead is forecast.
    pub horizon: usize,
    /// The target's true values, in its own unit, one for each row.
    pub values: Vec<f64>,
    /// The row of the first example's target.
    pub first: usize,
    /// How many examples, the first ones, are trained on. The others are held out.
    pub training: usize,
}

/// Errors over some rows in the target's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// The mean of |predicted - true|.
    pub mae: f64,
    /// The root of the mean of (predicted - true)^2.
    pub rmse: f64,
}

/// How the net's errors compare with the naive forecast's.
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
    /// The errors of pairs `(predicted, true)`; `None` if there is no pair.
    pub fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let (mut count, mut absolute, mut squared) = (0.0, 0.0, 0.0);
        for (said, truth) in pairs {
            let error = said - truth;
            count += 1.0;
            absolute += error.abs();
            squared += error * error;
        }
        (count > 0.0).then(|| Self { mae: absolute / count, rmse: (squared / count).sqrt() })
    }

    /// How these compare with those of the naive forecast.
    pub fn against(&self, naive: &Self) -> Verdict {
        match (self.mae < naive.mae, self.rmse < naive.rmse) {
            (true, true) => Verdict::Better,
            (false, false) => Verdict::NoBetter,
            _ => Verdict::Mixed,
        }
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

impl Known {
    /// What `row` is called: its label, or its number counted from 1.
    pub fn label(&self, row: usize) -> String {
        self.labels.get(row).cloned().unwrap_or_else(|| format!("row {}", row + 1))
    }

    /// The row of the first held-out target, if any is held out.
    pub fn held_out_from(&self) -> Option<usize> {
        let row = self.first + self.training;
        (row < self.values.len()).then_some(row)
    }

    /// The naive forecast in words.
    pub fn naive(&self) -> String {
        if self.horizon == 1 {
            "the value before".to_owned()
        } else {
            format!("the value {} rows before", self.horizon)
        }
    }
}

impl Score {
    /// How the net compares with the naive forecast.
    pub fn verdict(&self) -> Verdict {
        self.net.against(&self.naive)
    }

    /// How many rows the part has, if not all were worked out: ` (of 3000)`.
    fn of(&self) -> String {
        if self.rows < self.of { format!(" ({} of {})", self.rows, self.of) } else { String::new() }
    }
}

impl SeriesView {
    /// The view of a net that predicts this much.
    pub fn new(known: Arc<Known>, predicted: Vec<Option<f64>>) -> Self {
        let score = |range: Range<usize>| {
            let known = &*known;
            let row = |example: usize| known.first + example;
            let said = || range.clone().filter_map(|example| Some((example, predicted[example]?)));
            let net = Errors::of(said().map(|(example, said)| (said, known.values[row(example)])))?;
            let before = |example: usize| known.values[row(example) - known.horizon];
            let naive = Errors::of(said().map(|(example, _)| (before(example), known.values[row(example)])))?;
            Some(Score { net, naive, rows: said().count(), of: range.len() })
        };
        let (training, held_out) = (score(0..known.training), score(known.training..predicted.len()));
        Self { known, predicted, training, held_out }
    }

    /// How many examples there are.
    pub fn rows(&self) -> usize {
        self.predicted.len()
    }

    /// The errors beside those of the naive forecast, and what they say.
    pub(super) fn summary(&self) -> Vec<String> {
        let Known { column, horizon, .. } = &*self.known;
        let rows = if *horizon == 1 { "row" } else { "rows" };
        let naive = self.known.naive();
        let mut lines = vec![format!("forecasts of {column}, {horizon} {rows} ahead, in its own unit:")];
        for (part, score) in [("training rows", self.training), ("held-out rows", self.held_out)] {
            let Some(score) = score else { continue };
            let numbers = |errors: &Errors| format!("MAE {}, RMSE {}", figure(errors.mae), figure(errors.rmse));
            let (net, before) = (numbers(&score.net), numbers(&score.naive));
            lines.push(format!("{part}{}: {net}; {naive}: {before}", score.of()));
        }
        if let Some(score) = self.held_out {
            let verdict = match score.verdict() {
                Verdict::Better => format!("better than {naive}"),
                Verdict::Mixed if score.net.mae < score.naive.mae => {
                    format!("better than {naive} by MAE, and no better by RMSE")
                }
                Verdict::Mixed => format!("better than {naive} by RMSE, and no better by MAE"),
                Verdict::NoBetter => format!("NO better than {naive}"),
            };
            lines.push(format!("On the held-out rows the net is {verdict}."));
        }
        lines
    }
}
