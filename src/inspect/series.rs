//! An example of a series: scaled rows in, scaled values of the target out.

use ndarray::Array2;

use super::question::{Asked, Question};
use crate::exit::Failure;
use crate::task::{Read, Wanted};

pub(super) fn question(asked: &Asked<'_>) -> Result<Question, Failure> {
    let path = &asked.args.net.session;
    let timeline = asked.setup()?.timeline().map_err(|error| Failure::Input(format!("{path:?}: {error}")))?;
    let examples = timeline.examples();
    let example = asked.example(examples.len(), "examples")?;
    let mut input = Array2::zeros((timeline.seq_len(), timeline.width()));
    let mut target = Array2::zeros((1, examples.cut().ahead.clone().count()));
    timeline.fill(&[example], &mut input, &mut target);
    let labels = &timeline.series().labels;
    let name = |row: usize| labels.get(row).map_or_else(|| (row + 1).to_string(), str::to_owned);
    Ok(Question {
        title: format!("example {} of {}", example + 1, examples.len()),
        steps: examples.inputs(example).map(name).collect(),
        read: Read::Values(input),
        wanted: Wanted::Values(target),
        given: Vec::new(),
        names: Vec::new(),
        notes: vec!["what is read, said and wanted is scaled as the net sees it".to_owned()],
    })
}
