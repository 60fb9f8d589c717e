//! Version 6: beside what version 5 has, the files of a run that learns from several, what the test part measured, and
//! how a series is scaled.

use serde::Deserialize;

use super::pieces::fit::Fit;
use super::pieces::names::NameList;
use super::pieces::record::Record;
use super::pieces::size::Size;
use super::pieces::state::State;
use super::v7;

pub(super) use super::pieces::files::Corpus;
pub(super) use super::pieces::header::Header;
pub(super) use super::pieces::kept::{Kept, Mark};

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub header: Header,
    pub run: Run,
}

/// All but the header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
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
    /// How the values of a series are scaled.
    pub fit: Option<Fit>,
}

impl Document {
    /// The same in version 7, which begins to record how large updates are where this one stands.
    pub fn upgrade(self) -> v7::Document {
        let Self { header, run } = self;
        let Run { state, record, best, first, vocabulary, names, size, corpus, fit } = run;
        let updates = v7::Updates::none(header.step);
        let run = v7::Run { state, record, updates, best, first, vocabulary, names, size, corpus, fit };
        v7::Document { header: Header { version: 7, ..header }, run }
    }
}
