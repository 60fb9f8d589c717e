//! What is asked: the held-out rows of a session's data, or rows of another file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::data::Split;
use crate::data::source::characters_of;
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

/// A row of a file to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GivenRow {
    /// What stands before the tab.
    pub left: String,
    /// What stands behind it; none where there is no tab.
    pub right: Option<String>,
}

/// Whether this path means standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
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

    /// The refusal where all of the data was trained on.
    pub fn nothing_held_out(&self) -> Failure {
        Failure::Input(format!("{:?} was trained on all of its data: give a FILE with rows to answer", self.path))
    }
}

/// All that stands in this file.
pub(super) fn content(path: &Path) -> Result<String, Failure> {
    characters_of(path).map_err(Failure::input)
}

/// The rows of a file of one or two columns. Blank lines are none.
pub(super) fn rows(path: &Path) -> Result<Vec<GivenRow>, Failure> {
    let text = content(path)?;
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        let (left, right) = line.split_once('\t').map_or((line, None), |(left, right)| (left, Some(right)));
        if right.is_some_and(|right| right.contains('\t')) {
            let sentence = format!(
                "{path:?}, line {number} has {} tabs: keep two columns (cut -f1,2), or only what is to be answered",
                line.matches('\t').count()
            );
            return Err(Failure::Input(sentence));
        }
        rows.push(GivenRow { left: left.to_owned(), right: right.map(str::to_owned) });
    }
    if rows.is_empty() {
        return Err(Failure::Input(format!("{path:?} has no row to answer: give a line for each")));
    }
    Ok(rows)
}
