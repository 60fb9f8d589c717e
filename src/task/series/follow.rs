//! Which units of a net that reads a series follow a column, some rows later.

use std::ops::Range;

use ndarray::{Array2, s};

use super::problem::SeriesProblem;
use super::timeline::Timeline;
use crate::nn::param::ParamSet;
use crate::task::study::{Script, Study, named};
use crate::task::view::{Source, StudyAsk};

/// Most names to go through on the screen.
const NAMED: usize = 200;

/// What units can be held to: each column, then each as it was one row before, and so on through the window; the first
/// [`NAMED`] of them.
pub(super) fn names(timeline: &Timeline) -> Vec<String> {
    let columns = &timeline.series().columns;
    let name = |lag: usize| columns.iter().map(move |column| lagged(column, lag));
    (0..timeline.seq_len()).flat_map(name).take(NAMED).collect()
}

/// A column so many rows before.
fn lagged(column: &str, lag: usize) -> String {
    if lag == 0 { column.to_owned() } else { format!("{column}-{lag}") }
}

/// The column and the lag of this name.
fn find(timeline: &Timeline, name: &str) -> Result<(usize, usize), String> {
    let columns = &timeline.series().columns;
    let column = |name: &str| columns.iter().position(|column| column == name);
    if let Some(found) = column(name) {
        return Ok((found, 0));
    }
    let last = timeline.seq_len() - 1;
    let before = name.rsplit_once('-').and_then(|(name, lag)| Some((column(name)?, lag.parse::<usize>().ok()?)));
    match before {
        Some((column, lag)) if lag <= last => Ok((column, lag)),
        Some((column, _)) => {
            let (all, column) = (timeline.seq_len(), &columns[column]);
            Err(format!(
                "{name:?} is beyond the {all} rows that the net reads: give {column} to {}",
                lagged(column, last)
            ))
        }
        None => {
            let all = named(columns.iter().map(String::as_str));
            let before = lagged(columns.first().map_or("", String::as_str), last);
            Err(format!("{name:?} is no column: give one of {all}, or as it was up to {last} rows before, as {before}"))
        }
    }
}

/// Windows of these examples, spread over all of them where they have more than `most` rows together, and the numbers
/// that units are held to, for each of so many directions: the column as the net reads it, so many rows before in the
/// order in which the direction reads. Where the window has no such row, there is no number.
///
/// # Errors
/// A sentence that says what there is, if there is no such column or the window is shorter.
pub fn column_script(
    timeline: &Timeline,
    examples: Range<usize>,
    name: &str,
    (most, directions): (usize, usize),
) -> Result<(Script, Vec<Vec<f64>>), String> {
    let (column, lag) = find(timeline, name)?;
    let (steps, width) = (timeline.seq_len(), timeline.width());
    let apart = examples.len().div_ceil((most / steps).max(1)).max(1);
    let chosen: Vec<usize> = examples.step_by(apart).collect();
    let mut values = Array2::zeros((chosen.len() * steps, width));
    let (mut input, mut target) =
        (Array2::zeros((steps, width)), Array2::zeros((1, timeline.examples().cut().ahead.clone().count())));
    let mut numbers = vec![Vec::with_capacity(values.nrows()); directions];
    for (window, &example) in chosen.iter().enumerate() {
        timeline.fill(&[example], &mut input, &mut target);
        values.slice_mut(s![window * steps..(window + 1) * steps, ..]).assign(&input);
        for (side, numbers) in numbers.iter_mut().enumerate() {
            numbers.extend((0..steps).map(|step| {
                let row = if side == 0 { step.checked_sub(lag) } else { Some(step + lag) };
                row.and_then(|row| input.get([row, column])).map_or(f64::NAN, |&value| f64::from(value))
            }));
        }
    }
    Ok((Script::windows(values, steps), numbers))
}

impl SeriesProblem {
    /// The study of which units follow a column; the target where none is named.
    pub(super) fn studied(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        if ask.mark.is_some() {
            return Err("where else units are on is found in texts of characters, and this net reads rows".to_owned());
        }
        let [training, validation, test] = self.parts();
        let examples = match &ask.source {
            Source::Training => training,
            Source::HeldOut if validation.is_empty() => test,
            Source::HeldOut => validation,
            Source::Typed(_) => {
                return Err("text is for nets that learn a text: here ↑ and ↓ on screen 1 choose the row".to_owned());
            }
        };
        let name = ask.probe.as_deref().unwrap_or(self.timeline.target_name());
        let directions = self.network.shape().stack().directions();
        let (script, numbers) = column_script(&self.timeline, examples, name, (Script::LONGEST, directions))?;
        Ok(Study::new(&self.network, params, script, (name, numbers), None))
    }
}
