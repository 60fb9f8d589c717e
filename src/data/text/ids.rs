//! Characters on their way to ids: where words and documents end.

use std::collections::TryReserveError;

use super::reading::{Documents, TextReading};
use crate::data::lexicon::Unit;
use crate::data::source::Sink;
use crate::data::text_vocab::{TextVocab, each_token};
use crate::data::tokens::Tokens;

/// The ids of the characters read so far.
pub(super) struct Ids {
    reading: TextReading,
    pub vocab: TextVocab,
    pub tokens: Tokens,
    /// Where the text of each file ends among them.
    pub files: Vec<usize>,
    /// The places of the tokens that end documents; the first one begins the first document.
    pub documents: Vec<usize>,
    /// The word that is being read.
    word: String,
    /// White space from a line end on, or at the beginning of a line: it may belong to a blank line.
    gap: String,
    /// Whether the document that is being read has a token.
    begun: bool,
}

impl Ids {
    /// Nothing read yet.
    pub fn new(reading: TextReading) -> Self {
        Self {
            reading,
            vocab: TextVocab::new(reading.unit, reading.documents != Documents::None),
            tokens: Tokens::default(),
            files: Vec::new(),
            documents: Vec::new(),
            word: String::new(),
            gap: String::new(),
            begun: false,
        }
    }

    /// Takes a character of a document.
    fn character(&mut self, c: char) -> Result<(), TryReserveError> {
        match self.reading.unit {
            Unit::Chars => {
                let id = self.vocab.intern_char(c);
                self.id(id)
            }
            Unit::Words if c.is_whitespace() => {
                self.end_word()?;
                if c == '\n' { self.token("\n") } else { Ok(()) }
            }
            Unit::Words => {
                self.word.push(c);
                Ok(())
            }
        }
    }

    fn end_word(&mut self) -> Result<(), TryReserveError> {
        let word = std::mem::take(&mut self.word);
        let mut done = Ok(());
        each_token(Unit::Words, &word, |token| {
            if done.is_ok() {
                done = self.token(token);
            }
        });
        done
    }

    fn token(&mut self, token: &str) -> Result<(), TryReserveError> {
        let id = self.vocab.intern_word(token);
        self.id(id)
    }

    fn id(&mut self, id: u32) -> Result<(), TryReserveError> {
        if self.tokens.is_empty() {
            self.end()?;
        }
        self.begun = true;
        self.tokens.push(id)
    }

    /// The token that ends a document and begins the next one, where there are documents.
    fn end(&mut self) -> Result<(), TryReserveError> {
        if let Some(end) = self.vocab.end() {
            self.documents.push(self.tokens.len());
            self.tokens.push(end)?;
        }
        Ok(())
    }

    /// Ends the document that is being read; one without a token is none.
    fn end_document(&mut self) -> Result<(), TryReserveError> {
        self.end_word()?;
        if std::mem::take(&mut self.begun) { self.end() } else { Ok(()) }
    }

    /// What the white space since a line end was, now that something follows it.
    fn end_gap(&mut self) -> Result<(), TryReserveError> {
        let gap = std::mem::take(&mut self.gap);
        let lines = gap.matches('\n').count();
        // Of blank lines only the blanks that indent what follows are text.
        let from = if self.begun && lines < 2 { 0 } else { gap.rfind('\n').map_or(0, |last| last + 1) };
        if lines > 1 {
            self.end_document()?;
        }
        gap[from..].chars().try_for_each(|c| self.character(c))
    }
}

impl Sink for Ids {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        // Words are several times fewer, and make room as they come.
        if self.reading.unit == Unit::Chars { self.tokens.reserve(len) } else { Ok(()) }
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        match self.reading.documents {
            Documents::Line if c == '\n' => {
                self.gap.clear();
                self.end_document()
            }
            Documents::Line if c.is_whitespace() && !self.begun && self.word.is_empty() => {
                self.gap.push(c);
                Ok(())
            }
            Documents::Blank if c == '\n' || (c.is_whitespace() && !self.gap.is_empty()) => {
                // A word ends here, though what the white space is shows later.
                self.end_word()?;
                self.gap.push(c);
                Ok(())
            }
            Documents::Line | Documents::Blank if !self.gap.is_empty() => {
                self.end_gap()?;
                self.character(c)
            }
            _ => self.character(c),
        }
    }

    fn end_file(&mut self) -> Result<(), TryReserveError> {
        self.gap.clear();
        match self.reading.documents {
            Documents::None => self.end_word()?,
            Documents::Line | Documents::Blank | Documents::File => self.end_document()?,
        }
        self.files.push(self.tokens.len());
        Ok(())
    }
}
