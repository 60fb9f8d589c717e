//! Turning files into numbers a network can be trained on, and choosing which of them make up a batch.
//!
//! [`source`] turns a file into checked characters. What they mean is each reader's own logic: [`text`] (one long
//! sequence of [`tokens`] of a [`vocab`]), [`series`] (columns of numbers over time, CSV), [`labelled`] (texts with a
//! label) and [`pairs`] (sentences of two [`lexicon`]s), the latter two in rows of two [`columns`]. Reading is a pure
//! function of the characters, and each kind of data writes (`Display`) what reads as itself again, so that a session
//! can keep it.
//!
//! [`batches`] says where windows and streams of a text begin and lays them out time-major, [`split`] which rows of a
//! table are held out, [`epoch`] which examples make up a batch, and [`shuffle`] visits them in a seeded order without
//! storing it.
//!
//! Nothing here knows a thread, a terminal, or a file format of ours; nothing here writes a file.

use std::fmt;
use std::path::Path;

pub mod batches;
pub mod columns;
pub mod epoch;
pub mod labelled;
pub mod lexicon;
pub mod pairs;
pub mod series;
pub mod shuffle;
pub mod source;
pub mod split;
pub mod text;
pub mod tokens;
pub mod vocab;

pub use batches::{Streams, Windows, fill_time_major};
pub use columns::ColumnsError;
pub use epoch::Epoch;
pub use labelled::{Labelled, OneClass};
pub use lexicon::{Encoded, Lexicon, LexiconError, Unit};
pub use pairs::{Pairs, Side};
pub use series::{Series, SeriesError};
pub use shuffle::Shuffle;
pub use source::{Facts, Progress, SourceError};
pub use split::Split;
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
