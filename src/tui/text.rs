//! Text of a file as text of the screen, cut to columns, and counts as text.
//!
//! Control characters and invisible characters become visible symbols: nothing from a file is ever sent to the terminal
//! as a command (invariant 8).

use unicode_width::UnicodeWidthChar as _;

use crate::glyph::glyph;

/// Columns that a character of a file takes on the screen.
pub fn width(c: char) -> usize {
    glyph(c).width().unwrap_or(1)
}

/// Columns that a text of a file takes on the screen.
pub fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The start of a text of a file: as many whole characters as fit into so many columns.
pub fn clipped(text: &str, columns: usize) -> String {
    let mut left = columns;
    text.chars()
        .take_while(|&c| {
            let fits = width(c) <= left;
            left = left.saturating_sub(width(c));
            fits
        })
        .map(glyph)
        .collect()
}

/// A text of a file. If it takes more than `room` columns, `…` replaces its end.
pub fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room || room == 0 { clipped(text, room) } else { clipped(text, room - 1) + "…" }
}

/// A path or a name. If it takes more than so many columns, `…` replaces its middle.
pub fn shorten(text: &str, columns: usize) -> String {
    let glyphs: Vec<char> = text.chars().map(glyph).collect();
    let total: usize = glyphs.iter().map(|&c| width(c)).sum();
    if total <= columns {
        return glyphs.into_iter().collect();
    }
    let half = columns.saturating_sub(1) / 2;
    let take = |chars: &mut dyn Iterator<Item = &char>| {
        let mut left = half;
        let mut taken = Vec::new();
        for &c in chars {
            if width(c) > left {
                break;
            }
            left -= width(c);
            taken.push(c);
        }
        taken
    };
    let start: String = take(&mut glyphs.iter()).into_iter().collect();
    let end: String = take(&mut glyphs.iter().rev()).into_iter().rev().collect();
    format!("{start}…{end}")
}

/// A count with commas: `3,250`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A rate in short: `1.9 M`, `85 K`.
pub fn short_rate(rate: f64) -> String {
    match rate {
        r if r >= 1e6 => format!("{:.1} M", r / 1e6),
        r if r >= 1e4 => format!("{:.0} K", r / 1e3),
        r if r >= 1e3 => format!("{:.1} K", r / 1e3),
        r => format!("{r:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(shorten("short.txt", 20), "short.txt");
        assert_eq!(shorten("a-very-long-name.txt", 9), "a-ve….txt");
        assert_eq!(shorten("한국어한국어.txt", 9), "한국….txt");
    }

    #[test]
    fn long_sentences_say_that_they_are_cut() {
        assert_eq!(
            ["배를 그려요", "배를 그려요", "ab", "ab", "a"].map(|text| cut(text, 8)).join("|"),
            "배를 그…|배를 그…|ab|ab|a"
        );
        assert_eq!([0, 1, 2, 3, 4].map(|room| cut("한국", room)), ["", "…", "…", "한…", "한국"]);
    }

    #[test]
    fn counts_read_well() {
        assert_eq!((count(3250).as_str(), count(7).as_str(), count(1_000_000).as_str()), ("3,250", "7", "1,000,000"));
    }
}
