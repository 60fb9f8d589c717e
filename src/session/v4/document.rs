//! The file's types, and the document of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::best::Best;
use super::journal::Entries;
use crate::session::base64::f32s;
use crate::session::pieces::corpus::Corpus;
use crate::session::pieces::curves::{Curve, LastStep};
use crate::session::pieces::entries;
use crate::session::pieces::names::NameList;
use crate::session::pieces::plan::{Lesson, Plan};
use crate::session::pieces::record;
use crate::session::pieces::size::Size;
use crate::session::pieces::state::{BestMark, EpochLoss, State};
use crate::session::v5;
use crate::train::journal::Journal;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Document {
    pub header: Header,
    pub run: Run,
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
    pub options: BTreeMap<String, String>,
    pub plan: Plan,
    pub epoch: u64,
    pub step: u64,
    pub loss: Option<f32>,
    pub validation_loss: Option<f32>,
    pub best: Option<BestMark>,
    pub seconds: f64,
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
pub(in crate::session) struct Run {
    pub state: State,
    pub record: Record,
    pub best: Option<Best>,
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
    pub last: Option<LastStep>,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub train: Curve,
    pub validation: Curve,
}

impl Header {
    /// The same in version 5.
    pub fn upgrade(self) -> v5::Header {
        let Self { format, version: _, task, name, model, lesson, options, plan, epoch, step, .. } = self;
        v5::Header {
            format,
            version: 5,
            task,
            name,
            model,
            lesson,
            parent: None,
            options,
            plan,
            epoch,
            step,
            loss: self.loss,
            validation_loss: self.validation_loss,
            validation_accuracy: None,
            best: self.best,
            seconds: self.seconds,
        }
    }
}

impl Document {
    /// The same in version 5. Which state the run began from is not known, nor which kernels made its steps.
    pub fn upgrade(self) -> v5::Document {
        let Self { header, run } = self;
        let Run { state, record, best, vocabulary, names, size, corpus } = run;
        let Record { journal, last, recent, measured, epoch, train, validation } = record;
        let journal = entries::Entries::from(&Journal::from(journal));
        let record = record::Record { journal, kernels: Vec::new(), last, recent, measured, epoch, train, validation };
        let best = best.map(Best::upgrade);
        let run = v5::Run { state, record, best, first: None, vocabulary, names, size, corpus };
        v5::Document { header: header.upgrade(), run }
    }
}
