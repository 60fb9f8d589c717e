//! What a session says of its data: the data itself if it is small, else where it is.

use std::path::{Path, PathBuf};

use crate::config::DataSize;
use crate::data::Names;
use crate::data::series::Fit;
use crate::task::Setup;

/// Data of up to this many bytes is kept inside the session.
pub const INLINE_CORPUS_BYTES: u64 = 64 * 1024;

/// The files that a run learns from.
#[derive(Debug, Clone, PartialEq)]
pub enum Corpus {
    /// The characters of small ones, an entry a file.
    Inline(Vec<String>),
    /// Where large ones are, and what they were when the run began.
    Files {
        /// Their absolute paths, in the order in which they are read.
        paths: Vec<PathBuf>,
        /// Their sizes together.
        bytes: u64,
        /// SHA-256 of the bytes of all, one after the other, in hexadecimal.
        sha256: String,
        /// Characters in them, where they are texts.
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
    /// How the values of a series are scaled; none for other data, and for sessions of before.
    pub fit: Option<Fit>,
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
            Corpus::Inline(vec![data.to_string()])
        } else {
            let characters = if let DataSize::Text(text) = size { text.characters } else { 0 };
            Corpus::Files { paths: vec![absolute], bytes: facts.bytes, sha256: facts.sha256.clone(), characters }
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, names: data.names(), size, corpus, fit: None, lesson: None })
    }
}
