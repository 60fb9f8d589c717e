//! Several files as one text: rows follow rows, and of tables the header stands once. Whether tables belong together is
//! told by their columns alone.

use super::error::TableError;
use super::sheet::{Files, Table};
use crate::data::source::FileText;

/// The lines of all files, and where each is from.
///
/// # Panics
/// If there is no file.
pub(in crate::data) fn lines(texts: Vec<FileText>) -> (String, Files) {
    let mut texts = texts.into_iter();
    let FileText { path, mut text } = texts.next().expect("data is read from a file at least");
    let mut parts = vec![(path, 1, 1)];
    for FileText { path, text: more } in texts {
        parts.push((path, end_rows(&mut text), 1));
        text.push_str(&more);
    }
    (text, Files::several(parts))
}

/// The table of the first file and the rows of the others, and where each line is from. `is_header` is that of
/// [`Table::new`].
///
/// # Errors
/// If one of several is no table, or has other columns than the first.
///
/// # Panics
/// If there is no file.
pub(in crate::data) fn joined(
    texts: Vec<FileText>,
    is_header: &dyn Fn(&[&str]) -> bool,
) -> Result<(String, Files), TableError> {
    let mut texts = texts.into_iter();
    let FileText { path: first, mut text } = texts.next().expect("data is read from a file at least");
    let mut parts = vec![(first.clone(), 1, 1)];
    if texts.len() == 0 {
        return Ok((text, Files::several(parts)));
    }
    let own = Files::one(first.clone());
    let table = Table::new(&text, &own, is_header)?;
    let (names, has_header, delimiter) = (table.names.clone(), table.has_header, table.delimiter);
    for FileText { path, text: more } in texts {
        let own = Files::one(path.clone());
        let table = Table::new(&more, &own, is_header)?;
        let same = if table.has_header { has_header && table.names == names } else { table.names.len() == names.len() };
        if !same || table.delimiter != delimiter {
            let columns = |table: &[String], between: String| -> Box<str> {
                format!("{} ({between} between cells)", table.join(", ")).into()
            };
            let (found, expected) = (columns(&table.names, table.delimiter.name()), columns(&names, delimiter.name()));
            return Err(TableError::OtherColumns { path, found, first, expected });
        }
        let Some((at, line)) = table.first_row() else { continue };
        parts.push((path, end_rows(&mut text), line));
        text.push_str(&more[at..]);
    }
    Ok((text, Files::several(parts)))
}

/// Ends the last row, so that others can follow; the line that they begin on. A blank line at the end of a file is no
/// row.
fn end_rows(text: &mut String) -> usize {
    text.truncate(text.trim_end_matches('\n').len());
    if !text.is_empty() {
        text.push('\n');
    }
    1 + text.bytes().filter(|&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn files(texts: &[&str]) -> Vec<FileText> {
        let file = |(at, text): (usize, &&str)| FileText { path: format!("{at}.csv").into(), text: (*text).to_owned() };
        texts.iter().enumerate().map(file).collect()
    }

    fn places((text, files): (String, Files), wanted: &[(&str, usize)]) -> String {
        let found: Vec<_> = (1..=text.lines().count()).map(|line| files.place(line)).collect();
        assert_eq!(found, wanted.iter().map(|&(path, line)| (PathBuf::from(path), line)).collect::<Vec<_>>());
        text
    }

    #[test]
    fn rows_follow_each_other_without_the_headers_of_later_files() {
        let of_tables = |texts: &[&str]| joined(files(texts), &|_| false).unwrap();
        let text = places(
            of_tables(&["a,b\n1,2\n3,4", "# more\na,b\n\n5,6\n7,8\n\n", "9,10\n"]),
            &[("0.csv", 1), ("0.csv", 2), ("0.csv", 3), ("1.csv", 4), ("1.csv", 5), ("2.csv", 1)],
        );
        assert_eq!(text, "a,b\n1,2\n3,4\n5,6\n7,8\n9,10\n");
        assert_eq!(of_tables(&["a,b\n1,2\n\n"]).0, "a,b\n1,2\n\n", "one file is as it is");
        let of_lines = lines(files(&["a\tb", "a\tb\n\n", "c\td\n"]));
        assert_eq!(places(of_lines, &[("0.csv", 1), ("1.csv", 1), ("2.csv", 1)]), "a\tb\na\tb\nc\td\n");
    }

    #[test]
    fn files_of_other_columns_are_refused_with_what_differs() {
        let said = |texts: &[&str]| joined(files(texts), &|_| false).unwrap_err().to_string();
        for (other, says) in [
            (
                "a,c\n5,6\n",
                "\"1.csv\" has the columns a, c (, between cells), and \"0.csv\" has a, b (, between cells); ",
            ),
            ("a,b,c\n5,6,7\n", "\"1.csv\" has the columns a, b, c (,"),
            ("a;b\n5;6\n", "\"1.csv\" has the columns a, b (; between cells)"),
            ("5,6,7\n", "\"1.csv\" has the columns column 1, column 2, column 3"),
            ("a,b\n5,6\n7,8\n9\n", "\"1.csv\", line 4 has 1 cells"),
        ] {
            let said = said(&["a,b\n1,2\n3,4\n", other]);
            assert!(said.contains(says), "{said}");
        }
        let said = said(&["1,2\n3,4\n", "a,b\n1,2\n"]);
        assert!(said.contains("\"1.csv\" has the columns a, b"), "columns without a name get none later: {said}");
    }
}
