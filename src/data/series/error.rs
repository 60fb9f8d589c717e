//! The errors of reading a series. Each is one sentence that names the place and the remedy.

use std::path::PathBuf;

use crate::data::source::SourceError;
use crate::data::table::TableError;

/// The fewest rows of numbers of a series.
pub const FEWEST_ROWS: usize = 5;

/// Why a series could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SeriesError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(
        "{path:?} has {rows} {}; a series needs at least {FEWEST_ROWS} of numbers",
        if *.rows == 1 { "row" } else { "rows" }
    )]
    FewRows { path: PathBuf, rows: usize },
    #[error(
        "no column of {path:?} holds numbers; give a table with a column of numbers, a row for each point in time, or \
         say with --task what else is to be learnt from it"
    )]
    NoNumbers { path: PathBuf },
    #[error("no column of numbers of {path:?} is left to read; take one from --exclude, or name it with --columns")]
    NoneLeft { path: PathBuf },
    #[error("--exclude {name:?} leaves out the column that --target names; give another target or leave it in")]
    Excluded { name: String },
    #[error(
        "{path:?}, line {line}, column {column:?}: {cell:?} is no number; correct it, empty the cell (--fill says what \
         becomes of blanks), take the row out, or leave the column out (--exclude)"
    )]
    Word { path: PathBuf, line: usize, column: String, cell: String },
    #[error(
        "{path:?}, line {line}, column {column:?}: {cell:?} is no finite number below 3.4e38; correct it, empty the \
         cell (--fill says what becomes of blanks), take the row out, or leave the column out (--exclude)"
    )]
    NotFinite { path: PathBuf, line: usize, column: String, cell: String },
    #[error("column {column:?} of {path:?} has no number in the rows that are read; leave it out (--exclude)")]
    OnlyBlanks { path: PathBuf, column: String },
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
