//! Labelled texts: rows of a label and a text, with a tab between or from a table, read as ids of classes and of
//! characters.
//!
//! A label is trimmed of white space; a text is kept as it is, to its last space. Labels and characters get their ids
//! in the order of their first appearance. What a text means must never be decided here.
//!
//! A network reads the characters, or after [`Labelled::read_words`] the words: [`Labelled::places`], [`Labelled::id`],
//! [`Labelled::vocabulary`] and [`Labelled::name`] are all that it sees of a text. The texts themselves stay.

mod words;

use self::words::Words;
use super::columns::{ColumnsError, Sides, decision, range_of};
use super::lexicon::{Lexicon, Unit};
use super::source::{Facts, Progress, Rereadable, Source, SourceError, unwatched};
use super::table::KEPT_BYTES;
use super::tokens::Tokens;
use super::vocab::Vocab;
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::str::FromStr;

pub(super) const SIDES: Sides = Sides {
    names: ["label", "text"],
    options: ["label-column", "text-column"],
    headers: [
        &["label", "labels", "class", "category", "topic", "sentiment", "intent", "tag", "target", "language"],
        &[
            "text",
            "sentence",
            "content",
            "message",
            "review",
            "body",
            "comment",
            "title",
            "headline",
            "description",
            "question",
            "utterance",
            "tweet",
            "document",
        ],
    ],
};

/// Texts with their classes, at least one. Each row keeps only the end of its text and the id of its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The classes by id.
    pub labels: Vec<String>,
    /// The characters of all texts.
    pub vocab: Vocab,
    /// All texts as ids, one after the other.
    pub tokens: Tokens,
    /// The facts of the file's bytes.
    pub facts: Facts,
    /// The columns of labels and texts, by name or number, if they are those of a table.
    pub sides: Option<[String; 2]>,
    label_ids: Vec<u32>,
    /// The end of each row's text in `tokens`; it begins at the end of the one before.
    ends: Vec<usize>,
    /// The words of the texts, where a network reads these.
    words: Option<Box<Words>>,
    /// The table as it was read, if it is small.
    table: Option<String>,
}

/// All rows have one label, so there is nothing to learn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("every row has the label {label:?}; to learn to tell classes apart, give rows of at least 2 labels")]
pub struct OneClass {
    /// The only label.
    pub label: String,
}

impl Labelled {
    /// Reads files of rows `label<TAB>text`, or a table of which `asked` names the columns, and reports to `progress`.
    ///
    /// # Errors
    /// If the file gives no characters, or a line that is not blank is not such a row; see [`ColumnsError`].
    pub fn read(source: Source, asked: &[Option<String>; 2], progress: &mut Progress) -> Result<Self, ColumnsError> {
        let (texts, facts) = source.read_files(progress)?;
        let (text, files) = SIDES.joined(texts, asked)?;
        let too_large = |_| SourceError::TooLarge { path: source.path(), bytes: facts.bytes };
        let (mut labels, mut label_ids, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut vocab = Vocab::new();
        let mut tokens = Tokens::with_room(text.len()).map_err(too_large)?;
        let mut filled = Ok(());
        let sides = SIDES.each_row(&text, &files, asked, |label, content| {
            let label = label.trim();
            label_ids.push(ids.get(label).copied().unwrap_or_else(|| {
                let id = u32::try_from(labels.len()).expect("a file with 2^32 labels is larger than any memory");
                labels.push(label.to_owned());
                ids.insert(label.to_owned(), id);
                id
            }));
            for c in content.chars() {
                if let Err(e) = tokens.push(vocab.intern(c)) {
                    filled = Err(e);
                }
            }
            ends.push(tokens.len());
        })?;
        filled.map_err(too_large)?;
        tokens.shrink_to_fit();
        let table = (sides.is_some() && facts.text_bytes <= KEPT_BYTES).then_some(text);
        Ok(Self { labels, vocab, tokens, facts, sides, label_ids, ends, words: None, table })
    }

    /// Reads rows that are in memory already by the same rules as a file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, asked: &[Option<String>; 2]) -> Result<Self, ColumnsError> {
        Self::read(Source::Memory(&[text]), asked, &mut unwatched)
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let decided = self.sides.as_ref().map(|sides| decision(self.rows(), SIDES.names, sides));
        decided.into_iter().chain(self.facts.notes()).collect()
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The id of this row's label.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows), as everywhere.
    #[must_use]
    pub fn label(&self, row: usize) -> u32 {
        self.label_ids[row]
    }

    /// The ids of all rows' labels.
    #[must_use]
    pub fn label_ids(&self) -> &[u32] {
        &self.label_ids
    }

    /// Lets a network read words from now on: those that the rows of `training` have at least `min_count` times. All
    /// others are read as the unknown token. An earlier call has no effect on the result.
    ///
    /// # Panics
    /// If a row of `training` is not below [`rows`](Self::rows).
    pub fn read_words(&mut self, training: &[usize], min_count: usize) {
        self.words = Some(Box::new(Words::new(self.rows(), |row| self.text(row), training, min_count)));
    }

    /// The words that a network knows, with their special tokens; none where it reads characters.
    #[must_use]
    pub fn lexicon(&self) -> Option<&Lexicon> {
        self.words.as_ref().map(|words| &words.lexicon)
    }

    /// How many words of these rows a network does not know; none where it reads characters.
    #[must_use]
    pub fn unknown_words(&self, rows: &[usize]) -> usize {
        self.words.as_ref().map_or(0, |words| words.unknown(rows))
    }

    /// How many words a text has on average.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean for a default")]
    pub fn mean_words(&self) -> f64 {
        let words: usize = (0..self.rows()).map(|row| Unit::Words.tokens(&self.text(row)).len()).sum();
        words as f64 / self.rows() as f64
    }

    /// Where the tokens of this row are that a network reads: never empty, and its length is T of the row.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    #[must_use]
    pub fn places(&self, row: usize) -> Range<usize> {
        match &self.words {
            Some(words) => words.places(row),
            None => self.range(row),
        }
    }

    /// The token at such a place, below [`vocabulary`](Self::vocabulary).
    #[must_use]
    pub fn id(&self, place: usize) -> u32 {
        match &self.words {
            Some(words) => words.id(place),
            None => self.tokens.get(place),
        }
    }

    /// V, how many different tokens a network reads; of words the special ones are among them.
    #[must_use]
    pub fn vocabulary(&self) -> usize {
        self.lexicon().map_or(self.vocab.len(), Lexicon::len)
    }

    /// What a token is called on the screen.
    ///
    /// # Panics
    /// If `id` is not below [`vocabulary`](Self::vocabulary).
    #[must_use]
    pub fn name(&self, id: u32) -> String {
        self.lexicon().map_or_else(|| self.vocab.char(id).to_string(), |lexicon| lexicon.token(id).to_owned())
    }

    /// How many tokens a network reads in all rows.
    #[must_use]
    pub fn token_count(&self) -> usize {
        self.words.as_ref().map_or(self.tokens.len(), |words| words.len())
    }

    /// Where the characters of this row's text are in [`tokens`](Self::tokens); never empty.
    #[must_use]
    pub fn range(&self, row: usize) -> Range<usize> {
        range_of(row, &self.ends)
    }

    /// This row's text.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        self.chars(row).collect()
    }

    fn chars(&self, row: usize) -> impl Iterator<Item = char> + '_ {
        self.range(row).map(|i| self.vocab.char(self.tokens.get(i)))
    }

    /// Whether there are at least two classes.
    ///
    /// # Errors
    /// If all rows have the same label.
    pub fn check_classes(&self) -> Result<(), OneClass> {
        match &self.labels[..] {
            [label] => Err(OneClass { label: label.clone() }),
            _ => Ok(()),
        }
    }
}

impl FromStr for Labelled {
    type Err = ColumnsError;

    /// Reads rows that are in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        Self::parse(text, &[None, None])
    }
}

/// Writes the rows as they were read. Reading that in the same way gives the same rows and ids again. Of tables only a
/// small one can be written; [`fmt::Error`] otherwise.
impl fmt::Display for Labelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Rereadable::new(f);
        if self.sides.is_some() {
            return out.write_str(self.table.as_deref().ok_or(fmt::Error)?);
        }
        for row in 0..self.rows() {
            write!(out, "{}\t", self.labels[self.label(row) as usize])?;
            self.chars(row).try_for_each(|c| out.write_char(c))?;
            out.write_char('\n')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
