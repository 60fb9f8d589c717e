//! Version 3, which is written: a header that lists what a run is and how far it has come, then the run.
//!
//! The configuration stands in the header as the options of the command line, each with its value written out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::base64::f32s;
use super::pieces::curves::{Columns, Open};
use super::pieces::journal::Entries;
use super::pieces::names::{NameList, write_names};
use super::pieces::size::Size;
use super::pieces::tensors::{Moment, Tensor, write_params, write_state};
use super::source::{Corpus, Source};
use crate::train::curve;
use crate::train::state::Checkpoint;

/// The options of a run by name.
pub(super) type KeptOptions = BTreeMap<String, String>;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub header: Header,
    pub run: Run,
}

/// What a list of sessions shows: it stands in the first few KB.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub format: String,
    pub version: u32,
    pub task: String,
    /// The data file's name without its folder.
    pub name: String,
    /// The model in short: `RNN 2×25`.
    pub model: String,
    pub options: KeptOptions,
    pub epoch: u64,
    pub step: u64,
    pub loss: Option<f32>,
    pub validation_loss: Option<f32>,
    pub seconds: f64,
}

/// The beginning of a file as a document of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeaderDocument {
    pub header: Header,
}

/// All else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    pub state: State,
    pub record: Record,
    /// The characters of texts.
    pub vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    pub names: Vec<NameList>,
    pub size: Size,
    pub corpus: Corpus,
}

/// All that the next step depends on, but the counters in the header.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub step_in_epoch: u64,
    pub validation_due: bool,
    pub learning_rate: f64,
    pub undo: Vec<f64>,
    pub optimizer_step: u64,
    pub parameters: Vec<Tensor>,
    pub moments: Vec<Moment>,
    pub carried: Option<Vec<Tensor>>,
}

/// What was measured and done.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub journal: Entries,
    pub last: Option<LastStep>,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub train: Curve,
    pub validation: Curve,
}

/// What the newest step measured.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LastStep {
    pub loss: f32,
    pub accuracy: f32,
    pub grad_norm: f32,
}

/// A curve.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Curve {
    pub points: u64,
    pub full: Columns,
    pub open: Option<Open>,
}

impl Document {
    /// The document of a run.
    pub fn new(source: &Source, checkpoint: &Checkpoint) -> Self {
        let Checkpoint { config, state, record } = checkpoint;
        let (vocabulary, names) = write_names(&source.names);
        let moment = |(name, set): &(&str, _)| Moment { name: (*name).to_owned(), tensors: write_params(set) };
        let options = config.options();
        Self {
            header: Header {
                format: "rnntui session".to_owned(),
                version: 3,
                task: config.task.kind().name().to_owned(),
                name: source.name.clone(),
                model: config.model.summary(),
                options: options.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
                epoch: state.position.epoch,
                step: state.position.step,
                loss: record.loss(),
                validation_loss: record.validation_loss,
                seconds: record.seconds,
            },
            run: Run {
                state: State {
                    step_in_epoch: state.position.step_in_epoch,
                    validation_due: state.validation_due,
                    learning_rate: state.learning_rate,
                    undo: state.undo.clone(),
                    optimizer_step: state.optimizer.step(),
                    parameters: write_params(&state.params),
                    moments: state.optimizer.moments().iter().map(moment).collect(),
                    carried: state.carried.as_ref().map(write_state),
                },
                record: Record {
                    journal: (&record.journal).into(),
                    last: record.last.map(|last| LastStep {
                        loss: last.loss,
                        accuracy: last.accuracy,
                        grad_norm: last.grad_norm,
                    }),
                    recent: record.recent.iter().copied().collect(),
                    train: (&record.train).into(),
                    validation: (&record.validation).into(),
                },
                vocabulary,
                names,
                size: (&source.size).into(),
                corpus: source.corpus.clone(),
            },
        }
    }
}

impl From<&curve::Curve> for Curve {
    fn from(curve: &curve::Curve) -> Self {
        Self { points: curve.points(), full: curve.full().into(), open: curve.open().map(Open::from) }
    }
}
