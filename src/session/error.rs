//! Why a session is refused, one sentence each.

use std::path::PathBuf;

use super::store::StoreError;
use crate::data::DataError;
use crate::train::trainer::NoSuchStep;

/// The version written. Files of an older version are read; of a newer one they are refused.
pub const VERSION: u32 = 7;

/// Why a session cannot be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SessionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot read {path:?}: {source}; check the file and its permissions")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{path:?} is no rnntui session; `rnntui sessions` lists the saved ones")]
    NotASession { path: PathBuf },
    #[error("{path:?} is of version {version}, and this rnntui reads versions 1 to {VERSION}; use a newer rnntui")]
    Newer { path: PathBuf, version: u64 },
    #[error("{path:?} is truncated: its last line, the checksum, is missing; use another copy of it")]
    Truncated { path: PathBuf },
    #[error("{path:?} was edited or damaged: it does not match its checksum; use an untouched copy of it")]
    Edited { path: PathBuf },
    #[error("{path:?} cannot be understood: {reason}; use another copy of it")]
    Malformed { path: PathBuf, reason: String },
    #[error("the data of {path:?} cannot be had: {source}; if it has moved, say where it is with --data")]
    Corpus { path: PathBuf, source: DataError },
    #[error(
        "the data of {path:?} came from standard input and is too large to be kept in it: save its {bytes} bytes to a \
         file and say where that is with --data"
    )]
    Piped { path: PathBuf, bytes: u64 },
    #[error("{path:?}: {source}")]
    Step { path: PathBuf, source: NoSuchStep },
    #[error("{path:?} holds its data itself: leave out --data {data:?}")]
    Inline { path: PathBuf, data: PathBuf },
    #[error(
        "{corpus:?} has changed since {path:?} was saved; put the old data back, or start a new run on the new one"
    )]
    CorpusChanged { path: PathBuf, corpus: PathBuf },
}

impl SessionError {
    /// The error for a part that does not fit.
    pub(super) fn malformed(path: &std::path::Path, reason: impl ToString) -> Self {
        Self::Malformed { path: path.to_owned(), reason: reason.to_string() }
    }
}
