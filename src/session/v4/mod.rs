//! Version 4, which is written: beside the run as it is, its best state, its plan, and which lesson it belongs to.
//!
//! The best state changes seldom and may be as large as all the rest, so its text is made once and kept by the saver:
//! see [`Document::new`].

mod best;
mod journal;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use self::best::{Best, CurveMark, Mark};
use self::journal::Entries;
use super::base64::f32s;
use super::pieces::curves::{Curve, LastStep};
use super::pieces::names::{NameList, write_names};
use super::pieces::size::Size;
use super::pieces::tensors::{Moment, Tensor, write_params, write_state};
use super::source::{Corpus, Source};
use crate::optim;
use crate::train::checkpoint::Checkpoint;
use crate::train::record::Measure;
use crate::train::state::TrainState;
use crate::train::{plan, record};

/// The file; `B` is the best state, or its text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document<B = Best> {
    pub header: Header,
    pub run: Run<B>,
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
    /// The lesson it belongs to.
    pub lesson: Option<Lesson>,
    pub options: BTreeMap<String, String>,
    pub plan: Plan,
    pub epoch: u64,
    pub step: u64,
    pub loss: Option<f32>,
    pub validation_loss: Option<f32>,
    pub best: Option<BestMark>,
    pub seconds: f64,
}

/// A part of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lesson {
    pub name: String,
    pub part: String,
}

/// When the run ends by itself.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub until: Option<u64>,
    pub stretch: Option<u64>,
    pub patience: Option<u64>,
    pub patience_from: u64,
}

/// The best state in a few words.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BestMark {
    pub step: u64,
    pub epoch: u64,
    pub loss: f32,
    /// Whether the loss is that of a validation, or the training loss of an epoch.
    pub validation: bool,
    pub measurement: u64,
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
pub(super) struct Run<B> {
    pub state: State,
    pub record: Record,
    pub best: Option<B>,
    /// The characters of texts.
    pub vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    pub names: Vec<NameList>,
    pub size: Size,
    pub corpus: Corpus,
}

/// All that the next step depends on, but the counters of epochs and steps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub step_in_epoch: u64,
    pub validation_due: bool,
    pub learning_rate: f64,
    pub base_rate: f64,
    pub undo: Vec<f64>,
    pub plateau: Plateau,
    pub optimizer_step: u64,
    pub parameters: Vec<Tensor>,
    pub moments: Vec<Moment>,
    pub carried: Option<Vec<Tensor>>,
}

/// What a schedule that waits for a plateau has seen.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plateau {
    pub best: Option<f32>,
    pub bad: u64,
    pub cuts: u64,
}

/// What was measured and done.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub journal: Entries,
    pub last: Option<LastStep>,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub train: Curve,
    pub validation: Curve,
}

/// The training losses of the epoch under way.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EpochLoss {
    pub total: f64,
    pub count: u64,
    pub steps: u64,
}

impl<B> Document<B> {
    /// The document of a run with this best state.
    pub fn new(source: &Source, checkpoint: &Checkpoint, best: Option<B>) -> Self {
        let Checkpoint { config, plan, state, record, best: _ } = checkpoint;
        let (vocabulary, names) = write_names(&source.names);
        let options = config.options();
        let lesson = source.lesson.as_ref();
        Self {
            header: Header {
                format: "rnntui session".to_owned(),
                version: 4,
                task: config.task.kind().name().to_owned(),
                name: source.name.clone(),
                model: config.model.summary(),
                lesson: lesson.map(|(name, part)| Lesson { name: name.clone(), part: part.clone() }),
                options: options.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
                plan: (*plan).into(),
                epoch: state.position.epoch,
                step: state.position.step,
                loss: record.loss(),
                validation_loss: record.validation_loss,
                best: record.best.map(BestMark::from),
                seconds: record.seconds,
            },
            run: Run {
                state: state.into(),
                record: Record {
                    journal: (&record.journal).into(),
                    last: record.last.map(LastStep::from),
                    recent: record.recent.iter().copied().collect(),
                    measured: record.measured,
                    epoch: record.epoch.into(),
                    train: (&record.train).into(),
                    validation: (&record.validation).into(),
                },
                best,
                vocabulary,
                names,
                size: (&source.size).into(),
                corpus: source.corpus.clone(),
            },
        }
    }
}

impl From<&TrainState> for State {
    fn from(state: &TrainState) -> Self {
        let moment = |(name, set): &(&str, _)| Moment { name: (*name).to_owned(), tensors: write_params(set) };
        let optim::Plateau { best, bad, cuts } = state.plateau;
        Self {
            step_in_epoch: state.position.step_in_epoch,
            validation_due: state.validation_due,
            learning_rate: state.learning_rate,
            base_rate: state.base_rate,
            undo: state.undo.clone(),
            plateau: Plateau { best, bad, cuts },
            optimizer_step: state.optimizer.step(),
            parameters: write_params(&state.params),
            moments: state.optimizer.moments().iter().map(moment).collect(),
            carried: state.carried.as_ref().map(write_state),
        }
    }
}

impl From<plan::Plan> for Plan {
    fn from(plan::Plan { until, stretch, patience, patience_from }: plan::Plan) -> Self {
        Self { until, stretch, patience, patience_from }
    }
}

impl From<Plan> for plan::Plan {
    fn from(Plan { until, stretch, patience, patience_from }: Plan) -> Self {
        Self { until, stretch, patience, patience_from }
    }
}

impl From<record::BestMark> for BestMark {
    fn from(mark: record::BestMark) -> Self {
        let record::BestMark { step, epoch, loss, measure, measurement } = mark;
        Self { step, epoch, loss, validation: measure == Measure::Validation, measurement }
    }
}

impl From<BestMark> for record::BestMark {
    fn from(BestMark { step, epoch, loss, validation, measurement }: BestMark) -> Self {
        let measure = if validation { Measure::Validation } else { Measure::Training };
        Self { step, epoch, loss, measure, measurement }
    }
}

impl From<record::EpochLoss> for EpochLoss {
    fn from(record::EpochLoss { total, count, steps }: record::EpochLoss) -> Self {
        Self { total, count, steps }
    }
}

impl From<EpochLoss> for record::EpochLoss {
    fn from(EpochLoss { total, count, steps }: EpochLoss) -> Self {
        Self { total, count, steps }
    }
}
