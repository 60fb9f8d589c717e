//! What a session says of how its net answers: the tokens that it knows, and how long an answer may be.

use std::collections::BTreeSet;
use std::path::Path;

use super::format::Session;
use crate::config::{DataSize, TaskConfig};
use crate::data::{Lexicon, Names, TextVocab, Unit};
use crate::exit::Failure;

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

    /// What a text's net reads and writes.
    ///
    /// # Panics
    /// If it is a session of another task.
    pub fn vocabulary(&self) -> &TextVocab {
        let Names::Text(vocab) = &self.source.names else { unreachable!("{CHECKED}") };
        vocab
    }

    /// The tokens of a text that a text's net is given, and what there is to say of it: a word that is not known is
    /// read as such. `path` is the session's, `from` where the text stands.
    ///
    /// # Errors
    /// If it has a character that is not known.
    pub fn tokens_of(&self, path: &Path, text: &str, from: &str) -> Result<(Vec<u32>, Vec<String>), Failure> {
        let vocab = self.vocabulary();
        let mut unknown = BTreeSet::new();
        let mut first = None;
        let tokens = vocab.encode(text, |token| {
            first = first.or(token.chars().next());
            unknown.insert(token.to_owned());
        });
        if let (Some(c), Unit::Chars) = (first, vocab.unit()) {
            let sentence = format!("the text that {path:?} learnt has no {c:?}: leave it out of {from}");
            return Err(Failure::Input(sentence));
        }
        let note = |word| format!("{word:?} is no word that {path:?} knows, and read as <UNK>");
        Ok((tokens, unknown.into_iter().map(note).collect()))
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
