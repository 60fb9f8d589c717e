//! A table of numbers over time, read from CSV.
//!
//! The rules by which a file is understood; nothing else is ever guessed:
//!
//! - The delimiter is the first of tab, semicolon and comma that divides the first rows evenly. Cells may be quoted.
//!   With tab or semicolon, a column without any decimal point may have decimal commas. Thousands are not separated.
//! - A column holds numbers if at least half of its cells are numbers, and then each cell must be one. Other columns
//!   (dates, names) are left out; the first of them labels the rows on the screen. A date written as one number
//!   (20240131) is a number.
//! - The first row is a header if it has a name, and no number, above a column of numbers.
//! - Rows without content at the end are dropped. A blank line elsewhere is skipped, but is a hole if there is only one
//!   column.

mod base;
mod error;
mod examples;
mod fit;
mod scaler;
mod season;
mod table;

pub use base::{Base, BaseKind};
pub use error::{FEWEST_ROWS, NoSuchColumn, SeriesError};
pub use examples::{Cut, Examples, Shares, TooFewRows};
pub use fit::{Fit, Fitting, GroupFit};
pub use scaler::{FittedOn, Scaler, Scalers, Scaling};
pub use season::season;

use super::source::{Facts, Progress, Rereadable, Source, unwatched};
use ndarray::Array2;
use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use table::{Counts, Record, Table, number};

/// Error messages show at most so many characters of a cell.
const SHOWN: usize = 40;

/// Numbers over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The names of the columns of numbers: the header's, or `column 1` and so on by their place in the file.
    pub columns: Vec<String>,
    /// The numbers, rows x columns, in the order of the file unless [reversed](Self::reverse). Each is finite and no
    /// larger than an `f32` can be.
    pub values: Array2<f64>,
    /// The cells of the first column without numbers, one for each row; empty if all columns have numbers.
    pub labels: Vec<String>,
    /// The names of the columns without numbers; the first of them gives the labels.
    pub skipped: Vec<String>,
    /// The series of the file, each with its rows, which follow each other without a gap; one in most files.
    pub groups: Vec<Group>,
    /// The facts of the file's bytes.
    pub facts: Facts,
    /// The place in the file of each column of numbers, from 1.
    places: Vec<usize>,
    text: String,
}

/// One of the series that a file holds: those of one symbol, say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The cell that its rows have in common; empty if the file holds one series.
    pub name: String,
    /// Its rows, in the order of the file.
    pub rows: Range<usize>,
}

impl Series {
    /// Reads a CSV file and reports to `progress`.
    ///
    /// # Errors
    /// If the file gives no characters, or they are no table of numbers without holes; see [`SeriesError`].
    pub fn read(path: &Path, progress: &mut Progress) -> Result<Self, SeriesError> {
        Self::from_source(Source::File(path), progress)
    }

    fn from_source(source: Source, progress: &mut Progress) -> Result<Self, SeriesError> {
        let (text, facts) = source.read_whole(progress)?;
        let path = source.path();
        let table = Table::new(&text);
        let plan = Plan::new(table, &path)?;
        let mut values = Vec::with_capacity(plan.rows * plan.numbers.len());
        let mut labels = Vec::new();
        let mut header = plan.has_header;
        table.each_record(|record| {
            if std::mem::take(&mut header) {
                return Ok(());
            }
            for column in &plan.numbers {
                values.push(plan.value(column, &record, &path)?);
            }
            labels.extend(plan.skipped.first().map(|&at| record.cells[at].to_owned()));
            Ok(())
        })?;
        let name = |at: usize| plan.names[at].clone();
        Ok(Self {
            columns: plan.numbers.iter().map(|column| name(column.at)).collect(),
            values: Array2::from_shape_vec((plan.rows, plan.numbers.len()), values)
                .expect("each row gave a value for each column"),
            labels,
            skipped: plan.skipped.iter().map(|&at| name(at)).collect(),
            groups: vec![Group { name: String::new(), rows: 0..plan.rows }],
            facts,
            places: plan.numbers.iter().map(|column| column.at + 1).collect(),
            text,
        })
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.facts.notes();
        match &self.skipped[..] {
            [] => {}
            [column] => notes.push(format!("Column left out, for it holds no numbers: {column}.")),
            columns => notes.push(format!("Columns left out, for they hold no numbers: {}.", columns.join(", "))),
        }
        notes
    }

    /// Reverses the rows, for a file whose first row is the newest.
    pub fn reverse(&mut self) {
        self.values.invert_axis(ndarray::Axis(0));
        // Rows lie in memory as they follow each other in time.
        self.values = self.values.as_standard_layout().into_owned();
        self.labels.reverse();
        let rows = self.values.nrows();
        self.groups.iter_mut().for_each(|group| group.rows = rows - group.rows.end..rows - group.rows.start);
        self.groups.reverse();
    }

    /// Whether the file has a number in this cell; else it is NaN or was filled in, and no error may be counted there.
    #[must_use]
    pub fn is_known(&self, row: usize, column: usize) -> bool {
        self.values[[row, column]].is_finite()
    }

    /// The place in [`columns`](Self::columns) of the column with this name or, if none has it, with this number in the
    /// file, counted from 1; of the last one if nothing is `wanted`.
    ///
    /// # Errors
    /// If it is no column of numbers. The columns are listed.
    pub fn column(&self, wanted: Option<&str>) -> Result<usize, NoSuchColumn> {
        let Some(wanted) = wanted else { return Ok(self.columns.len() - 1) };
        let by_name = self.columns.iter().position(|name| name == wanted);
        let by_number = || wanted.parse().ok().and_then(|n: usize| self.places.iter().position(|&place| place == n));
        by_name.or_else(by_number).ok_or_else(|| {
            let listed = self.columns.iter().zip(&self.places).map(|(name, place)| format!("{name:?} ({place})"));
            NoSuchColumn { wanted: wanted.to_owned(), columns: listed.collect::<Vec<_>>().join(", ") }
        })
    }
}

impl FromStr for Series {
    type Err = SeriesError;

    /// Reads CSV that is in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, SeriesError> {
        Self::from_source(Source::Memory(text), &mut unwatched)
    }
}

/// Writes the CSV as it was read. Parsing that gives the same series again, in the order of the file.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rereadable::new(f).write_str(&self.text)
    }
}

/// A column of numbers by its place in a record.
struct NumberColumn {
    at: usize,
    decimal_comma: bool,
}

/// What each column holds, as a first pass has found.
struct Plan {
    names: Vec<String>,
    numbers: Vec<NumberColumn>,
    skipped: Vec<usize>,
    has_header: bool,
    /// The number of rows, without the header.
    rows: usize,
}

impl Plan {
    fn new(table: Table, path: &Path) -> Result<Self, SeriesError> {
        let path = || path.to_owned();
        let (mut first, mut counts, mut records) = (Vec::new(), Vec::new(), 0);
        table.each_record(|Record { line, after_blank, unclosed, cells }| {
            if unclosed {
                return Err(SeriesError::Quote { path: path(), line });
            }
            records += 1;
            if records == 1 {
                first = cells.iter().map(str::to_owned).collect();
                counts = vec![Counts::default(); first.len()];
                return Ok(());
            }
            if cells.len() != first.len() {
                return Err(SeriesError::Cells { path: path(), line, found: cells.len(), expected: first.len() });
            }
            if after_blank && first.len() == 1 {
                return Err(SeriesError::Hole { path: path(), line: line - 1, column: place_name(0) });
            }
            counts.iter_mut().zip(cells).for_each(|(counts, cell)| counts.add(cell));
            Ok(())
        })?;
        if records < FEWEST_ROWS {
            return Err(SeriesError::FewRows { path: path(), rows: records });
        }
        let holds_numbers = |at: &usize| 2 * counts[*at].numbers(table) >= records - 1;
        let (numbers, skipped): (Vec<usize>, Vec<usize>) = (0..first.len()).partition(holds_numbers);
        let numbers: Vec<NumberColumn> =
            numbers.into_iter().map(|at| NumberColumn { at, decimal_comma: counts[at].decimal_comma(table) }).collect();
        if numbers.is_empty() {
            return Err(SeriesError::NoNumbers { path: path() });
        }
        let has_header = numbers.iter().all(|column| number(&first[column.at], column.decimal_comma).is_none())
            && numbers.iter().any(|column| !first[column.at].is_empty());
        let rows = records - usize::from(has_header);
        if rows < FEWEST_ROWS {
            return Err(SeriesError::FewRows { path: path(), rows });
        }
        let name = |(at, cell): (usize, String)| if has_header && !cell.is_empty() { cell } else { place_name(at) };
        let names: Vec<String> = first.into_iter().enumerate().map(name).collect();
        let mut seen = HashSet::new();
        if let Some(name) = names.iter().find(|name| !seen.insert(*name)) {
            return Err(SeriesError::Duplicate { path: path(), name: name.clone() });
        }
        Ok(Self { names, numbers, skipped, has_header, rows })
    }

    fn value(&self, column: &NumberColumn, record: &Record, path: &Path) -> Result<f64, SeriesError> {
        let cell = &record.cells[column.at];
        let value = number(cell, column.decimal_comma);
        if let Some(value) = value.filter(|value| value.abs() <= f64::from(f32::MAX)) {
            return Ok(value);
        }
        let (path, line, column) = (path.to_owned(), record.line, self.names[column.at].clone());
        let shown = cell.chars().take(SHOWN).collect();
        Err(match value {
            Some(_) => SeriesError::NotFinite { path, line, column, cell: shown },
            None if cell.is_empty() => SeriesError::Hole { path, line, column },
            None => SeriesError::Word { path, line, column, cell: shown },
        })
    }
}

/// The name of a column that has none.
fn place_name(at: usize) -> String {
    format!("column {}", at + 1)
}

#[cfg(test)]
mod tests;
