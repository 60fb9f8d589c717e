//! Which words units can be held to.

use crate::data::WordProbe;

/// Names that a refusal tells.
const NAMED: usize = 12;

/// Up to `most` of the ids below `known`, those that occur most often first, and of as many the lowest.
pub fn most_frequent(ids: impl Iterator<Item = u32>, known: usize, most: usize) -> Vec<u32> {
    let mut counts: Vec<(usize, u32)> = (0..).take(known).map(|id| (0, id)).collect();
    ids.for_each(|id| counts[id as usize].0 += 1);
    counts.retain(|(count, _)| *count > 0);
    counts.sort_by_key(|&(count, id)| (std::cmp::Reverse(count), id));
    counts.into_iter().take(most).map(|(_, id)| id).collect()
}

/// The first of these names, as they stand in a refusal.
pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<&str> = names.by_ref().take(NAMED).collect();
    format!("{}{}", first.join(", "), if names.next().is_some() { ", …" } else { "" })
}

/// The words that `name` stands for: one that is `known`, or those that a regular expression matches.
///
/// # Errors
/// A sentence: that it is no regular expression, or no word, with some of the words that there are.
pub fn find_words(name: &str, known: impl Fn(&str) -> bool, some: &[String]) -> Result<WordProbe, String> {
    match name.parse() {
        Ok(WordProbe::Word(word)) if !known(&word) => {
            let some = named(some.iter().map(String::as_str));
            Err(format!("{word:?} is no word that the net knows: give one, as {some}, or /REGEX/"))
        }
        found => found.map_err(|error: crate::data::ProbeError| error.to_string()),
    }
}
