//! Pairs of sentences: rows of a source and a target, with a tab between or from a table, read as ids of two lexicons.
//!
//! [`lexicon`](super::lexicon) defines what a token is. Rows hold the tokens of the text only, never a start or an end:
//! a task adds those that its network needs.

use super::columns::{ColumnsError, Sides, decision, range_of};
use super::lexicon::{Lexicon, Unit};
use super::source::{Facts, Progress, Rereadable, Source, unwatched};
use super::table::KEPT_BYTES;
use std::fmt::{self, Write as _};

pub(super) const SIDES: Sides = Sides {
    names: ["source", "target"],
    options: ["source-column", "target-column"],
    headers: [&["source", "src", "input", "question"], &["target", "tgt", "trg", "output", "answer"]],
};

/// Sentences with their translations, at least one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// The sentences that are translated.
    pub source: Side,
    /// Their translations.
    pub target: Side,
    /// The facts of the file's bytes.
    pub facts: Facts,
    /// The columns of sources and targets, by name or number, if they are those of a table.
    pub sides: Option<[String; 2]>,
    /// The table as it was read, if it is small.
    table: Option<String>,
}

/// One column of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its tokens.
    pub lexicon: Lexicon,
    /// The tokens of all rows, one row after the other, unknown ones included.
    ids: Vec<u32>,
    /// The end of each row in `ids`; a row begins at the end of the one before.
    ends: Vec<usize>,
}

impl Pairs {
    /// Reads files of rows `source<TAB>target`, or a table of which `asked` names the columns, and reports to
    /// `progress`.
    ///
    /// # Errors
    /// If the file gives no characters, or a line that is not blank is not such a row; see [`ColumnsError`].
    pub fn read(
        from: Source,
        unit: Unit,
        asked: &[Option<String>; 2],
        progress: &mut Progress,
    ) -> Result<Self, ColumnsError> {
        let (texts, facts) = from.read_files(progress)?;
        let (text, files) = SIDES.joined(texts, asked)?;
        let (mut source, mut target) = (Side::new(unit), Side::new(unit));
        let sides = SIDES.each_row(&text, &files, asked, |left, right| {
            source.push(left);
            target.push(right);
        })?;
        let table = (sides.is_some() && facts.text_bytes <= KEPT_BYTES).then_some(text);
        Ok(Self { source, target, facts, sides, table })
    }

    /// Reads rows that are in memory already by the same rules as a file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, unit: Unit, asked: &[Option<String>; 2]) -> Result<Self, ColumnsError> {
        Self::read(Source::Memory(&[text]), unit, asked, &mut unwatched)
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let decided = self.sides.as_ref().map(|sides| decision(self.rows(), SIDES.names, sides));
        decided.into_iter().chain(self.facts.notes()).collect()
    }

    /// How many pairs there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.source.ends.len()
    }

    /// Makes every token unknown that no row of `training` has, because a network that learns from those rows never
    /// learns its meaning. All ids change: the known tokens are numbered in the order of their first appearance in
    /// `training`. An earlier call has no effect on the result.
    ///
    /// # Panics
    /// If a row of `training` is not below [`rows`](Self::rows).
    pub fn know_only(&mut self, training: &[usize]) {
        self.source.know_only(training);
        self.target.know_only(training);
    }
}

impl Side {
    fn new(unit: Unit) -> Self {
        Self { lexicon: Lexicon::new(unit), ids: Vec::new(), ends: Vec::new() }
    }

    fn push(&mut self, sentence: &str) {
        let tokens = self.lexicon.unit().tokens(sentence);
        self.ids.extend(tokens.into_iter().map(|token| self.lexicon.intern(token)));
        self.ends.push(self.ids.len());
    }

    /// How many tokens this row has, at least 1: its T.
    ///
    /// # Panics
    /// If `row` is not below [`Pairs::rows`], as everywhere.
    #[must_use]
    pub fn len(&self, row: usize) -> usize {
        range_of(row, &self.ends).len()
    }

    /// The tokens of this row as the network reads them: ids below [`Lexicon::len`], with [`UNK`](super::lexicon::UNK)
    /// for unknown tokens.
    pub fn ids(&self, row: usize) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.ids[range_of(row, &self.ends)].iter().map(|&id| self.lexicon.visible(id))
    }

    /// This row as the file has it, for the screen: unknown tokens are shown as they are.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        self.lexicon.join(self.ids[range_of(row, &self.ends)].iter().copied())
    }

    fn know_only(&mut self, training: &[usize]) {
        let of_training = training.iter().flat_map(|&row| &self.ids[range_of(row, &self.ends)]).copied();
        let new_ids = self.lexicon.know_only(of_training, self.ids.iter().copied());
        self.ids.iter_mut().for_each(|id| *id = new_ids[*id as usize]);
    }

    fn write(&self, row: usize, out: &mut Rereadable) -> fmt::Result {
        for (i, &id) in self.ids[range_of(row, &self.ends)].iter().enumerate() {
            let before = if i == 0 { "" } else { self.lexicon.unit().separator() };
            write!(out, "{before}{}", self.lexicon.token(id))?;
        }
        Ok(())
    }
}

/// Writes the rows, words with one blank between them. Reading that in the same way gives the same rows and, unless
/// some were made unknown, the same ids again. Of tables only a small one can be written; [`fmt::Error`] otherwise.
impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Rereadable::new(f);
        if self.sides.is_some() {
            return out.write_str(self.table.as_deref().ok_or(fmt::Error)?);
        }
        for row in 0..self.rows() {
            self.source.write(row, &mut out)?;
            out.write_char('\t')?;
            self.target.write(row, &mut out)?;
            out.write_char('\n')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
