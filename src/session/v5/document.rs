//! The file's types, and the document of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::keyframe::Kept;
use super::upgrade::write_out;
use crate::session::pieces::corpus::Corpus;
use crate::session::pieces::names::NameList;
use crate::session::pieces::plan::{Lesson, Plan};
use crate::session::pieces::record::{Parent, Record};
use crate::session::pieces::size::Size;
use crate::session::pieces::state::{BestMark, State};
use crate::session::v6;

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
    pub best: Option<Kept>,
    /// The state that the run begins from, where its seed does not give it.
    pub first: Option<Kept>,
    /// The characters of texts.
    pub vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    pub names: Vec<NameList>,
    pub size: Size,
    pub corpus: Corpus,
}

impl Header {
    /// The same in version 6, where the names of what is learnt are known with all that they say.
    pub fn upgrade(self, names: &[NameList]) -> v6::Header {
        let Self { format, version: _, task, name, model, lesson, parent, mut options, plan, epoch, step, .. } = self;
        write_out(&task, names, &mut options);
        v6::Header {
            format,
            version: 6,
            task,
            name,
            model,
            lesson,
            parent,
            options,
            plan,
            epoch,
            step,
            loss: self.loss,
            validation_loss: self.validation_loss,
            validation_accuracy: self.validation_accuracy,
            best: self.best,
            test: None,
            seconds: self.seconds,
        }
    }
}

impl Document {
    /// The same in version 6.
    pub fn upgrade(self) -> v6::Document {
        let Self { header, run } = self;
        let Run { state, record, best, first, vocabulary, names, size, corpus } = run;
        let corpus = match corpus {
            Corpus::Inline(text) => v6::Corpus::Inline(vec![text]),
            Corpus::File { path, bytes, sha256, characters } => {
                v6::Corpus::Files { paths: vec![path], bytes, sha256, characters }
            }
        };
        let (best, first) = (best.map(Kept::upgrade), first.map(Kept::upgrade));
        let header = header.upgrade(&names);
        v6::Document { header, run: v6::Run { state, record, best, first, vocabulary, names, size, corpus, fit: None } }
    }
}
