//! What there is to show of a series.

mod known;
mod score;

use std::sync::Arc;

pub use self::known::Known;
use self::known::same;
pub use self::score::{Errors, Measured, Score, Verdict};
use crate::data::series::Base;
pub use crate::data::series::BaseKind;

/// The share of the validation's errors that lies below the lower end of a band, and above the upper one.
const TAIL: f64 = 0.1;
/// Fewest errors from which a band is made.
const FEWEST: usize = 10;

/// A series and what the net makes of it. Rows are counted from 0, the oldest first.
#[derive(Debug, Clone)]
pub struct SeriesView {
    /// What stays the same through a run.
    pub known: Arc<Known>,
    /// The forecasts of each example, one example after the other, in the target's own unit: O of each, the nearest row
    /// first. NaN where they were not worked out.
    pub said: Vec<f64>,
    /// How well the examples trained on are forecast; `None` if there are none.
    pub training: Option<Score>,
    /// The same of those for validation.
    pub validation: Option<Score>,
    /// The same of those for the test.
    pub test: Option<Score>,
    /// For each row that is forecast, the nearest first, between which errors eight of ten validation examples lie, in
    /// the outputs' unit; empty if there are too few.
    pub band: Vec<(f64, f64)>,
}

/// A forecast that was not worked out is equal to itself.
impl PartialEq for SeriesView {
    fn eq(&self, other: &Self) -> bool {
        let Self { known, said, training, validation, test, band } = self;
        *known == other.known
            && same(said, &other.said)
            && (training, validation, test) == (&other.training, &other.validation, &other.test)
            && *band == other.band
    }
}

impl SeriesView {
    /// The view of a net that forecasts this much.
    pub fn new(known: Arc<Known>, said: Vec<f64>) -> Self {
        let examples = &known.examples;
        let [training, validation, test] =
            [examples.training(), examples.validation(), examples.test()].map(|part| Score::new(&known, &said, part));
        let band = band(&known, &said);
        Self { known, said, training, validation, test, band }
    }

    /// How many examples there are.
    pub fn rows(&self) -> usize {
        self.known.examples.len()
    }

    /// The forecasts of an example, the nearest row first; `None` where they were not worked out.
    pub fn forecasts(&self, example: usize) -> Option<&[f64]> {
        let outputs = self.known.ahead().count();
        let said = self.said.get(example * outputs..(example + 1) * outputs)?;
        said.iter().all(|said| said.is_finite()).then_some(said)
    }

    /// The forecast of an example for the nearest row.
    pub fn nearest(&self, example: usize) -> Option<f64> {
        self.forecasts(example)?.first().copied()
    }

    /// The ends of the band around each forecast of an example; empty where there is no band.
    pub fn bands(&self, example: usize) -> Vec<(f64, f64)> {
        let Some(said) = self.forecasts(example) else { return Vec::new() };
        let unit = self.known.units[self.known.examples.group(example)];
        let base = measure(&self.known);
        let end = |said: f64, error: f64| base.value(base.measure(said) + error * unit);
        said.iter().zip(&self.band).map(|(&said, &(low, high))| (end(said, low), end(said, high))).collect()
    }

    /// The score that is reported: of the test where there is one, else of the validation.
    pub fn held_out(&self) -> Option<(&'static str, &Score)> {
        let test = self.test.as_ref().map(|score| ("test", score));
        test.or_else(|| self.validation.as_ref().map(|score| ("validation", score)))
    }

    /// The errors beside those of the naive forecasts, and what they say.
    pub(super) fn summary(&self) -> Vec<String> {
        let known = &*self.known;
        let ahead = known.ahead();
        let (first, last) = (*ahead.start(), *ahead.end());
        let rows = if last == 1 { "row" } else { "rows" };
        let which = if first == last { first.to_string() } else { format!("{first} to {last}") };
        let from = known.base.map(|base| format!(", from {}", known.says(base.kind))).unwrap_or_default();
        let unit = if known.sign.is_empty() { "its own unit" } else { known.sign };
        let mut lines = vec![format!("forecasts of {}, {which} {rows} ahead{from}, in {unit}:", known.column)];
        let parts =
            [("training rows", &self.training), ("validation rows", &self.validation), ("test rows", &self.test)];
        for (part, score) in parts {
            let Some(score) = score else { continue };
            lines.push(format!("{part}{}: {}, MASE {:.3}", score.covered(), score.net, score.mase));
            lines.extend(score.naive.iter().map(|(kind, errors)| format!("  {}: {errors}", known.says(*kind))));
        }
        if let Some((part, score)) = self.held_out()
            && let Some((kind, naive)) = score.best_naive()
        {
            let naive_says = known.says(kind);
            let verdict = match score.verdict() {
                Verdict::Better => format!("better than {naive_says}"),
                Verdict::Mixed if score.net.mae < naive.mae => {
                    format!("better than {naive_says} by MAE, and no better by RMSE")
                }
                Verdict::Mixed => format!("better than {naive_says} by RMSE, and no better by MAE"),
                Verdict::NoBetter if score.net == naive => format!("as good as {naive_says}"),
                Verdict::NoBetter => format!("NO better than {naive_says}"),
            };
            lines.push(format!("On the {part} rows the net is {verdict}."));
        }
        lines
    }
}

/// How the target is measured: in logarithms where ratios are forecast.
fn measure(known: &Known) -> Base {
    known.base.unwrap_or(Base { kind: BaseKind::Last, season: 0 })
}

/// Between which errors eight of ten validation examples lie, for each row that is forecast.
fn band(known: &Known, said: &[f64]) -> Vec<(f64, f64)> {
    let base = measure(known);
    let outputs = known.ahead().count();
    let of = |(output, ahead): (usize, usize)| {
        let error = |example: usize| {
            let (said, truth) = (said[example * outputs + output], known.truth(example, ahead));
            (base.measure(truth) - base.measure(said)) / known.units[known.examples.group(example)]
        };
        let mut errors: Vec<f64> = known.examples.validation().map(error).filter(|error| error.is_finite()).collect();
        errors.sort_unstable_by(f64::total_cmp);
        (errors.len() >= FEWEST).then(|| (quantile(&errors, TAIL), quantile(&errors, 1.0 - TAIL)))
    };
    known.ahead().enumerate().map(of).collect::<Option<_>>().unwrap_or_default()
}

/// A quantile of sorted numbers, of which there is one, between its neighbours as `numpy.quantile` does it.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        let sorted = [0.0, 1.0, 2.0, 10.0];
        for (share, wanted) in [(0.0, 0.0), (0.5, 1.5), (0.75, 4.0), (1.0, 10.0_f64)] {
            assert!((quantile(&sorted, share) - wanted).abs() < 1e-12, "{share}");
        }
    }
}
