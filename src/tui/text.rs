//! Text of a file as text of the screen, cut to columns, and counts as text.
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
    fitted(text, columns).0
}

/// The same, and how many columns that takes.
pub fn fitted(text: &str, columns: usize) -> (String, usize) {
    let (mut start, mut taken) = (String::new(), 0);
    for cluster in fitting(clusters(text), columns) {
        taken += cluster.columns;
        start += &cluster.text;
    }
    (start, taken)
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
}
