//! The file's types, and the document of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::journal::Entries;
use super::keyframe::Kept;
use crate::session::base64::f32s;
use crate::session::pieces::curves::{Curve, LastStep};
use crate::session::pieces::names::{NameList, write_names};
use crate::session::pieces::plan::{Lesson, Plan};
use crate::session::pieces::size::Size;
use crate::session::pieces::state::{BestMark, EpochLoss, State};
use crate::session::source::{Corpus, Source};
use crate::train::checkpoint::Checkpoint;
use crate::train::record;

/// The file; `K` is a kept state, or its text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Document<K = Kept> {
    pub header: Header,
    pub run: Run<K>,
}

/// What a list of sessions shows: it stands in the first few KB.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Header {
    pub format: String,
    pub version: u32,
    pub task: String,
    /// The data file's name without its folder.
    pub name: String,
    /// The model in short: `RNN 2×25`.
    pub model: String,
    /// The lesson it belongs to.
    pub lesson: Option<Lesson>,
    /// The run that it is a branch of.
    pub parent: Option<Parent>,
    pub options: BTreeMap<String, String>,
    pub plan: Plan,
    pub epoch: u64,
    pub step: u64,
    pub loss: Option<f32>,
    pub validation_loss: Option<f32>,
    pub validation_accuracy: Option<f32>,
    pub best: Option<BestMark>,
    pub seconds: f64,
}

/// The step of another run that a branch begins at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Parent {
    /// The file name of its session.
    pub name: String,
    pub step: u64,
    /// SHA-256 of that file.
    pub sha256: String,
}

/// The beginning of a file as a document of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct HeaderDocument {
    pub header: Header,
}

/// All else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Run<K> {
    pub state: State,
    pub record: Record,
    pub best: Option<K>,
    /// The state that the run begins from, where its seed does not give it.
    pub first: Option<K>,
    /// The characters of texts.
    pub vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    pub names: Vec<NameList>,
    pub size: Size,
    pub corpus: Corpus,
}

/// What was measured and done.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Record {
    pub journal: Entries,
    /// The kernels that made its steps.
    pub kernels: Vec<String>,
    pub last: Option<LastStep>,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub train: Curve,
    pub validation: Curve,
}

impl<K> Document<K> {
    /// The document of a run with this best and this first state.
    pub fn new(source: &Source, checkpoint: &Checkpoint, best: Option<K>, first: Option<K>) -> Self {
        let Checkpoint { config, plan, state, record, best: _, first: _ } = checkpoint;
        let (vocabulary, names) = write_names(&source.names);
        let options = config.options();
        let lesson = source.lesson.as_ref();
        Self {
            header: Header {
                format: "rnntui session".to_owned(),
                version: 5,
                task: config.task.kind().name().to_owned(),
                name: source.name.clone(),
                model: config.model.summary(),
                lesson: lesson.map(|(name, part)| Lesson { name: name.clone(), part: part.clone() }),
                parent: record.parent.clone().map(Parent::from),
                options: options.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
                plan: (*plan).into(),
                epoch: state.position.epoch,
                step: state.position.step,
                loss: record.loss(),
                validation_loss: record.validation_loss,
                validation_accuracy: record.validation_accuracy,
                best: record.best.map(BestMark::from),
                seconds: record.seconds,
            },
            run: Run {
                state: state.into(),
                record: Record {
                    journal: (&record.journal).into(),
                    kernels: record.kernels.clone(),
                    last: record.last.map(LastStep::from),
                    recent: record.recent.iter().copied().collect(),
                    measured: record.measured,
                    epoch: record.epoch.into(),
                    train: (&record.train).into(),
                    validation: (&record.validation).into(),
                },
                best,
                first,
                vocabulary,
                names,
                size: (&source.size).into(),
                corpus: source.corpus.clone(),
            },
        }
    }
}

impl From<record::Parent> for Parent {
    fn from(record::Parent { name, step, sha256 }: record::Parent) -> Self {
        Self { name, step, sha256 }
    }
}

impl From<Parent> for record::Parent {
    fn from(Parent { name, step, sha256 }: Parent) -> Self {
        Self { name, step, sha256 }
    }
}
