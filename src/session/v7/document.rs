//! The document of a run.

use serde::{Deserialize, Serialize};

use super::updates::Updates;
use crate::session::pieces::files::Corpus;
use crate::session::pieces::fit::Fit;
use crate::session::pieces::header::Header;
use crate::session::pieces::kept::Kept;
use crate::session::pieces::names::{NameList, write_names};
use crate::session::pieces::plan::Lesson;
use crate::session::pieces::record::{Parent, Record};
use crate::session::pieces::size::Size;
use crate::session::pieces::state::{BestMark, State};
use crate::session::pieces::test::TestMark;
use crate::session::source::Source;
use crate::train::checkpoint::Checkpoint;

/// The file; `K` is a kept state, or its text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Document<K = Kept> {
    pub header: Header,
    pub run: Run<K>,
}

/// All else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Run<K> {
    pub state: State,
    pub record: Record,
    /// How large gradients and updates were at the marked steps.
    pub updates: Updates,
    pub best: Option<K>,
    /// The state that the run begins from, where its seed does not give it.
    pub first: Option<K>,
    /// The characters of texts.
    pub vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    pub names: Vec<NameList>,
    pub size: Size,
    pub corpus: Corpus,
    /// How the values of a series are scaled.
    pub fit: Option<Fit>,
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
                version: 7,
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
                test: record.test.map(TestMark::from),
                seconds: record.seconds,
            },
            run: Run {
                state: state.into(),
                record: record.into(),
                updates: (&record.updates).into(),
                best,
                first,
                vocabulary,
                names,
                size: (&source.size).into(),
                corpus: (&source.corpus).into(),
                fit: source.fit.as_ref().map(Fit::from),
            },
        }
    }
}
