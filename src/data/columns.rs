//! Rows of two columns with a tab between them, as pairs and labelled texts are kept (`.tsv`).
//!
//! A row is a line. There are no quotes and no escapes: every character but tab and line feed is data. A row has
//! exactly one tab, because a second one is nearly always a third column, which must never be learnt as text. Blank
//! lines are skipped. Each side has a character that is not white space. CRs at the end of a line belong to the line
//! end.

use super::source::SourceError;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why rows of two columns could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum ColumnsError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("{path:?} has no row; give lines of a {}, a tab and a {}", .names[0], .names[1])]
    NoRow { path: PathBuf, names: [&'static str; 2] },
    #[error("{path:?}, line {line} has no tab; a row is a {}, a tab and a {}", .names[0], .names[1])]
    NoTab { path: PathBuf, line: usize, names: [&'static str; 2] },
    #[error(
        "{path:?}, line {line} has {tabs} tabs; a row is a {}, one tab and a {}: \
         keep two columns (cut -f1,2) or write spaces for the other tabs", .names[0], .names[1]
    )]
    Tabs { path: PathBuf, line: usize, tabs: usize, names: [&'static str; 2] },
    #[error("{path:?}, line {line} has no {name} {side} its tab; write one or take the line out")]
    EmptySide { path: PathBuf, line: usize, name: &'static str, side: &'static str },
}

/// Calls `row` with both sides of each row of `text`, which came from `path`; `names` is what the sides are.
pub(super) fn each_row<'a>(
    text: &'a str,
    path: &Path,
    names: [&'static str; 2],
    mut row: impl FnMut(&'a str, &'a str),
) -> Result<(), ColumnsError> {
    let path = || path.to_owned();
    let mut rows = 0;
    for (line, content) in (1..).zip(text.split('\n')) {
        if content.trim().is_empty() {
            continue;
        }
        let content = content.trim_end_matches('\r');
        let Some((left, right)) = content.split_once('\t') else {
            return Err(ColumnsError::NoTab { path: path(), line, names });
        };
        let tabs = 1 + right.matches('\t').count();
        if tabs > 1 {
            return Err(ColumnsError::Tabs { path: path(), line, tabs, names });
        }
        for (content, name, side) in [(left, names[0], "before"), (right, names[1], "after")] {
            if content.trim().is_empty() {
                return Err(ColumnsError::EmptySide { path: path(), line, name, side });
            }
        }
        row(left, right);
        rows += 1;
    }
    if rows == 0 { Err(ColumnsError::NoRow { path: path(), names }) } else { Ok(()) }
}

/// The range of a row, where each row begins at the end of the one before.
pub(super) fn range_of(row: usize, ends: &[usize]) -> Range<usize> {
    let start = row.checked_sub(1).map_or(0, |before| ends[before]);
    start..ends[row]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(&str, &str)>, String> {
        let mut rows = Vec::new();
        each_row(text, Path::new("x.tsv"), ["source", "target"], |left, right| rows.push((left, right)))
            .map_err(|e| e.to_string())?;
        Ok(rows)
    }

    #[test]
    fn blank_lines_go_and_everything_else_is_data() {
        assert_eq!(
            rows("\n\"a\t b \r\n \t \r\n\0\u{1b}[31m\t한\"\n\n").unwrap(),
            [("\"a", " b "), ("\0\u{1b}[31m", "한\"")]
        );
        assert_eq!(rows("a\tb").unwrap(), [("a", "b")]);
    }

    #[test]
    fn what_is_no_row_is_named_by_its_line() {
        for (text, says) in [
            ("a\tb\n\nab\n", "\"x.tsv\", line 3 has no tab; a row is a source, a tab and a target"),
            ("a\tb\tc\td\n", "\"x.tsv\", line 1 has 3 tabs; a row is a source, one tab and a target: "),
            ("a\tb\n\tb\n", "\"x.tsv\", line 2 has no source before"),
            ("a\t \n", "line 1 has no target after its tab"),
            (" \n\t\n", "\"x.tsv\" has no row; give lines of a source, a tab and a target"),
            ("", "has no row"),
        ] {
            let said = rows(text).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
    }
}
