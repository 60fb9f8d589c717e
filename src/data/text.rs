//! A text, of any size and in one file or several, as a sequence of character ids.
//!
//! Characters become ids as they are read; the whole text must never be in memory.

use super::source::{Facts, Progress, Rereadable, Sink, Source, SourceError, unwatched};
use super::tokens::Tokens;
use super::vocab::Vocab;
use std::collections::TryReserveError;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

/// A corpus: its characters, in order, as ids of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The characters, by first appearance.
    pub vocab: Vocab,
    /// The text as ids, at least 2: that of all files, one after the other.
    pub tokens: Tokens,
    /// Where the text of each file ends among them; it begins at the end of the one before.
    pub ends: Vec<usize>,
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
    /// Reads text files and reports to `progress`.
    ///
    /// # Errors
    /// If the files give no characters ([`SourceError`]) or fewer than 2.
    pub fn read(source: Source, progress: &mut Progress) -> Result<Self, TextError> {
        let mut ids = Ids { vocab: Vocab::new(), tokens: Tokens::default(), ends: Vec::new() };
        let facts = source.read(&mut ids, progress)?;
        let Ids { vocab, mut tokens, ends } = ids;
        match tokens.len() {
            0 => return Err(TextError::Empty { path: source.path() }),
            1 => return Err(TextError::OneCharacter { path: source.path() }),
            _ => tokens.shrink_to_fit(),
        }
        Ok(Self { vocab, tokens, ends, facts })
    }

    /// The text of each file as it was read: without byte-order mark, with LF line ends. Reading them gives the same
    /// tokens again. Meant for small texts.
    pub fn texts(&self) -> Vec<String> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| Part(self, start..end).to_string()).collect()
    }
}

impl FromStr for Text {
    type Err = TextError;

    /// Reads text that is in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::read(Source::Memory(&[text]), &mut unwatched)
    }
}

/// The text of one file.
struct Part<'a>(&'a Text, Range<usize>);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, range) = self;
        let mut out = Rereadable::new(f);
        range.clone().try_for_each(|at| out.write_char(text.vocab.char(text.tokens.get(at))))
    }
}

struct Ids {
    vocab: Vocab,
    tokens: Tokens,
    ends: Vec<usize>,
}

impl Sink for Ids {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.tokens.reserve(len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        let id = self.vocab.intern(c);
        self.tokens.push(id)
    }

    fn end_file(&mut self) {
        self.ends.push(self.tokens.len());
    }
}

#[cfg(test)]
mod tests;
