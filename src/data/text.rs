//! A UTF-8 text, of any size, as a sequence of character ids.
//!
//! Characters become ids as they are read; the whole text must never be in memory.

use super::source::{Facts, Progress, Rereadable, Sink, Source, SourceError, unwatched};
use super::tokens::Tokens;
use super::vocab::Vocab;
use std::collections::TryReserveError;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A corpus: its characters, in order, as ids of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The characters, by first appearance.
    pub vocab: Vocab,
    /// The text as ids, at least 2.
    pub tokens: Tokens,
    /// The facts of the file's bytes.
    pub facts: Facts,
}

/// Why a text could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum TextError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("{path:?} is empty; give a text of at least 2 characters")]
    Empty { path: PathBuf },
    #[error("{path:?} holds only one character; a text to learn from needs at least 2")]
    OneCharacter { path: PathBuf },
}

impl Text {
    /// Reads a text file and reports to `progress`.
    ///
    /// # Errors
    /// If the file gives no characters ([`SourceError`]) or fewer than 2.
    pub fn read(path: &Path, progress: &mut Progress) -> Result<Self, TextError> {
        Self::from_source(Source::File(path), progress)
    }

    fn from_source(source: Source, progress: &mut Progress) -> Result<Self, TextError> {
        let mut ids = Ids { vocab: Vocab::new(), tokens: Tokens::default() };
        let facts = source.read(&mut ids, progress)?;
        let Ids { vocab, mut tokens } = ids;
        match tokens.len() {
            0 => return Err(TextError::Empty { path: source.path() }),
            1 => return Err(TextError::OneCharacter { path: source.path() }),
            _ => tokens.shrink_to_fit(),
        }
        Ok(Self { vocab, tokens, facts })
    }
}

impl FromStr for Text {
    type Err = TextError;

    /// Reads text that is in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::from_source(Source::Memory(text), &mut unwatched)
    }
}

/// Writes the text as it was read: without byte-order mark, with LF line ends. Parsing it gives the same tokens again.
/// Meant for small texts.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Rereadable::new(f);
        self.tokens.iter().try_for_each(|id| out.write_char(self.vocab.char(id)))
    }
}

struct Ids {
    vocab: Vocab,
    tokens: Tokens,
}

impl Sink for Ids {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.tokens = Tokens::with_room(len)?;
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        let id = self.vocab.intern(c);
        self.tokens.push(id)
    }
}

#[cfg(test)]
mod tests;
