//! A series in memory: rows of numbers, what they are called, and what was decided when they were read.

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use super::error::NoSuchColumn;
use super::labels::Labels;
use super::reading::Fill;
use crate::data::source::{Facts, Rereadable};
use ndarray::{Array2, Axis};

/// Numbers over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The names of the columns that are read, in the order of the file: the header's, or `column 1` and so on.
    pub columns: Vec<String>,
    /// The numbers, rows x columns, in the order of the file unless [reversed](Self::reverse); the rows of each of
    /// [`groups`](Self::groups) together. Each is finite and no larger than an `f32` can be, or NaN where the file has
    /// a blank that is not filled.
    pub values: Array2<f64>,
    /// What the rows are called: dates, if a column has them, or else words; empty if the file has only numbers.
    pub labels: Arc<Labels>,
    /// The names of the columns that are left out.
    pub skipped: Vec<String>,
    /// The series of the file, each with its rows, which follow each other without a gap; one in most files.
    pub groups: Vec<Group>,
    /// The unit of each column: a currency's sign, `%`, or nothing.
    pub units: Vec<&'static str>,
    /// What was decided when it was read.
    pub decided: Decided,
    /// The facts of the file's bytes.
    pub facts: Facts,
    /// The place in the file of each column, from 1.
    pub(super) places: Vec<usize>,
    /// Which values are blanks in the file; none where there is no blank.
    pub(super) blanks: Option<Array2<bool>>,
    pub(super) notes: Vec<String>,
    /// The table as it was read, if it is small.
    pub(super) text: Option<String>,
}

/// What was decided when a series was read, by what was asked for or by what the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The name of the column that is forecast.
    pub target: String,
    /// The name of the column that names the groups.
    pub group: Option<String>,
    /// Whether the first row of each group is its newest.
    pub newest_first: bool,
    /// How blanks are filled.
    pub fill: Fill,
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
    /// Notes on what was read, one sentence each. The first says what was decided.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        notes.extend(self.facts.notes());
        notes
    }

    /// Reverses the rows of each group, for a file whose first row is the newest.
    pub fn reverse(&mut self) {
        if let [_] = self.groups[..] {
            self.values.invert_axis(Axis(0));
            // Rows lie in memory as they follow each other in time.
            self.values = self.values.as_standard_layout().into_owned();
            self.blanks.iter_mut().for_each(|blanks| blanks.invert_axis(Axis(0)));
            self.labels = Arc::new(self.labels.in_order((0..self.values.nrows()).rev()));
        } else {
            let order: Vec<usize> = self.groups.iter().flat_map(|group| group.rows.clone().rev()).collect();
            self.put_in_order(&order);
        }
    }

    /// Puts the rows in this order.
    pub(super) fn put_in_order(&mut self, order: &[usize]) {
        self.values = self.values.select(Axis(0), order);
        self.blanks = self.blanks.as_ref().map(|blanks| blanks.select(Axis(0), order));
        self.labels = Arc::new(self.labels.in_order(order.iter().copied()));
    }

    /// Whether the file has a number in this cell; else it is NaN or was filled in, and no error may be counted there.
    #[must_use]
    pub fn is_known(&self, row: usize, column: usize) -> bool {
        self.blanks.as_ref().is_none_or(|blanks| !blanks[[row, column]])
    }

    /// The place in [`columns`](Self::columns) of the column with this name or, if none has it, with this number in the
    /// file, counted from 1; of the last one if nothing is `wanted`.
    ///
    /// # Errors
    /// If it is not among the columns that are read. They are listed.
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

/// Writes the table as it was read. Reading that in the same way gives the same series again, in the order of the file.
/// Only a small one can be written; [`fmt::Error`] otherwise.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rereadable::new(f).write_str(self.text.as_deref().ok_or(fmt::Error)?)
    }
}
