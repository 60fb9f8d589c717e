//! The characters of a corpus and their ids, in order of first appearance.
//!
//! The order is part of a session: weights are rows by id, so it must never depend on anything but the text.

use std::collections::HashMap;

/// Marks an ASCII character that has no id. No vocabulary gets this long: Unicode has 1,112,064 scalar values.
const ABSENT: u32 = u32::MAX;

/// Characters (Unicode scalar values) by id and ids by character. Ids are `0..len`.
#[derive(Debug, Clone)]
pub struct Vocab {
    chars: Vec<char>,
    /// The ids of ASCII characters: most text is mostly ASCII, and a table is several times faster than hashing.
    ascii: Box<[u32; 128]>,
    rest: HashMap<char, u32>,
}

/// Why a list of characters cannot be a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabError {
    /// The character is in the list twice, so it would have two ids.
    #[error("the vocabulary holds the character {0:?} twice; each character may stand there once")]
    Duplicate(char),
}

impl Vocab {
    pub(super) fn new() -> Self {
        Self { chars: Vec::new(), ascii: Box::new([ABSENT; 128]), rest: HashMap::new() }
    }

    /// A vocabulary in which the id of a character is its place in `chars`.
    ///
    /// # Errors
    /// [`VocabError::Duplicate`] names the first character that stands there twice.
    pub fn from_chars(chars: Vec<char>) -> Result<Self, VocabError> {
        let mut vocab = Self::new();
        for c in chars {
            let known = vocab.len();
            vocab.intern(c);
            if vocab.len() == known {
                return Err(VocabError::Duplicate(c));
            }
        }
        Ok(vocab)
    }

    /// The id of `c`, which is given the next free one if it has none yet.
    pub(super) fn intern(&mut self, c: char) -> u32 {
        if let Some(id) = self.id(c) {
            return id;
        }
        let id = u32::try_from(self.chars.len()).expect("there are fewer scalar values than u32s");
        self.chars.push(c);
        match self.ascii.get_mut(c as usize) {
            Some(slot) => *slot = id,
            None => drop(self.rest.insert(c, id)),
        }
        id
    }

    /// How many characters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether there is no character at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character with this id.
    ///
    /// # Panics
    /// If `id` is not below [`len`](Self::len).
    #[must_use]
    pub fn char(&self, id: u32) -> char {
        self.chars[id as usize]
    }

    /// The id of this character, if the vocabulary has it.
    #[must_use]
    pub fn id(&self, c: char) -> Option<u32> {
        match self.ascii.get(c as usize) {
            Some(&id) => (id != ABSENT).then_some(id),
            None => self.rest.get(&c).copied(),
        }
    }

    /// All characters; the place of each is its id.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }
}

impl Default for Vocab {
    /// A vocabulary of no character.
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Vocab {
    fn eq(&self, other: &Self) -> bool {
        self.chars == other.chars
    }
}

impl Eq for Vocab {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_first_appearance_in_ascii_and_beyond() {
        let mut vocab = Vocab::new();
        let ids: Vec<u32> = "b가a\u{80}b🚢가\u{7f}".chars().map(|c| vocab.intern(c)).collect();
        assert_eq!(ids, [0, 1, 2, 3, 0, 4, 1, 5]);
        assert_eq!(vocab.chars(), ['b', '가', 'a', '\u{80}', '🚢', '\u{7f}']);
        for (id, &c) in (0..).zip(vocab.chars()) {
            assert_eq!((vocab.id(c), vocab.char(id)), (Some(id), c));
        }
        assert_eq!((vocab.id('z'), vocab.id('나')), (None, None));
    }

    #[test]
    fn a_list_of_characters_is_taken_as_it_is_unless_one_repeats() {
        let vocab = Vocab::from_chars(vec!['x', '한', 'a']).unwrap();
        assert_eq!((vocab.id('한'), vocab.len(), vocab.is_empty()), (Some(1), 3, false));
        assert_eq!(Vocab::from_chars(vec!['x', '한', '한']), Err(VocabError::Duplicate('한')));
        assert!(Vocab::from_chars(vec![]).unwrap().is_empty());
    }
}
