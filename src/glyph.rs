//! What stands for text of a file wherever it is shown: on the screen, on stdout and on stderr. Text is data, and no
//! character of it is ever obeyed as a command or left unseen (invariant 8). Imports nothing of the crate, so that
//! every output can use it.
//!
//! Control characters have their symbols (`␛`, `␊`). What cannot be seen (zero-width and bidirectional characters,
//! line and paragraph separators, variation selectors) is `�`. A combining mark stays with its base; alone, it stands
//! on `◌`. Korean in single letters, as macOS writes names, is put together into syllables.

mod ascii;

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

pub use self::ascii::ascii;

/// What stands for a character that cannot be seen.
const UNSEEN: char = '\u{fffd}';
/// What a combining mark without a base stands on.
const NO_BASE: char = '◌';
/// Characters of one cluster at most, so that a cell of the screen cannot hold a whole file.
const LONGEST: usize = 8;

/// What a person sees as one character, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster<'a> {
    /// Harmless text: a visible character and the marks on it.
    pub text: Cow<'a, str>,
    /// The columns it takes, at least 1.
    pub columns: usize,
}

impl<'a> Cluster<'a> {
    /// Text that was checked to be harmless.
    fn new(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let columns = text.width().max(1);
        Self { text, columns }
    }

    /// What stands for it in ASCII, one column wide.
    pub fn ascii(&self) -> char {
        let mut chars = self.text.chars();
        match (chars.next(), chars.next()) {
            (Some(NO_BASE), Some(_)) | (None, _) => '?',
            (Some(first), _) => ascii(first),
        }
    }
}

/// What is shown for a character that must not be sent as it is.
fn symbol(c: char) -> Option<char> {
    match c {
        ' '..='~' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('␡'),
        // Terminals disagree about the few that would be wider than two columns.
        c if c.is_control() || is_unseen(c) || c.width() > Some(2) => Some(UNSEEN),
        _ => None,
    }
}

/// Whether a character has no look of its own: Unicode's format characters, separators of lines, and what fonts are
/// told to ignore. Combining marks are seen, so they are not among these.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A run of characters without symbols, as it is shown.
fn joined(run: &str) -> Cluster<'_> {
    let mut chars = run.chars();
    let first = chars.next().unwrap_or(UNSEEN);
    if first.width().unwrap_or(0) == 0 {
        return Cluster::new(format!("{NO_BASE}{run}"));
    }
    match chars.next().and_then(|second| syllable(first, second, chars.clone().next())) {
        Some((whole, used)) => {
            let rest: String = run.chars().skip(used).collect();
            Cluster::new(format!("{whole}{rest}"))
        }
        None => Cluster::new(run),
    }
}

/// The Korean syllable of two or three letters, and how many of them it took.
fn syllable(lead: char, vowel: char, tail: Option<char>) -> Option<(char, usize)> {
    let within = |c: char, first: u32, count: u32| (c as u32).checked_sub(first).filter(|&place| place < count);
    let (lead, vowel) = (within(lead, 0x1100, 19)?, within(vowel, 0x1161, 21)?);
    let tail = tail.and_then(|tail| within(tail, 0x11a8, 27)).map_or(0, |tail| tail + 1);
    let whole = char::from_u32(0xac00 + (lead * 21 + vowel) * 28 + tail)?;
    Some((whole, if tail == 0 { 2 } else { 3 }))
}

/// The clusters of one of Unicode's grapheme clusters: one, or several where it holds what must be a symbol.
fn split(grapheme: &str) -> (Option<Cluster<'_>>, Vec<Cluster<'_>>) {
    if !grapheme.chars().any(|c| symbol(c).is_some()) && grapheme.chars().count() <= LONGEST {
        return (Some(joined(grapheme)), Vec::new());
    }
    let (mut all, mut start, mut length) = (Vec::new(), 0, 0);
    for (at, c) in grapheme.char_indices() {
        let stands_for = symbol(c);
        if stands_for.is_some() || length == LONGEST {
            all.extend((start < at).then(|| joined(&grapheme[start..at])));
            (start, length) = (at, 0);
        }
        match stands_for {
            Some(symbol) => {
                all.push(Cluster::new(symbol.to_string()));
                start = at + c.len_utf8();
            }
            None => length += 1,
        }
    }
    all.extend((start < grapheme.len()).then(|| joined(&grapheme[start..])));
    (None, all)
}

/// A text in clusters, each as it is shown. Line ends and tabs are symbols too.
pub fn clusters(text: &str) -> impl Iterator<Item = Cluster<'_>> {
    text.graphemes(true).map(split).flat_map(|(one, more)| one.into_iter().chain(more))
}

/// A single character as it is shown where it has a cell of its own, as tokens have: a mark stands on `◌`.
pub fn character(c: char) -> Cluster<'static> {
    match symbol(c) {
        Some(symbol) => Cluster::new(symbol.to_string()),
        None if c.width().unwrap_or(0) == 0 => Cluster::new(format!("{NO_BASE}{c}")),
        None => Cluster::new(c.to_string()),
    }
}

/// A text as it is written on one line of plain output.
pub fn one_line(text: &str) -> String {
    clusters(text).map(|cluster| cluster.text).collect()
}

/// A text as it is written to plain output, where line ends and tabs stay what they are.
pub fn visible(text: &str) -> String {
    between_breaks(text, |shown, inside| shown.push_str(&one_line(inside)))
}

/// A text as plain output that has nothing but ASCII shows it, a character for each column: a Korean letter is `??`.
pub fn in_ascii(text: &str) -> String {
    between_breaks(text, |shown, inside| {
        for cluster in clusters(inside) {
            shown.push(cluster.ascii());
            shown.extend(std::iter::repeat_n('?', cluster.columns - 1));
        }
    })
}

/// A text whose line ends and tabs stay, while `show` adds what stands for all that is between them.
fn between_breaks(text: &str, show: impl Fn(&mut String, &str)) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(['\n', '\t']) {
        let inside = piece.trim_end_matches(['\n', '\t']);
        show(&mut shown, inside);
        shown.push_str(&piece[inside.len()..]);
    }
    shown
}

/// Takes from a text that is still being written all that what comes next cannot join, such as a mark its base.
pub fn finished(text: &mut String) -> String {
    let last = text.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    let rest = text.split_off(last);
    std::mem::replace(text, rest)
}

#[cfg(test)]
mod tests;
