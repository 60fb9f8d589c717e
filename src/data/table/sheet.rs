//! A table of which all is known but its cells: one pass over the text finds its columns.

use std::path::{Path, PathBuf};

use super::dialect::{delimiter_of, names_in_comment, width_of};
use super::error::TableError;
use super::number::{is_blank, number};
use super::profile::Profile;
use super::records::{Delimiter, Record, Records};
use super::start::Start;

/// The files that a text was put together from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Each with the line of the text that its first line there is, and that line's number in the file; at least one.
    parts: Vec<(PathBuf, usize, usize)>,
}

impl Files {
    /// One file.
    pub fn one(path: PathBuf) -> Self {
        Self { parts: vec![(path, 1, 1)] }
    }

    /// Several files: each with the line of the text that its first line there is, and that line's number in the file.
    pub(super) fn several(parts: Vec<(PathBuf, usize, usize)>) -> Self {
        Self { parts }
    }

    /// The file that a line of the text came from, and its line there.
    pub fn place(&self, line: usize) -> (PathBuf, usize) {
        let after = self.parts.partition_point(|(_, first, _)| *first <= line).max(1);
        let (path, first, own) = &self.parts[after - 1];
        (path.clone(), line - first + own)
    }

    /// The first file.
    pub fn first(&self) -> &Path {
        &self.parts[0].0
    }
}

/// A table whose columns are known.
#[derive(Debug)]
pub struct Table<'a> {
    text: &'a str,
    files: &'a Files,
    /// What stands between its cells.
    pub delimiter: Delimiter,
    /// The names of its columns: the header's, or `column 1` and so on.
    pub names: Vec<String>,
    /// Whether it names them.
    pub has_header: bool,
    /// Rows before the table that belong to it no more than a comment does.
    pub preamble: usize,
    /// Rows of its header after the one with the names.
    pub more_header: usize,
    /// What each column holds.
    pub profiles: Vec<Profile>,
    /// How many rows it has, without the header.
    pub rows: usize,
    /// Records before the first row: the preamble and the header.
    before: usize,
    /// Whether a blank line in it is a row without a value: in a table of one column, unless most lines are blank.
    counts_blank_lines: bool,
}

impl<'a> Table<'a> {
    /// The table in `text`, which came from `files`. Where no column holds numbers, its first row is a header if
    /// `is_header` says so of its cells.
    ///
    /// # Errors
    /// If its rows do not have the same number of cells, or a quote is never closed.
    pub fn new(text: &'a str, files: &'a Files, is_header: &dyn Fn(&[&str]) -> bool) -> Result<Self, TableError> {
        let delimiter = delimiter_of(text);
        let width = width_of(text, delimiter);
        let start = Start::find(text, delimiter, width);
        let first: Vec<&str> = start.first.iter().map(String::as_str).collect();
        let mut found = Self {
            text,
            files,
            delimiter,
            names: Vec::new(),
            has_header: false,
            preamble: start.preamble,
            more_header: start.more_header.len(),
            profiles: Vec::new(),
            rows: 0,
            before: start.preamble,
            counts_blank_lines: false,
        };
        // A number in the first row makes it likely that it is no header; if it is one, the pass is made again.
        let guess = !first.iter().any(|cell| number(cell, super::Decimal::Point).is_some());
        found.pass(guess, width)?;
        // What stands in rows of words is part of the header only above numbers.
        let is_below = |words: &Vec<bool>| (0..width).any(|at| words[at] && found.holds_numbers(at));
        if found.more_header > 0 && !start.more_header.iter().any(is_below) {
            found.more_header = 0;
            found.pass(guess, width)?;
        }
        let has_header = found.is_header(&first, is_header);
        if has_header != guess {
            found.pass(has_header, width)?;
        }
        let named = if has_header { Some(start.first.clone()) } else { found.other_names(&start, width) };
        // The line of names before the first row is no preamble.
        found.preamble -= usize::from(!has_header && start.one_name_less.is_some());
        found.more_header *= usize::from(has_header);
        found.has_header = named.is_some();
        found.name(named);
        Ok(found)
    }

    /// Whether commas stand between its cells.
    pub fn is_divided_by_commas(&self) -> bool {
        self.delimiter == Delimiter::Char(b',')
    }

    /// The files it came from.
    pub fn files(&self) -> &Files {
        self.files
    }

    /// Where its first row begins in the text, and on which line; `None` if it has none.
    pub(super) fn first_row(&self) -> Option<(usize, usize)> {
        let mut records = Records::new(self.text, self.delimiter);
        for _ in 0..self.before {
            records.read()?;
        }
        records.read().map(|record| (record.start, record.line))
    }

    /// Whether this column holds numbers.
    pub fn holds_numbers(&self, at: usize) -> bool {
        self.profiles[at].holds_numbers(self.is_divided_by_commas())
    }

    /// Calls `each` with every row in order, until a call fails.
    ///
    /// # Errors
    /// That of the call.
    pub fn each_row<E>(&self, mut each: impl FnMut(&Record) -> Result<(), E>) -> Result<(), E> {
        let mut records = Records::new(self.text, self.delimiter);
        let mut at = 0;
        while let Some(record) = records.read() {
            at += 1;
            if at <= self.before || (record.is_empty() && record.len() != self.names.len()) {
                continue;
            }
            if self.counts_blank_lines && at > self.before + 1 {
                for before in (1..=record.blank_lines).rev() {
                    each(&Record::blank(record.line - before))?;
                }
            }
            each(&record)?;
        }
        Ok(())
    }

    /// The column that a name or, if none has it, a number counted from 1 stands for.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let by_name = self.names.iter().position(|name| name == wanted);
        by_name
            .or_else(|| wanted.parse().ok().and_then(|n: usize| n.checked_sub(1)).filter(|at| *at < self.names.len()))
    }

    /// This column, whose name is kept or was given.
    ///
    /// # Errors
    /// If another one has the same name, so that the name says neither.
    pub fn the_only(&self, at: usize) -> Result<usize, TableError> {
        let name = &self.names[at];
        let mut named = (0..self.names.len()).filter(|other| self.names[*other] == *name);
        match (named.next(), named.next()) {
            (Some(first), Some(second)) => {
                let path = self.files.first().to_owned();
                Err(TableError::Duplicate { path, name: name.clone(), columns: [first + 1, second + 1] })
            }
            _ => Ok(at),
        }
    }

    /// The error of a column that is not there, or not of the kind that is listed.
    pub fn no_such_column(
        &self,
        (option, wanted): (&'static str, &str),
        kind: &'static str,
        of: &[usize],
    ) -> TableError {
        let columns: Vec<_> = of.iter().map(|&at| format!("{:?} ({})", self.names[at], at + 1)).collect();
        let path = self.files.first().to_owned();
        TableError::NoSuchColumn { path, option, wanted: wanted.into(), kind, columns: columns.join(", ").into() }
    }

    /// Finds what the columns hold, with or without the first record after the preamble.
    fn pass(&mut self, without_first: bool, width: usize) -> Result<(), TableError> {
        self.before = self.preamble + if without_first { 1 + self.more_header } else { 0 };
        self.profiles = vec![Profile::default(); width];
        self.rows = 0;
        let mut records = Records::new(self.text, self.delimiter);
        let (mut at, mut gaps, mut first_gap) = (0, 0, 0);
        while let Some(record) = records.read() {
            at += 1;
            if record.unclosed {
                let (path, line) = self.files.place(record.line);
                return Err(TableError::Quote { path, line });
            }
            if at <= self.before || (record.is_empty() && record.len() != width) {
                continue;
            }
            // A delimiter too many at the end is an empty cell too many.
            if record.len() < width || (width..record.len()).any(|at| !record.cell(at).is_empty()) {
                let (path, line) = self.files.place(record.line);
                let delimiter = self.delimiter.name();
                return Err(TableError::Cells { path, line, found: record.len(), expected: width, delimiter });
            }
            if self.rows > 0 && record.blank_lines > 0 {
                first_gap = if gaps == 0 { record.line - record.blank_lines } else { first_gap };
                gaps += record.blank_lines;
            }
            self.rows += 1;
            for (profile, cell) in self.profiles.iter_mut().zip(record.cells()) {
                profile.add(cell, record.line);
            }
        }
        self.counts_blank_lines = width == 1 && gaps > 0 && 2 * gaps < self.rows;
        if let ([profile], true) = (&mut self.profiles[..], self.counts_blank_lines) {
            profile.add_gaps(gaps, first_gap);
            self.rows += gaps;
        }
        Ok(())
    }

    fn is_header(&self, first: &[&str], is_header: &dyn Fn(&[&str]) -> bool) -> bool {
        let mut numbers = (0..self.profiles.len()).filter(|&at| self.holds_numbers(at)).peekable();
        if numbers.peek().is_none() {
            return is_header(first);
        }
        let mut named = false;
        for at in numbers {
            let decimal = self.profiles[at].decimal(self.is_divided_by_commas());
            if number(first[at], decimal).is_some() {
                return false;
            }
            named |= !is_blank(first[at]);
        }
        named
    }

    /// The names that a comment gives, or a line before the first row that has no name for the rows' own names.
    fn other_names(&self, start: &Start, width: usize) -> Option<Vec<String>> {
        if let Some(shorter) = &start.one_name_less {
            let mut names = vec!["row".to_owned()];
            names.extend(shorter.iter().cloned());
            // A delimiter at the end of each row makes a column of nothing instead.
            if self.profiles[width - 1].filled() == 0 {
                names.remove(0);
                names.push(String::new());
            }
            return Some(names);
        }
        names_in_comment(self.text, self.delimiter, width)
    }

    fn name(&mut self, named: Option<Vec<String>>) {
        let named = named.unwrap_or_default();
        let name = |at: usize| named.get(at).filter(|name| !name.is_empty()).cloned();
        self.names =
            (0..self.profiles.len()).map(|at| name(at).unwrap_or_else(|| format!("column {}", at + 1))).collect();
    }
}
