//! Why a file gives no characters, as a sentence for the user.

use std::collections::TryReserveError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::data::encoding::Encoding;

/// Why a file gave no characters, as a sentence for the user. Paths are shown quoted, control characters escaped.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SourceError {
    #[error("there is no file {path:?}; check the name, or run in the directory that holds it")]
    Missing { path: PathBuf },
    #[error("{path:?} is a directory; give a text file in it")]
    Directory { path: PathBuf },
    #[error("the directory {path:?} holds no file (hidden ones and directories in it are not read); give files")]
    NoFile { path: PathBuf },
    #[error(
        "{path:?} is not a regular file but a pipe, socket or device; copy what it yields to a file and give that, or \
         pipe it into `rnntui -`"
    )]
    NotRegular { path: PathBuf },
    #[error("- is standard input, and that is the terminal; pipe data into it, or give a file")]
    Terminal,
    #[error("- is standard input, which can be read only once; give it once")]
    Twice,
    #[error("no permission to read {path:?}; change its permissions (chmod +r) or copy it")]
    Permission { path: PathBuf },
    #[error(
        "{path:?}, line {line} is not {encoding}: the byte at offset {offset} begins no character; say what it is \
         (--encoding windows-1252, euc-kr, ...) or convert it (iconv -f ENCODING -t UTF-8)"
    )]
    Undecodable { path: PathBuf, encoding: String, line: u64, offset: u64 },
    #[error("{path:?} begins as {mark} does, not as {encoding}; leave out --encoding, or give {mark}")]
    OtherMark { path: PathBuf, mark: String, encoding: String },
    #[error("{path:?} is {what}, not text; {remedy}")]
    NotText { path: PathBuf, what: &'static str, remedy: &'static str },
    #[error(
        "{path:?}, line {line} is not text: there is a control character at offset {offset}; give what a program makes \
         text of it, or --encoding utf-8 (or utf-16le, or what it is) to read it as it is"
    )]
    Binary { path: PathBuf, line: u64, offset: u64 },
    #[error("--encoding names {named} encodings for {files} files; give one for all, or one for each")]
    Encodings { named: usize, files: usize },
    #[error("{path:?} begins as gzip does, but cannot be unpacked ({source}); get it anew, or unpack it (gzip -d)")]
    Gzip { path: PathBuf, source: io::Error },
    #[error("{path:?} had {expected} bytes when opened but {found} when read; try again when nothing writes to it")]
    Changed { path: PathBuf, expected: u64, found: u64 },
    #[error("{path:?} has {bytes} bytes, more than there is memory for; give a smaller part of it")]
    TooLarge { path: PathBuf, bytes: u64 },
    #[error("reading {path:?} failed: {source}; check the disk it is on")]
    Io { path: PathBuf, source: io::Error },
    #[error("reading {path:?} was cancelled; nothing was changed")]
    Cancelled { path: PathBuf },
}

impl SourceError {
    /// What the system says of a file.
    pub(super) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing { path },
            ErrorKind::PermissionDenied => Self::Permission { path },
            _ => Self::Io { path, source },
        }
    }

    /// What is wrong with reading, or with unpacking what begins as gzip.
    pub(super) fn from_read(path: &Path, source: io::Error, gzip: bool) -> Self {
        let wrong = [ErrorKind::InvalidInput, ErrorKind::InvalidData, ErrorKind::UnexpectedEof];
        if gzip && wrong.contains(&source.kind()) {
            return Self::Gzip { path: path.to_owned(), source };
        }
        Self::from_io(path, source)
    }
}

/// Why the decoder refuses bytes.
pub(super) enum Refusal {
    /// No character begins here.
    Undecodable {
        /// The line, from 1.
        line: u64,
        /// Bytes before it.
        offset: u64,
    },
    Memory,
}

impl Refusal {
    /// The sentence about a file in this encoding, which has `size` bytes, if that is known.
    pub fn of(self, path: &Path, encoding: Encoding, size: Option<u64>) -> SourceError {
        let path = path.to_owned();
        match self {
            Self::Undecodable { line, offset } => {
                SourceError::Undecodable { path, encoding: encoding.to_string(), line, offset }
            }
            Self::Memory => SourceError::TooLarge { path, bytes: size.unwrap_or_default() },
        }
    }
}

impl From<TryReserveError> for Refusal {
    fn from(_: TryReserveError) -> Self {
        Self::Memory
    }
}
