//! Rows of two texts: of a line with one tab, as pairs and labelled texts are kept (`.tsv`), or of two columns of a
//! table.
//!
//! Where the first line has a tab and no column is named, a row is a line. There are no quotes and no escapes: every
//! character but tab and line feed is data. A row has exactly one tab, because a second one is nearly always a third
//! column, which must never be learnt as text. CRs at the end of a line belong to the line end.
//!
//! All else is a [`Table`]. Its columns are named by options, or their header says which they are; a table of two
//! columns has no others. Blank rows are skipped. Each side of a row has a character that is not white space.

mod asked;

pub use self::asked::AskedRow;
use super::source::{FileText, SourceError};
use super::table::{Files, Profile, Table, TableError, joined, lines};
use crate::figures::count;
use std::ops::Range;
use std::path::PathBuf;

/// Why rows of two texts could not be read, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum ColumnsError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("{path:?} has no row; give lines of a {}, a tab and a {}", .names[0], .names[1])]
    NoRow { path: PathBuf, names: [&'static str; 2] },
    #[error("{path:?} has no row to answer; give a {name} for each")]
    NothingAsked { path: PathBuf, name: &'static str },
    #[error("{path:?}, line {line} has no tab; a row is a {}, a tab and a {}", .names[0], .names[1])]
    NoTab { path: PathBuf, line: usize, names: [&'static str; 2] },
    #[error(
        "{path:?}, line {line} has {tabs} tabs; a row is a {0}, one tab and a {1}: keep two columns (cut -f1,2), write \
         spaces for the other tabs, or name the columns (--{0}-column, --{1}-column)", .names[0], .names[1]
    )]
    Tabs { path: PathBuf, line: usize, tabs: usize, names: [&'static str; 2] },
    #[error("{path:?}, line {line} has no {name} {side} its tab; write one or take the line out")]
    EmptySide { path: PathBuf, line: usize, name: &'static str, side: &'static str },
    #[error("{path:?}, line {line}, column {column:?}: there is no {name}; write one or take the row out")]
    EmptyCell { path: PathBuf, line: usize, column: String, name: &'static str },
    #[error("which column of {path:?} is the {name}? Name it with --{name}-column, by name or number: {columns}")]
    Which { path: PathBuf, name: &'static str, columns: String },
    #[error("--{}-column and --{}-column of {path:?} are both {column:?}; name two columns", .names[0], .names[1])]
    Same { path: PathBuf, names: [&'static str; 2], column: String },
}

/// What the two sides of a row are.
pub(super) struct Sides {
    /// Their names.
    pub names: [&'static str; 2],
    /// The options that name their columns, without dashes.
    pub options: [&'static str; 2],
    /// What their columns are called where a header says which they are, the likeliest first.
    pub headers: [&'static [&'static str]; 2],
}

impl Sides {
    /// Calls `row` with both sides of each row of `text`. Returns the names or numbers of the columns that they came
    /// from, if it is a table; `asked` are those that were named.
    ///
    /// # Errors
    /// If something in it is no row, or a column is not there or shares its name.
    pub fn each_row(
        &self,
        text: &str,
        files: &Files,
        asked: &[Option<String>; 2],
        row: impl FnMut(&str, &str),
    ) -> Result<Option<[String; 2]>, ColumnsError> {
        if !Self::is_table(text, asked) {
            return self.each_line(text, files, row).map(|()| None);
        }
        let table = Table::new(text, files, &|first| self.is_header(first, asked))?;
        if table.names.len() < 2 {
            let (path, line) = files.place(1);
            return Err(ColumnsError::NoTab { path, line, names: self.names });
        }
        let columns = self.find(&table, asked)?;
        for at in columns {
            table.the_only(at)?;
        }
        self.each_record(&table, columns, row)?;
        // Without a header a column has no name that a table of these two alone would have.
        Ok(Some(columns.map(|at| if table.has_header { table.names[at].clone() } else { (at + 1).to_string() })))
    }

    /// The texts of all files as one, and where its lines are from.
    ///
    /// # Errors
    /// If tables have different columns.
    pub fn joined(&self, texts: Vec<FileText>, asked: &[Option<String>; 2]) -> Result<(String, Files), ColumnsError> {
        if texts.first().is_some_and(|file| Self::is_table(&file.text, asked)) {
            return Ok(joined(texts, &|first| self.is_header(first, asked))?);
        }
        Ok(lines(texts))
    }

    fn is_table(text: &str, asked: &[Option<String>; 2]) -> bool {
        let first = text.lines().find(|line| !line.trim().is_empty());
        asked.iter().any(Option::is_some) || first.is_some_and(|line| !line.contains('\t'))
    }

    /// Whether a table has columns for both sides by its header, and no column of numbers beside one that counts rows.
    pub fn are_named_in(&self, text: &str) -> bool {
        let files = Files::one(PathBuf::new());
        let Ok(table) = Table::new(text, &files, &|first| self.is_header(first, &[None, None])) else { return false };
        let is_other = |at: &usize| table.holds_numbers(*at) && !table.profiles[*at].is_index();
        table.has_header
            && self.headers.iter().all(|names| by_header(&table, names, None).is_some())
            && !(0..table.names.len()).any(|at| is_other(&at))
    }

    fn each_line(&self, text: &str, files: &Files, mut row: impl FnMut(&str, &str)) -> Result<(), ColumnsError> {
        let names = self.names;
        let mut rows = 0;
        for (line, content) in (1..).zip(text.split('\n')) {
            if content.trim().is_empty() {
                continue;
            }
            let content = content.trim_end_matches('\r');
            let Some((left, right)) = content.split_once('\t') else {
                let (path, line) = files.place(line);
                return Err(ColumnsError::NoTab { path, line, names });
            };
            let tabs = 1 + right.matches('\t').count();
            if tabs > 1 {
                let (path, line) = files.place(line);
                return Err(ColumnsError::Tabs { path, line, tabs, names });
            }
            for (content, name, side) in [(left, names[0], "before"), (right, names[1], "after")] {
                if content.trim().is_empty() {
                    let (path, line) = files.place(line);
                    return Err(ColumnsError::EmptySide { path, line, name, side });
                }
            }
            row(left, right);
            rows += 1;
        }
        if rows == 0 { Err(ColumnsError::NoRow { path: files.first().to_owned(), names }) } else { Ok(()) }
    }

    fn each_record(
        &self,
        table: &Table,
        columns: [usize; 2],
        mut row: impl FnMut(&str, &str),
    ) -> Result<(), ColumnsError> {
        let mut rows = 0;
        table.each_row(|record| {
            if record.is_empty() {
                return Ok(());
            }
            for (at, name) in columns.into_iter().zip(self.names) {
                if record.cell(at).is_empty() {
                    let (path, line) = table.files().place(record.line);
                    return Err(ColumnsError::EmptyCell { path, line, column: table.names[at].clone(), name });
                }
            }
            row(record.whole(columns[0]), record.whole(columns[1]));
            rows += 1;
            Ok(())
        })?;
        let path = || table.files().first().to_owned();
        if rows == 0 { Err(ColumnsError::NoRow { path: path(), names: self.names }) } else { Ok(()) }
    }

    /// Whether the first row of a table names a column that is looked for.
    fn is_header(&self, first: &[&str], asked: &[Option<String>; 2]) -> bool {
        let is_asked = |cell: &&str| asked.iter().flatten().any(|wanted| wanted == cell);
        let is_known = |cell: &&str| self.headers.iter().any(|names| is_one_of(cell, names));
        first.iter().any(is_asked) || first.iter().any(is_known)
    }

    /// The columns of both sides.
    fn find(&self, table: &Table, asked: &[Option<String>; 2]) -> Result<[usize; 2], ColumnsError> {
        let all: Vec<usize> = (0..table.names.len()).collect();
        let path = || table.files().first().to_owned();
        let mut found = [None; 2];
        for (side, wanted) in asked.iter().enumerate() {
            let Some(wanted) = wanted else { continue };
            let option = (self.options[side], wanted.as_str());
            found[side] = Some(table.find(wanted).ok_or_else(|| table.no_such_column(option, "", &all))?);
        }
        for side in 0..2 {
            found[side] = found[side].or_else(|| by_header(table, self.headers[side], found[1 - side]));
        }
        // What is neither empty nor counts the rows may be a side that no header names.
        let is_spare = |at: &usize| {
            let Profile { cells, blanks, .. } = table.profiles[*at];
            !found.contains(&Some(*at)) && cells > blanks && !table.profiles[*at].is_index()
        };
        let spare: Vec<usize> = all.iter().copied().filter(is_spare).collect();
        // As many as are missing are taken in the order of the file.
        let missing = found.iter().filter(|side| side.is_none()).count();
        if missing == spare.len() {
            let mut spare = spare.into_iter();
            for side in &mut found {
                *side = side.or_else(|| spare.next());
            }
        }
        match found {
            [Some(left), Some(right)] if left == right => {
                Err(ColumnsError::Same { path: path(), names: self.names, column: table.names[left].clone() })
            }
            [Some(left), Some(right)] => Ok([left, right]),
            [left, _] => {
                let columns: Vec<_> = all.iter().map(|&at| format!("{:?} ({})", table.names[at], at + 1)).collect();
                let name = self.names[usize::from(left.is_some())];
                Err(ColumnsError::Which { path: path(), name, columns: columns.join(", ") })
            }
        }
    }
}

/// The column with the likeliest of these names, which is not `other`.
fn by_header(table: &Table, names: &[&str], other: Option<usize>) -> Option<usize> {
    let place = |name: &&str| table.names.iter().position(|own| own.eq_ignore_ascii_case(name));
    names.iter().filter_map(place).find(|at| Some(*at) != other)
}

fn is_one_of(cell: &str, names: &[&str]) -> bool {
    names.iter().any(|name| cell.eq_ignore_ascii_case(name))
}

/// The line that says which columns of a table are read.
pub(super) fn decision(rows: usize, names: [&str; 2], sides: &[String; 2]) -> String {
    let rows = count(rows as u64);
    format!("{rows} rows; {}: column {}; {}: column {}", names[0], sides[0], names[1], sides[1])
}

/// The range of a row, where each row begins at the end of the one before.
pub(super) fn range_of(row: usize, ends: &[usize]) -> Range<usize> {
    let start = row.checked_sub(1).map_or(0, |before| ends[before]);
    start..ends[row]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned((left, right): (&str, &str)) -> (String, String) {
        (left.to_owned(), right.to_owned())
    }

    fn rows(text: &str) -> Result<Vec<(String, String)>, String> {
        let mut rows = Vec::new();
        let push = |left: &str, right: &str| rows.push((left.to_owned(), right.to_owned()));
        let files = Files::one(PathBuf::from("x.tsv"));
        let sides = Sides { names: ["source", "target"], options: [""; 2], headers: [&["source"], &["target"]] };
        sides.each_row(text, &files, &[None, None], push).map_err(|e| e.to_string())?;
        Ok(rows)
    }

    #[test]
    fn blank_lines_go_and_everything_else_is_data() {
        assert_eq!(
            rows("\n\"a\t b \r\n \t \r\n\0\u{1b}[31m\t한\"\n\n").unwrap(),
            [("\"a", " b "), ("\0\u{1b}[31m", "한\"")].map(owned)
        );
        assert_eq!(rows("a\tb").unwrap(), [("a", "b")].map(owned));
    }

    #[test]
    fn two_columns_of_one_name_are_refused_only_where_one_of_them_is_a_side() {
        assert_eq!(rows("n,source,n,target\n1,a,2,b\n").unwrap(), [("a", "b")].map(owned));
        let said = rows("target,source,n,target\nb,a,1,c\n").unwrap_err();
        assert!(said.contains("\"x.tsv\" has two columns named \"target\", 1 and 4; give each its own"), "{said}");
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
