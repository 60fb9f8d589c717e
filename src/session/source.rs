//! What a session says of its data: the data itself if it is small, else where it is.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::DataSize;
use crate::data::Names;
use crate::task::Setup;

/// Data of up to this many bytes is kept inside the session.
pub const INLINE_CORPUS_BYTES: u64 = 64 * 1024;

/// The file a run learns from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Corpus {
    /// A small one's content.
    Inline(String),
    /// Where a large one is, and what it was when the run began.
    File {
        /// Its absolute path.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
        /// Characters in it, where it is a text.
        characters: usize,
    },
}

/// What a session says of its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The data file's name without its folder, for headlines.
    pub name: String,
    /// What the network's indices stand for.
    pub names: Names,
    /// How much there is.
    pub size: DataSize,
    /// The data.
    pub corpus: Corpus,
    /// The lesson and the part of it that the run belongs to.
    pub lesson: Option<(String, String)>,
}

impl Source {
    /// The source of a run on data read from `path`.
    ///
    /// # Errors
    /// If the path cannot be made absolute or is not UTF-8.
    pub fn new(path: &Path, setup: &Setup) -> std::io::Result<Self> {
        let absolute = std::path::absolute(path)?;
        if absolute.to_str().is_none() {
            let reason = format!("{path:?} is not UTF-8, and a session could not name it: rename the file");
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidFilename, reason));
        }
        let (data, size) = (setup.data(), setup.size().clone());
        let facts = data.facts();
        let corpus = if facts.bytes <= INLINE_CORPUS_BYTES {
            Corpus::Inline(data.to_string())
        } else {
            let characters = if let DataSize::Text(text) = size { text.characters } else { 0 };
            Corpus::File { path: absolute, bytes: facts.bytes, sha256: facts.sha256.clone(), characters }
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, names: data.names(), size, corpus, lesson: None })
    }
}
