//! What an export says of its net beside the parameters, so that it can be used alone: what the indices stand for, how
//! values are scaled, what was held out, and the whole configuration.
//!
//! It is one JSON object in the safetensors metadata, under [`KEY`], because values there are strings. The README
//! describes each of its fields. A field may be added; one whose meaning changes makes a new [`FORMAT`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::format::Session;
use crate::config::{CellKind, DataSize, Nonlinearity, PoolKind, RunConfig, TaskConfig, Value as _};
use crate::data::Split as Rows;
use crate::data::lexicon::SPECIAL;
use crate::data::series::{Fit, Scalers};
use crate::data::{Names, Unit};
use crate::task::{Position, Timeline};

/// Where it stands in the metadata.
pub const KEY: &str = "rnntui";
/// The newest format.
pub const FORMAT: u32 = 1;

/// What an export says of its net.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    format: u32,
    rnntui: &'static str,
    task: &'static str,
    data: String,
    epoch: u64,
    step: u64,
    options: BTreeMap<&'static str, String>,
    model: Model,
    #[serde(flatten)]
    lists: Lists,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<SeriesAbout>,
    split: Split,
}

/// The sizes of the net, as PyTorch's modules take them.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Model {
    cell: Option<String>,
    nonlinearity: Option<String>,
    hidden: usize,
    layers: usize,
    bidirectional: bool,
    embed: usize,
    linear: bool,
    attention: bool,
    /// What is made of the outputs over time before the linear layer, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<String>,
    inputs: usize,
    outputs: usize,
}

/// What the indices of the net's input and output stand for, each list in the order of the indices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// Characters, each a string of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characters: Option<Vec<String>>,
    /// Words, the three special ones first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<String>>,
    /// Labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    /// Columns of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// Tokens of the sources, the three special ones first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Vec<String>>,
    /// The same of the targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Vec<String>>,
}

/// How the input is called that holds the target's last change.
const CHANGE: &str = "(change of the target)";

/// How a series is cut into examples and scaled.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct SeriesAbout {
    seq_len: usize,
    /// The nearest row that is forecast, and where there are several the farthest.
    horizon: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon_to: Option<usize>,
    newest_first: bool,
    /// The place of the column that is forecast, and how columns are scaled; none if the data could not be read. Of
    /// several series in a file, `fit` holds each one's scale.
    target: Option<usize>,
    scaler: Option<Scalers>,
    fit: Option<Fit>,
}

/// What was trained on, where that depends on the data.
#[derive(Debug)]
pub enum TrainedOn {
    /// So many tokens of a text, the first ones.
    Tokens(usize),
    /// These rows of a table.
    Rows(Rows),
}

/// What was trained on: the first ones of a text or a series, or all rows but those held out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Split {
    all: usize,
    training: usize,
    /// All rows that are held out.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_out_rows: Option<Vec<usize>>,
    /// Those of them that choose the best net.
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_rows: Option<Vec<usize>>,
    /// Those that choose nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_rows: Option<Vec<usize>>,
}

impl About {
    /// What there is to say of `session` at `position`. `timeline` is its series as the run sees it, if that is what it
    /// learns and the data is at hand; `trained` is what was trained on, if the data had to be read to know.
    pub fn new(session: &Session, position: Position, timeline: Option<&Timeline>, trained: Option<TrainedOn>) -> Self {
        let (config, source) = (&session.checkpoint.config, &session.source);
        Self {
            format: FORMAT,
            rnntui: env!("CARGO_PKG_VERSION"),
            task: config.task.kind().name(),
            data: source.name.clone(),
            epoch: position.epoch,
            step: position.step,
            options: config.options().iter().map(|(name, text)| (name, text.to_owned())).collect(),
            model: Model::new(config, &source.size),
            lists: Lists::new(&source.names, config),
            series: series(session, timeline),
            split: Split::new(config, &source.size, timeline, trained),
        }
    }

    /// As text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("names and finite numbers are JSON")
    }
}

impl Model {
    fn new(config: &RunConfig, size: &DataSize) -> Self {
        let model = &config.model;
        let (inputs, outputs) = size.inputs_and_outputs(&config.task);
        Self {
            cell: CellKind::write(&model.cell),
            nonlinearity: Nonlinearity::write(&model.nonlinearity),
            hidden: model.hidden_size,
            layers: model.num_layers,
            bidirectional: model.bidirectional,
            embed: model.embed,
            linear: model.linear,
            attention: matches!(&config.task, TaskConfig::Translate(translate) if translate.attention),
            pool: match &config.task {
                TaskConfig::Classify(classify) => PoolKind::write(&classify.pool),
                _ => None,
            },
            inputs,
            outputs,
        }
    }
}

impl Lists {
    /// The lists of these names, for a net of this configuration.
    pub fn new(names: &Names, config: &RunConfig) -> Self {
        let special = |tokens: &[String]| {
            let special = SPECIAL.iter().map(|token| (*token).to_owned());
            Some(special.chain(tokens.iter().cloned()).collect())
        };
        match names {
            // The places in the list are the ids, so the special tokens stand in it too.
            Names::Text(vocab) => {
                let tokens = Some((0..).take(vocab.len()).map(|id| vocab.token(id).to_string()).collect());
                match vocab.unit() {
                    Unit::Chars => Self { characters: tokens, ..Self::default() },
                    Unit::Words => Self { words: tokens, ..Self::default() },
                }
            }
            Names::Columns(columns) => {
                let mut columns = columns.clone();
                // Where a change is forecast, the last one is read as if it were one more column.
                if matches!(&config.task, TaskConfig::Series(series) if series.base.is_some()) {
                    columns.push(CHANGE.to_owned());
                }
                Self { columns: Some(columns), ..Self::default() }
            }
            Names::Labelled { characters, labels } => {
                Self { characters: Some(strings(characters.chars())), labels: Some(labels.clone()), ..Self::default() }
            }
            Names::LabelledWords { words, labels } => {
                Self { words: special(words), labels: Some(labels.clone()), ..Self::default() }
            }
            Names::Pairs { source, target } => {
                Self { source: special(source), target: special(target), ..Self::default() }
            }
        }
    }
}

fn strings(chars: &[char]) -> Vec<String> {
    chars.iter().map(char::to_string).collect()
}

fn series(session: &Session, timeline: Option<&Timeline>) -> Option<SeriesAbout> {
    let config = &session.checkpoint.config;
    let TaskConfig::Series(series) = &config.task else { return None };
    // A session of before does not say it itself.
    let fit = session.source.fit.as_ref().or(timeline.map(Timeline::fit));
    Some(SeriesAbout {
        seq_len: config.batching.seq_len(),
        horizon: series.horizon.first,
        horizon_to: Some(series.horizon.last).filter(|&last| last > series.horizon.first),
        newest_first: series.newest_first,
        target: timeline.map(Timeline::target),
        scaler: fit.and_then(|fit| Some(fit.groups.first()?.scalers.clone())),
        fit: fit.cloned(),
    })
}

impl Split {
    fn new(config: &RunConfig, size: &DataSize, timeline: Option<&Timeline>, trained: Option<TrainedOn>) -> Self {
        let first = |all, training| Self { all, training, ..Self::default() };
        match *size {
            DataSize::Text(text) => {
                let training = config.split(text.tokens).0;
                first(text.tokens, if let Some(TrainedOn::Tokens(tokens)) = trained { tokens } else { training })
            }
            DataSize::Series { rows, .. } => {
                let training = timeline.map_or(rows, |timeline| timeline.examples().training_rows(0).end);
                first(rows, training)
            }
            DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. } => {
                let training = config.parts(rows).training;
                let Some(TrainedOn::Rows(Rows { validation, test, .. })) = trained else {
                    return first(rows, training);
                };
                let mut held_out = [&validation[..], &test].concat();
                held_out.sort_unstable();
                Self {
                    all: rows,
                    training,
                    held_out_rows: Some(held_out),
                    validation_rows: Some(validation),
                    test_rows: Some(test),
                }
            }
        }
    }
}

/// As much of it as is needed to start from the parameters.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Described {
    /// The task's name.
    pub task: String,
    /// What the indices stand for.
    #[serde(flatten)]
    pub lists: Lists,
}

impl Described {
    /// Reads what an export says.
    ///
    /// # Errors
    /// What is wrong with it, without a capital or a full stop.
    pub fn read(json: &str) -> Result<Self, String> {
        /// The field that says how to read the others.
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let damaged = |error: serde_json::Error| format!("what it says of its net cannot be read ({error})");
        let Format { format } = serde_json::from_str(json).map_err(damaged)?;
        if format > FORMAT {
            return Err(format!("it was written by a newer rnntui, in format {format}; use that one"));
        }
        serde_json::from_str(json).map_err(damaged)
    }
}
