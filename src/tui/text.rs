//! Text of a file as text of the screen, cut to columns, and numbers as text.
//!
//! What each character is shown as is [`crate::glyph`]'s business: nothing from a file is ever sent to the terminal as
//! a command (invariant 8).

use crate::glyph::{Cluster, character, clusters};

/// Columns that a single character of a file takes in a cell of its own.
pub fn width(c: char) -> usize {
    character(c).columns
}

/// Columns that a text of a file takes on the screen.
pub fn columns(text: &str) -> usize {
    clusters(text).map(|cluster| cluster.columns).sum()
}

/// As many of these clusters, from the first on, as fit into so many columns.
fn fitting<'a>(clusters: impl Iterator<Item = Cluster<'a>>, columns: usize) -> impl Iterator<Item = Cluster<'a>> {
    clusters.scan(columns, |left, cluster| {
        *left = left.checked_sub(cluster.columns)?;
        Some(cluster)
    })
}

/// The start of a text of a file: as many whole characters as fit into so many columns.
pub fn clipped(text: &str, columns: usize) -> String {
    fitting(clusters(text), columns).map(|cluster| cluster.text).collect()
}

/// A text of a file. If it takes more than `room` columns, `…` replaces its end.
pub fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room || room == 0 { clipped(text, room) } else { clipped(text, room - 1) + "…" }
}

/// A path or a name. If it takes more than so many columns, `…` replaces its middle.
pub fn shorten(text: &str, columns: usize) -> String {
    let all: Vec<Cluster<'_>> = clusters(text).collect();
    if all.iter().map(|cluster| cluster.columns).sum::<usize>() <= columns {
        return all.into_iter().map(|cluster| cluster.text).collect();
    }
    let half = columns.saturating_sub(1) / 2;
    let start: String = fitting(all.iter().cloned(), half).map(|cluster| cluster.text).collect();
    let mut end: Vec<_> = fitting(all.iter().rev().cloned(), half).collect();
    end.reverse();
    format!("{start}…{}", end.into_iter().map(|cluster| cluster.text).collect::<String>())
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

/// A number with so many decimals; from 100,000 on, with an exponent.
pub fn figure(value: f32, decimals: usize) -> String {
    if value.abs() < 1e5 { format!("{value:.decimals$}") } else { format!("{value:.2e}") }
}

/// A value of an axis that spans `range`: with the decimals that tell its values apart, in at most 8 columns.
pub fn amount(value: f64, range: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6 digits")]
    let decimals = (2.0 - range.log10().floor()).clamp(0.0, 6.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.len() <= 8 && range > 1e-6 { text } else { format!("{value:.1e}") }
}

/// A learning rate with at most six significant digits and no trailing zeros.
pub fn rate(rate: f64) -> String {
    if rate == 0.0 || !(1e-6..1e6).contains(&rate) {
        return format!("{rate:e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12 digits")]
    let digits = (5.0 - rate.log10().floor()).clamp(0.0, 12.0) as usize;
    let text = format!("{rate:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
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
    fn numbers_read_well() {
        assert_eq!((count(3250).as_str(), count(7).as_str(), count(1_000_000).as_str()), ("3,250", "7", "1,000,000"));
        assert_eq!((rate(0.1).as_str(), rate(0.002).as_str(), rate(1.0).as_str()), ("0.1", "0.002", "1"));
        assert_eq!((figure(0.25, 4).as_str(), figure(2.79e8, 4).as_str()), ("0.2500", "2.79e8"));
        assert_eq!(rate(0.063_000_000_000_001), "0.063");
    }
}
