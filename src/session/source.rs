//! What a session says of its data: the data itself if it is small, else where it is.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use crate::config::DataSize;
use crate::data::Names;
use crate::data::series::Fit;
use crate::data::source::is_stdin;
use crate::task::Setup;

/// Data whose characters take up to this many bytes is kept inside the session.
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
        /// Tokens in them, where they are texts.
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
    /// The source of a run on data that is called `name` and was read from these files.
    ///
    /// # Errors
    /// If a path cannot be made absolute or is not UTF-8.
    pub fn new(name: &str, files: &[PathBuf], setup: &Setup) -> std::io::Result<Self> {
        let (data, size) = (setup.data(), setup.size().clone());
        let facts = data.facts();
        let corpus = if facts.text_bytes <= INLINE_CORPUS_BYTES {
            Corpus::Inline(data.texts())
        } else {
            let paths = files.iter().map(absolute).collect::<Result<_, _>>()?;
            let characters = if let DataSize::Text(text) = size { text.tokens } else { 0 };
            Corpus::Files { paths, bytes: facts.bytes, sha256: facts.sha256.clone(), characters }
        };
        Ok(Self { name: name.to_owned(), names: data.names(), size, corpus, fit: None, lesson: None })
    }

    /// Whether the data came from standard input and is too large to be kept, so that it has to be given again.
    pub fn is_lost(&self) -> bool {
        matches!(&self.corpus, Corpus::Files { paths, .. } if paths.iter().any(|path| is_stdin(path)))
    }
}

/// The path as a session can keep it. Standard input has none and keeps its name.
fn absolute(path: &PathBuf) -> std::io::Result<PathBuf> {
    if is_stdin(path) {
        return Ok(path.clone());
    }
    let absolute = std::path::absolute(path)?;
    if absolute.to_str().is_none() {
        let reason = format!("{path:?} is not UTF-8, and a session could not name it: rename the file");
        return Err(Error::new(ErrorKind::InvalidFilename, reason));
    }
    Ok(absolute)
}
