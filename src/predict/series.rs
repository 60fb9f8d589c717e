//! The forecasts of a series, each beside the truth where there is one, with the band of the validation's errors.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::answers::{Answers, Measured, number};
use super::asked::{Asked, FILE, TEST, VALIDATION};
use crate::config::{RunConfig, TaskConfig};
use crate::data::{Data, Series, Source};
use crate::exit::Failure;
use crate::nn::network::{Network, Prepared, Weights};
use crate::task::view::{SeriesScore, SeriesView};
use crate::task::{Forecaster, Timeline, TimelineError, after, known};

const COLUMNS: &[&str] = &["part", "series", "row", "label", "ahead", "truth", "forecast", "low", "high"];

/// The net's forecasts: of the rows held out, or of all rows of a file and those after its last one.
pub(super) fn answers(asked: &Asked<'_>, network: &Network) -> Result<Answers, Failure> {
    let config = &asked.session.checkpoint.config;
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let mut answers = Answers { columns: COLUMNS, ..Answers::default() };
    let [file] = asked.files else {
        let own = own(asked)?;
        if own.examples().validation().is_empty() && own.examples().test().is_empty() {
            return Err(asked.nothing_held_out());
        }
        let view = view(&own, config, network, weights);
        for (part, examples, score) in
            [(VALIDATION, own.examples().validation(), &view.validation), (TEST, own.examples().test(), &view.test)]
        {
            examples.for_each(|example| push(&mut answers, part, &view, example));
            answers.measures.extend(score.as_ref().map(|score| measured(part, score)));
        }
        return Ok(answers);
    };
    let series = given(file, config)?;
    let refused = |error: TimelineError| Failure::Input(format!("{file:?}: {error}"));
    // What the run itself measured on its validation rows, and how it scaled its own rows where no session says so.
    let (own, why) = match own(asked) {
        Ok(own) => (Some(own), None),
        Err(why) => (None, Some(why)),
    };
    let fit = asked.session.source.fit.as_ref().or(own.as_ref().map(Timeline::fit));
    let fit = match (fit, why) {
        (Some(fit), why) => {
            answers.notes.extend(why.map(|why| format!("there is no band: {}", why.sentence())));
            fit
        }
        (None, Some(why)) => return Err(why),
        (None, None) => unreachable!("a timeline has scales"),
    };
    let asked_rows = Timeline::unseen(series, config, fit).map_err(refused)?;
    let mut view = view(&asked_rows, config, network, weights);
    if let Some(own) = &own {
        view.band = self::view(own, config, network, weights).band;
    }
    (0..view.rows()).for_each(|example| push(&mut answers, FILE, &view, example));
    // What a scaled error is measured in are the training rows, of which a file has none.
    let score = view.test.as_ref().map(|score| SeriesScore { mase: f64::NAN, ..score.clone() });
    answers.measures.extend(score.as_ref().map(|score| measured(FILE, score)));
    let rows: usize = asked_rows.series().groups.iter().map(|group| group.rows.len()).sum();
    if view.rows() == 0 {
        let needed = asked_rows.examples().cut().needed();
        answers.notes.push(format!("{rows} rows are too few for a forecast of rows that are there: it takes {needed}"));
    }
    for (place, group) in asked_rows.series().groups.iter().enumerate() {
        if group.rows.len() < asked_rows.examples().cut().needed() {
            continue;
        }
        let farthest = *asked_rows.examples().cut().ahead.end();
        for (ahead, value) in (1..).zip(after(&asked_rows, network, weights, place, farthest)) {
            let row = Value::from(group.rows.end + ahead);
            let cells = ["after".into(), group.name.clone().into(), row, Value::Null, ahead.into(), Value::Null];
            answers.rows.push(cells.into_iter().chain([number(value), Value::Null, Value::Null]).collect());
        }
    }
    Ok(answers)
}

/// The rows of a file, read as the run read its own.
fn given(file: &Path, config: &RunConfig) -> Result<Series, Failure> {
    let format = config.format();
    let files = [file.to_owned()];
    match Data::read(Source::Files(&files, None), &format, &mut |_, _| ControlFlow::Continue(())) {
        Ok(Data::Series(series)) => Ok(series),
        Ok(_) => unreachable!("a file was read as the run's own"),
        Err(error) => Err(Failure::input(error)),
    }
}

/// The run's own rows.
fn own(asked: &Asked<'_>) -> Result<Timeline, Failure> {
    let timeline = asked.setup()?.timeline();
    timeline.map_err(|error| Failure::Input(format!("{:?}: {error}", asked.path)))
}

/// All of it forecast, as the dashboard shows it.
fn view(timeline: &Timeline, config: &RunConfig, network: &Network, weights: Weights<'_>) -> SeriesView {
    let TaskConfig::Series(own) = &config.task else { unreachable!("the configuration of another task") };
    let examples = timeline.examples();
    let mut said = vec![f64::NAN; examples.len() * network.shape().outputs];
    let mut forecaster = Forecaster::new(network, weights);
    for part in [examples.training(), examples.validation(), examples.test()] {
        let part: Vec<usize> = part.collect();
        forecaster.forecast(timeline, &part, &mut said);
    }
    SeriesView::new(Arc::new(known(timeline, own.season)), said)
}

/// A row for each forecast of an example.
fn push(answers: &mut Answers, part: &str, view: &SeriesView, example: usize) {
    let (known, bands) = (&view.known, view.bands(example));
    let group = known.examples.group(example);
    let finite = |value: f64| if value.is_finite() { number(value) } else { Value::Null };
    for (at, ahead) in known.ahead().enumerate() {
        let row = known.examples.last(example) + ahead;
        let said = view.forecasts(example).and_then(|said| said.get(at)).copied().unwrap_or(f64::NAN);
        let label = known.labels.get(row).map(str::to_owned);
        let (low, high) = bands.get(at).copied().unwrap_or((f64::NAN, f64::NAN));
        answers.rows.push(vec![
            part.into(),
            known.groups[group].name.clone().into(),
            (row + 1).into(),
            label.into(),
            ahead.into(),
            Some(known.truth(example, ahead)).filter(|truth| truth.is_finite()).into(),
            finite(said),
            finite(low),
            finite(high),
        ]);
    }
}

fn measured(part: &str, score: &SeriesScore) -> Measured {
    let naive = score.best_naive().map(|(_, errors)| errors);
    Measured::new(
        part,
        [
            ("rows", Some(score.rows.into())),
            ("mae", Some(number(score.net.mae))),
            ("rmse", Some(number(score.net.rmse))),
            ("mase", Some(score.mase).filter(|mase| mase.is_finite()).map(number)),
            ("naive_mae", naive.map(|errors| number(errors.mae))),
            ("naive_rmse", naive.map(|errors| number(errors.rmse))),
        ],
    )
}
