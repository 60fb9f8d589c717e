//! Version 3: a header that lists what a run is and how far it has come, then the run.
//!
//! The configuration stands in the header as the options of the command line, each with its value written out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::base64::f32s;
use super::pieces::corpus::Corpus;
use super::pieces::curves::{Curve, LastStep};
use super::pieces::journal::Entries;
use super::pieces::names::NameList;
use super::pieces::plan::Plan;
use super::pieces::size::Size;
use super::pieces::state as pieces;
use super::pieces::tensors::{Moment, Tensor};
use super::v4;
use crate::train::journal::Journal;

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

impl Header {
    /// The same in version 4. What the best state was is not known, and the plan had no place in the file.
    pub fn upgrade(self) -> v4::Header {
        let Self { format, version: _, task, name, model, options, epoch, step, loss, validation_loss, seconds } = self;
        v4::Header {
            format,
            version: 4,
            task,
            name,
            model,
            lesson: None,
            options,
            plan: Plan::default(),
            epoch,
            step,
            loss,
            validation_loss,
            best: None,
            seconds,
        }
    }
}

impl Document {
    /// The same in version 4.
    pub fn upgrade(self) -> v4::Document {
        let Self { header, run } = self;
        let Run { state, record, vocabulary, names, size, corpus } = run;
        let journal = Journal::from(record.journal);
        v4::Document {
            header: header.upgrade(),
            run: v4::Run {
                state: pieces::State {
                    step_in_epoch: state.step_in_epoch,
                    validation_due: state.validation_due,
                    learning_rate: state.learning_rate,
                    base_rate: state.learning_rate,
                    undo: state.undo,
                    plateau: pieces::Plateau::default(),
                    optimizer_step: state.optimizer_step,
                    parameters: state.parameters,
                    moments: state.moments,
                    carried: state.carried,
                },
                record: v4::Record {
                    journal: (&journal).into(),
                    last: record.last,
                    recent: record.recent,
                    measured: 0,
                    epoch: pieces::EpochLoss::default(),
                    train: record.train,
                    validation: record.validation,
                },
                best: None,
                vocabulary,
                names,
                size,
                corpus,
            },
        }
    }
}
