//! The errors of reading a series. Each is one sentence that names the place and the remedy.

use std::path::PathBuf;

use crate::data::source::SourceError;

/// The fewest rows of numbers of a series.
pub const FEWEST_ROWS: usize = 5;

/// Why a series could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SeriesError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(
        "{path:?} has {rows} {}; a series needs at least {FEWEST_ROWS} of numbers",
        if *.rows == 1 { "row" } else { "rows" }
    )]
    FewRows { path: PathBuf, rows: usize },
    #[error(
        "{path:?}, line {line} has {found} cells where the first row has {expected}; \
         add what is missing, or quote a cell that holds the delimiter"
    )]
    Cells { path: PathBuf, line: usize, found: usize, expected: usize },
    #[error("{path:?}, line {line}: a quote is opened in this row and never closed; close it or take it out")]
    Quote { path: PathBuf, line: usize },
    #[error("no column of {path:?} holds numbers; give a CSV with a column of numbers, a row for each point in time")]
    NoNumbers { path: PathBuf },
    #[error("{path:?} has two columns named {name:?}; give each its own name")]
    Duplicate { path: PathBuf, name: String },
    #[error(
        "{path:?}, line {line}, column {column:?}: nothing stands where a number should; fill it in or take the row out"
    )]
    Hole { path: PathBuf, line: usize, column: String },
    #[error("{path:?}, line {line}, column {column:?}: {cell:?} is no number; correct it or take the row out")]
    Word { path: PathBuf, line: usize, column: String, cell: String },
    #[error(
        "{path:?}, line {line}, column {column:?}: {cell:?} is no finite number below 3.4e38; \
         correct it or take the row out"
    )]
    NotFinite { path: PathBuf, line: usize, column: String, cell: String },
}

/// There is no such column of numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wanted:?} is no column of numbers; give one of these by name or number: {columns}")]
pub struct NoSuchColumn {
    /// What was asked for.
    pub wanted: String,
    /// The columns there are: `"open" (2), "close" (3)`.
    pub columns: String,
}
