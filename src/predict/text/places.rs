//! Where in a text the surprises are.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::data::text_vocab::each_token;
use crate::data::{Token, Unit};

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
    /// What surprises: a character, a word, or the end of the document.
    pub token: String,
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

/// Where each of these tokens is in a text that is read in these units. The net reads only those that `is_read` says;
/// the one after the last is the end of the document.
pub(super) fn positions(
    text: &str,
    unit: Unit,
    tokens: impl IntoIterator<Item = usize>,
    is_read: impl Fn(&str) -> bool,
) -> BTreeMap<usize, Position> {
    let mut wanted: Vec<usize> = tokens.into_iter().collect();
    wanted.sort_unstable_by(|a, b| b.cmp(a));
    let mut found = BTreeMap::new();
    let (mut number, mut at) = (0, Walk { text, byte: 0, line: 1, column: 1 });
    each_token(unit, text, |token| {
        if wanted.is_empty() || !is_read(token) {
            return;
        }
        if wanted.last() == Some(&number) {
            wanted.pop();
            at.to(token.as_ptr().addr() - text.as_ptr().addr());
            found.insert(number, at.position(token.to_owned(), token.len()));
        }
        number += 1;
    });
    if wanted.last() == Some(&number) {
        at.to(text.len());
        found.insert(number, at.position(Token::End.to_string(), 0));
    }
    found
}

/// A walk through a text, which counts its lines and columns.
struct Walk<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
    column: usize,
}

impl Walk<'_> {
    /// Goes on to this byte.
    fn to(&mut self, byte: usize) {
        for c in self.text[self.byte..byte].chars() {
            (self.line, self.column) = if c == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.byte = byte;
    }

    /// Where it is, with the token of so many bytes that begins there, and the characters beside that.
    fn position(&self, token: String, bytes: usize) -> Position {
        let (before, rest) = self.text.split_at(self.byte);
        let before: Vec<char> = before.chars().rev().take(AROUND).collect();
        let after = rest[..bytes].chars().chain(rest[bytes..].chars().take(AROUND));
        let around = before.into_iter().rev().chain(after).collect();
        Position { line: self.line, column: self.column, token, around }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_line_and_column_whatever_the_net_does_not_know() {
        let text = "a?b\n한c\n??d";
        let found = positions(text, Unit::Chars, [5, 0, 2, 3, 7], |c| c != "?");
        let at = |token: usize| (found[&token].line, found[&token].column, found[&token].token.as_str());
        assert_eq!([at(0), at(2), at(3), at(5)], [(1, 1, "a"), (1, 4, "\n"), (2, 1, "한"), (2, 3, "\n")]);
        assert_eq!(at(7), (3, 4, "<EOS>"), "the end of the document");
        assert_eq!(found[&3].around, text);
        let long: String = ('a'..='z').chain('a'..='z').collect();
        assert_eq!(positions(&long, Unit::Chars, [25], |_| true)[&25].around, &long[5..46]);
        let words = positions("a sea,\nwide", Unit::Words, [1, 3, 4], |_| true);
        let at = |token: usize| (words[&token].line, words[&token].column, words[&token].token.as_str());
        assert_eq!([at(1), at(3), at(4)], [(1, 3, "sea"), (1, 7, "\n"), (2, 1, "wide")]);
    }

    #[test]
    fn the_most_surprising_come_first_and_among_equals_the_first() {
        let place = |document, token, nats| Place { document, token, nats };
        let all = vec![place(1, 0, 2.0), place(0, 7, 1.0), place(0, 3, 2.0), place(0, 1, 9.0)];
        assert_eq!(most_surprising(all.clone(), 3), [all[3], all[2], all[0]]);
        assert_eq!(most_surprising(all.clone(), 9).len(), 4);
    }
}
