//! Turning files into numbers a network can be trained on, and choosing which of them make up a batch.
//!
//! [`text`] reads a UTF-8 file into character ids, [`vocab`] knows which character an id stands for,
//! [`batches`] says where windows and streams begin and lays them out time-major, and [`shuffle`] visits
//! windows in a seeded order without storing it.
//!
//! Nothing here knows a thread, a terminal, or a file format of ours; nothing here writes a file.

use std::fmt;
use std::path::Path;

pub mod batches;
pub mod shuffle;
pub mod source;
pub mod text;
pub mod tokens;
pub mod vocab;

pub use batches::{Streams, Windows, fill_time_major};
pub use shuffle::Shuffle;
pub use source::{Facts, Progress, SourceError};
pub use text::{Text, TextError};
pub use tokens::Tokens;
pub use vocab::{Vocab, VocabError};

/// What a run learns from, read and checked.
///
/// Written with `to_string` it is text that reads as the same data again.
#[derive(Debug, Clone)]
pub enum Data {
    /// A text.
    Text(Text),
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Characters.
    Text,
}

/// Why a file gave no data, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each kind of data has its own sentences")]
pub enum DataError {
    #[error(transparent)]
    Text(#[from] TextError),
}

/// The names of what a network reads and says, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lexicon {
    /// Characters of a text.
    Characters(Vocab),
}

impl Lexicon {
    /// The characters, where tokens are characters.
    pub fn characters(&self) -> &[char] {
        match self {
            Self::Characters(vocab) => vocab.chars(),
        }
    }
}

impl Data {
    /// Reads a file of this format; `progress` is told of it.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn read(path: &Path, format: Format, progress: &mut Progress) -> Result<Self, DataError> {
        Ok(match format {
            Format::Text => Self::Text(Text::read(path, progress)?),
        })
    }

    /// Reads what is in memory already, by the same rules.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn parse(text: &str, format: Format) -> Result<Self, DataError> {
        Ok(match format {
            Format::Text => Self::Text(text.parse()?),
        })
    }

    /// What the file's bytes were.
    pub fn facts(&self) -> &Facts {
        match self {
            Self::Text(text) => &text.facts,
        }
    }

    /// The names of its indices.
    pub fn lexicon(&self) -> Lexicon {
        match self {
            Self::Text(text) => Lexicon::Characters(text.vocab.clone()),
        }
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
        }
    }
}
