//! What a session says of how its net answers: the words that it knows, and how long an answer may be.

use super::format::Session;
use crate::config::{DataSize, TaskConfig};
use crate::data::{Lexicon, Names};

/// An answer may be this many times as long as the longest one that was learnt.
const ROOM: usize = 2;
const CHECKED: &str = "a session was checked to have the names and the size of its task";

impl Session {
    /// The most tokens of a text that a generator writes, or of a translation.
    ///
    /// # Panics
    /// If its net writes nothing of a length of its own.
    pub fn longest_answer(&self) -> usize {
        let longest = match self.source.size {
            DataSize::Labelled { longest, .. } => longest,
            DataSize::Pairs { longest: (_, target), .. } => target,
            DataSize::Text(_) | DataSize::Series { .. } => unreachable!("{CHECKED}"),
        };
        longest.saturating_mul(ROOM)
    }

    /// What a translator reads and writes.
    ///
    /// # Panics
    /// If it is a session of another task.
    pub fn lexicons(&self) -> (Lexicon, Lexicon) {
        let (Names::Pairs { source, target }, TaskConfig::Translate(translate)) =
            (&self.source.names, &self.checkpoint.config.task)
        else {
            unreachable!("{CHECKED}")
        };
        let lexicon = |names: &[String]| Lexicon::from_tokens(translate.tokens, names.to_vec()).expect(CHECKED);
        (lexicon(source), lexicon(target))
    }
}
