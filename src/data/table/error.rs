//! Why a text is no table. Each is one sentence that names the place and the remedy.

use std::path::PathBuf;

/// Why a text is no table, as a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum TableError {
    #[error(
        "{path:?}, line {line} has {found} cells where the other rows have {expected}; \
         add what is missing, or quote a cell that holds the delimiter ({delimiter})"
    )]
    Cells { path: PathBuf, line: usize, found: usize, expected: usize, delimiter: String },
    #[error("{path:?}, line {line}: a quote is opened in this row and never closed; close it or take it out")]
    Quote { path: PathBuf, line: usize },
    #[error(
        "{path:?} has two columns named {name:?}, {} and {}; give each its own name, or read neither", .columns[0],
        .columns[1]
    )]
    Duplicate { path: PathBuf, name: String, columns: [usize; 2] },
    #[error(
        "{path:?} has the columns {found}, and {first:?} has {expected}; \
         give files of the same columns, or train on each by itself"
    )]
    OtherColumns { path: PathBuf, found: Box<str>, first: PathBuf, expected: Box<str> },
    #[error("--{option} {wanted:?} is no column {kind}of {path:?}; give one of these by name or number: {columns}")]
    NoSuchColumn { path: PathBuf, option: &'static str, wanted: Box<str>, kind: &'static str, columns: Box<str> },
}
