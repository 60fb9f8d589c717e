//! Where in a text the surprises are.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Characters shown on each side of a place.
const AROUND: usize = 20;

/// A place of a document and the surprise there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// The number of the document.
    pub document: usize,
    /// Which of its tokens it is.
    pub token: usize,
    /// The surprise, in nats.
    pub nats: f64,
}

/// What a person finds at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    /// Counted from 1, as the characters of a line are.
    pub line: usize,
    /// Its place in the line.
    pub column: usize,
    /// What surprises.
    pub character: char,
    /// That, with what stands before and after it.
    pub around: String,
}

/// The `most` surprising of all places, the most surprising first, and among equals the first.
pub(super) fn most_surprising(mut places: Vec<Place>, most: usize) -> Vec<Place> {
    let by_surprise = |a: &Place, b: &Place| -> Ordering {
        b.nats.total_cmp(&a.nats).then((a.document, a.token).cmp(&(b.document, b.token)))
    };
    if most < places.len() {
        places.select_nth_unstable_by(most, by_surprise);
        places.truncate(most);
    }
    places.sort_by(by_surprise);
    places
}

/// Where each of these tokens is in a text, of which the net has tokens only for the characters it `knows`.
pub(super) fn positions(
    text: &str,
    tokens: impl IntoIterator<Item = usize>,
    knows: impl Fn(char) -> bool,
) -> BTreeMap<usize, Position> {
    let mut wanted: Vec<usize> = tokens.into_iter().collect();
    wanted.sort_unstable_by(|a, b| b.cmp(a));
    let (mut line, mut column, mut token) = (1, 1, 0);
    let mut found = BTreeMap::new();
    for (byte, c) in text.char_indices() {
        let Some(&next) = wanted.last() else { break };
        if knows(c) {
            if token == next {
                wanted.pop();
                found.insert(token, Position { line, column, character: c, around: around(text, byte) });
            }
            token += 1;
        }
        (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    found
}

/// The character that begins at `byte`, and those beside it.
fn around(text: &str, byte: usize) -> String {
    let before: Vec<char> = text[..byte].chars().rev().take(AROUND).collect();
    before.into_iter().rev().chain(text[byte..].chars().take(AROUND + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_line_and_column_whatever_the_net_does_not_know() {
        let text = "a?b\n한c\n??d";
        let found = positions(text, [5, 0, 2, 3], |c| c != '?');
        let at = |token: usize| (found[&token].line, found[&token].column, found[&token].character);
        assert_eq!([at(0), at(2), at(3), at(5)], [(1, 1, 'a'), (1, 4, '\n'), (2, 1, '한'), (2, 3, '\n')]);
        assert_eq!(found[&3].around, text);
        let long: String = ('a'..='z').chain('a'..='z').collect();
        assert_eq!(positions(&long, [25], |_| true)[&25].around, &long[5..46]);
    }

    #[test]
    fn the_most_surprising_come_first_and_among_equals_the_first() {
        let place = |document, token, nats| Place { document, token, nats };
        let all = vec![place(1, 0, 2.0), place(0, 7, 1.0), place(0, 3, 2.0), place(0, 1, 9.0)];
        assert_eq!(most_surprising(all.clone(), 3), [all[3], all[2], all[0]]);
        assert_eq!(most_surprising(all.clone(), 9).len(), 4);
    }
}
