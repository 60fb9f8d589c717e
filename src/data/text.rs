//! A text, of any size and in one file or several, as a sequence of ids: of its characters, or of its words.
//!
//! Characters become ids as they are read; the whole text must never be in memory. Where it consists of documents, a
//! token stands before the first one and after each: `<EOS> a b <EOS> c <EOS>`.

mod ids;
mod reading;

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

pub use self::reading::{Documents, TextReading};

use self::ids::Ids;
use super::lexicon::Unit;
use super::source::{Facts, Progress, Rereadable, Source, SourceError, unwatched};
use super::split::Parts;
use super::text_vocab::{TextVocab, Token};
use super::tokens::Tokens;

/// A corpus: its tokens, in order, as ids of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it is made of, by first appearance.
    pub vocab: Arc<TextVocab>,
    /// The text as ids, at least 2: that of all files, one after the other.
    pub tokens: Tokens,
    /// The places of the tokens that end documents, and before them 0, where the first one begins: document i is read
    /// from place i of this list on, and ends with the token at the next. Empty where there are no documents.
    pub documents: Vec<usize>,
    /// The facts of the file's bytes.
    pub facts: Facts,
    /// How it was read.
    reading: TextReading,
    /// Where the text of each file ends among the tokens; it begins at the end of the one before.
    files: Vec<usize>,
    /// The words that stand where the tokens say that they are unknown, by place.
    rare: Vec<(usize, Arc<str>)>,
}

/// Why a text could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum TextError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("{path:?} is empty; give a text of at least 2 characters")]
    Empty { path: PathBuf },
    #[error("{path:?} holds only one {token}; a text to learn from needs at least 2")]
    One { path: PathBuf, token: &'static str },
}

impl Text {
    /// Reads text files and reports to `progress`.
    ///
    /// # Errors
    /// If the files give no characters ([`SourceError`]) or fewer than 2 tokens.
    pub fn read(source: Source, reading: TextReading, progress: &mut Progress) -> Result<Self, TextError> {
        let mut ids = Ids::new(reading);
        let facts = source.read(&mut ids, progress)?;
        let Ids { vocab, mut tokens, files, documents, .. } = ids;
        match tokens.len() {
            0 => return Err(TextError::Empty { path: source.path() }),
            1 => {
                let token = if reading.unit == Unit::Chars { "character" } else { "word" };
                return Err(TextError::One { path: source.path(), token });
            }
            _ => tokens.shrink_to_fit(),
        }
        Ok(Self { vocab: Arc::new(vocab), tokens, documents, facts, reading, files, rare: Vec::new() })
    }

    /// The text of each file. Reading them in the same way gives the same tokens again: they are without byte-order
    /// mark and with LF line ends; of a text that is read in words, the white space is what it must be. Meant for small
    /// texts.
    pub fn texts(&self) -> Vec<String> {
        let starts = std::iter::once(0).chain(self.files.iter().copied());
        starts.zip(&self.files).map(|(start, &end)| FileText(self, start..end).to_string()).collect()
    }

    /// The text that the tokens at these places stand for. That of a text read in words has a blank between two words.
    #[must_use]
    pub fn part(&self, places: Range<usize>) -> String {
        let mut text = String::new();
        self.write_part(places, &mut text).expect("writing to a String does not fail");
        text
    }

    fn write_part(&self, places: Range<usize>, out: &mut impl fmt::Write) -> fmt::Result {
        let mut rare = self.rare[self.rare.partition_point(|(place, _)| *place < places.start)..].iter();
        let mut after_word = false;
        for place in places {
            let word = match self.vocab.token(self.tokens.get(place)) {
                Token::Word(known) => Some(known),
                Token::Unknown => rare.next().map(|(_, word)| Arc::clone(word)),
                Token::Char(c) => {
                    out.write_char(c)?;
                    None
                }
                Token::End => {
                    // The first one stands before the first document.
                    out.write_str(if place > 0 { self.reading.documents.separator() } else { "" })?;
                    None
                }
            };
            if std::mem::replace(&mut after_word, word.is_some()) && word.is_some() {
                out.write_char(' ')?;
            }
            out.write_str(word.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.facts.notes();
        if let Some(documents) = self.documents.len().checked_sub(1) {
            let tokens = if self.reading.unit == Unit::Chars { "characters" } else { "words" };
            let mean = (self.tokens.len() - self.documents.len()) / documents;
            let s = if documents == 1 { "" } else { "s" };
            notes.push(format!(
                "{documents} document{s}, of {mean} {tokens} on average: {}.",
                self.reading.documents.says()
            ));
        }
        if let (Some(unknown), false) = (self.vocab.unknown(), self.rare.is_empty()) {
            let (rare, all) = (self.rare.len(), self.tokens.len() - self.documents.len());
            notes.push(format!("{rare} of {all} words are rare, and read as {}.", self.vocab.token(unknown)));
        }
        notes
    }

    /// Of a text that is read in words, keeps those that stand at least `min_count` times among the first `training`
    /// tokens, in the order of their first appearance; every other word is unknown from now on. A text of characters
    /// keeps all.
    pub fn know_only(&mut self, training: usize, min_count: usize) {
        if self.reading.unit == Unit::Chars {
            return;
        }
        let old = Arc::clone(&self.vocab);
        let special = old.len() - old.words().len();
        let mut counts = vec![0_usize; old.len()];
        (0..training).for_each(|place| counts[self.tokens.get(place) as usize] += 1);
        let mut vocab = TextVocab::new(Unit::Words, old.end().is_some());
        // The special tokens stay what they are.
        let mut new_ids: Vec<Option<u32>> = (0..).take(special).map(Some).collect();
        new_ids.resize(old.len(), None);
        for place in 0..training {
            let id = self.tokens.get(place);
            let new = &mut new_ids[id as usize];
            if new.is_none() && counts[id as usize] >= min_count {
                *new = Some(vocab.intern_word(&old.token(id).to_string()));
            }
        }
        let unknown = vocab.unknown().expect("a vocabulary of words has a token for others");
        for place in 0..self.tokens.len() {
            let id = self.tokens.get(place);
            let new = new_ids[id as usize];
            // No id becomes a larger one: those known now stand in the same order as before.
            self.tokens.set(place, new.unwrap_or(unknown));
            if new.is_none() {
                let word = match old.token(id) {
                    Token::Word(word) => word,
                    line_end => line_end.to_string().into(),
                };
                self.rare.push((place, word));
            }
        }
        self.tokens.shrink_to_fit();
        self.vocab = Arc::new(vocab);
    }

    /// The places of the tokens in each part: training, validation, test. Documents are never cut: a part that is to
    /// have something has one at least, as long as there are as many.
    #[must_use]
    pub fn parts(&self, parts: Parts) -> [Range<usize>; 3] {
        let all = self.tokens.len();
        let (mut first, mut second) = (parts.training, parts.training + parts.validation);
        if let Some((_, ends)) = self.documents.split_first() {
            // After each document, and how many are before that.
            let nearest = |wanted: usize| {
                (1..=ends.len()).min_by_key(|&count| (ends[count - 1] + 1).abs_diff(wanted)).unwrap_or(1)
            };
            let (mut trained, all) = (nearest(first), ends.len());
            let mut validated = if parts.test == 0 { all } else { nearest(second).max(trained) };
            if parts.validation == 0 {
                validated = trained;
            }
            let wanted = |share: usize| usize::from(share > 0);
            validated = validated.min(all - wanted(parts.test)).max(1);
            trained = trained.min(validated - wanted(parts.validation)).max(1).min(validated);
            (first, second) = (ends[trained - 1] + 1, ends[validated - 1] + 1);
        }
        [0..first, first..second, second..all]
    }
}

impl FromStr for Text {
    type Err = TextError;

    /// Reads the characters of a text that is in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::read(Source::Memory(&[text]), TextReading::CHARACTERS, &mut unwatched)
    }
}

/// The text of one file.
struct FileText<'a>(&'a Text, Range<usize>);

impl fmt::Display for FileText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, places) = self;
        text.write_part(places.clone(), &mut Rereadable::new(f))
    }
}

#[cfg(test)]
mod tests;
