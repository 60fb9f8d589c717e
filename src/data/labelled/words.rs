//! The words of labelled texts and their ids: what a network reads that knows words instead of characters.
//!
//! The words known are those of the rows trained on, so that a word of a held-out row is as new to the net as one of
//! tomorrow. Nothing here changes a text.

use std::collections::HashMap;

use crate::data::columns::range_of;
use crate::data::lexicon::{Lexicon, UNK, Unit};

/// All texts as ids of words, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub lexicon: Lexicon,
    ids: Vec<u32>,
    /// The end of each row in `ids`; it begins at the end of the one before.
    ends: Vec<usize>,
}

impl Words {
    /// The words of `rows` texts. Known are those that the texts of `training` have at least `min_count` times in all,
    /// in the order of their first appearance there; every other one is read as `UNK`.
    pub fn new(rows: usize, text: impl Fn(usize) -> String, training: &[usize], min_count: usize) -> Self {
        let mut counts = HashMap::<String, (usize, usize)>::new();
        for &row in training {
            for word in Unit::Words.tokens(&text(row)) {
                if let Some((_, count)) = counts.get_mut(word) {
                    *count += 1;
                } else {
                    counts.insert(word.to_owned(), (counts.len(), 1));
                }
            }
        }
        let known = counts.into_iter().filter(|(_, (_, count))| *count >= min_count);
        let mut known: Vec<(usize, String)> = known.map(|(word, (place, _))| (place, word)).collect();
        known.sort_unstable();
        let known = known.into_iter().map(|(_, word)| word).collect();
        let lexicon = Lexicon::from_tokens(Unit::Words, known).expect("each word is a key of the counts once");
        let (mut ids, mut ends) = (Vec::new(), Vec::with_capacity(rows));
        for row in 0..rows {
            let text = text(row);
            ids.extend(Unit::Words.tokens(&text).into_iter().map(|word| lexicon.id(word).unwrap_or(UNK)));
            ends.push(ids.len());
        }
        ids.shrink_to_fit();
        Self { lexicon, ids, ends }
    }

    /// Where the words of a row are.
    pub fn places(&self, row: usize) -> std::ops::Range<usize> {
        range_of(row, &self.ends)
    }

    /// The word at this place.
    pub fn id(&self, place: usize) -> u32 {
        self.ids[place]
    }

    /// How many there are in all.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// How many words of these rows are not known.
    pub fn unknown(&self, rows: &[usize]) -> usize {
        rows.iter().flat_map(|&row| &self.ids[self.places(row)]).filter(|&&id| id == UNK).count()
    }
}
