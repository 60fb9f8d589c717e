//! What is asked: the held-out rows of a session's data, or rows of another file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::data::source::characters_of;
use crate::data::{AskedRow, Split};
use crate::exit::Failure;
use crate::session::format::Session;
use crate::task::Setup;

/// The names of the parts: what chose the best net, what chose nothing, and what a file holds.
pub(super) const VALIDATION: &str = "validation";
pub(super) const TEST: &str = "test";
pub(super) const FILE: &str = "file";

/// A session, and what its net is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The session's file.
    pub path: &'a Path,
    /// The session, at the state that answers.
    pub session: &'a Session,
    /// Where its data is, if that was said.
    pub data: Option<&'a Path>,
    /// The files with what is asked; none for the held-out rows.
    pub files: &'a [PathBuf],
}

impl Asked<'_> {
    /// The data that was learnt, as the run sees it.
    pub fn setup(&self) -> Result<Setup, Failure> {
        let read = self.session.setup(self.path, self.data, &mut |_, _| ControlFlow::Continue(()));
        read.map_err(|error| Failure::Input(format!("{error}; or give a FILE with rows to answer")))
    }

    /// The held-out rows by their part.
    pub fn held_out(&self, split: &Split) -> Result<Vec<(&'static str, usize)>, Failure> {
        let part = |rows: &[usize], part| rows.iter().map(|&row| (part, row)).collect::<Vec<_>>();
        let rows = [part(&split.validation, VALIDATION), part(&split.test, TEST)].concat();
        if rows.is_empty() { Err(self.nothing_held_out()) } else { Ok(rows) }
    }

    /// The rows of a file in the columns that were learnt, with the side `needed` in each, 0 or 1.
    pub fn rows(&self, path: &Path, needed: usize) -> Result<Vec<AskedRow>, Failure> {
        let text = content(path)?;
        self.session.checkpoint.config.format().asked_rows(&text, path, needed).map_err(Failure::input)
    }

    /// The refusal where all of the data was trained on.
    pub fn nothing_held_out(&self) -> Failure {
        Failure::Input(format!("{:?} was trained on all of its data: give a FILE with rows to answer", self.path))
    }
}

/// All that stands in this file.
pub(super) fn content(path: &Path) -> Result<String, Failure> {
    characters_of(path).map_err(Failure::input)
}
