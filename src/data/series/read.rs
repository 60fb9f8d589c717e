//! Reads a series from a table: one pass finds its columns, another one takes their numbers. Cells are never kept.

use std::collections::HashMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::choice::Choice;
use super::error::{FEWEST_ROWS, SeriesError};
use super::fill::fill;
use super::gaps::Gaps;
use super::labels::Labels;
use super::notes::{blanks, decision, doubt};
use super::order::RowOrder;
use super::reading::SeriesReading;
use super::rows::{Decided, Group, Series};
use super::when::When;
use crate::data::source::{Facts, Progress, Source, unwatched};
use crate::data::table::{Decimal, Files, KEPT_BYTES, Record, Table, is_blank, joined, number};
use ndarray::Array2;

/// Error messages show at most so many characters of a cell.
const SHOWN: usize = 40;

impl Series {
    /// Reads the table in some files and reports to `progress`.
    ///
    /// # Errors
    /// If the file gives no characters, or they are no table of numbers; see [`SeriesError`].
    pub fn read(source: Source, asked: &SeriesReading, progress: &mut Progress) -> Result<Self, SeriesError> {
        let (texts, facts) = source.read_files(progress)?;
        let (text, files) = joined(texts, &|_| false)?;
        let mut series = Self::from_text(&text, &files, facts, asked)?;
        series.text = (series.facts.text_bytes <= KEPT_BYTES).then_some(text);
        Ok(series)
    }

    /// Reads a table that is in memory already by the same rules as a file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, asked: &SeriesReading) -> Result<Self, SeriesError> {
        Self::read(Source::Memory(&[text]), asked, &mut unwatched)
    }

    fn from_text(text: &str, files: &Files, facts: Facts, asked: &SeriesReading) -> Result<Self, SeriesError> {
        let table = Table::new(text, files, &|_| false)?;
        let path = || files.first().to_owned();
        if table.rows < FEWEST_ROWS {
            return Err(SeriesError::FewRows { path: path(), rows: table.rows });
        }
        let choice = Choice::new(&table, asked, path())?;
        let mut taken = Taken::new(&table, &choice);
        table.each_row(|row| taken.add(row))?;
        let newest_first = asked.newest_first.unwrap_or_else(|| taken.order.is_newest_first());
        let mut notes = vec![decision(&table, &choice, taken.groups.len(), (newest_first, asked.newest_first))];
        notes.extend(doubt(&table, &choice));
        notes.extend(blanks(&table, &choice, asked.fill));
        notes.extend(taken.order.notes(newest_first, files));
        if taken.order.is_kept(newest_first) {
            notes.extend(taken.gaps.note(&taken.labels, files));
        }
        let mut series = Self {
            columns: choice.names.clone(),
            values: Array2::from_shape_vec((table.rows, choice.read.len()), taken.values)
                .expect("each row gave a value for each column"),
            labels: Arc::new(taken.labels),
            skipped: choice.left_out.iter().map(|&(at, _)| table.names[at].clone()).collect(),
            groups: vec![Group { name: String::new(), rows: 0..table.rows }],
            units: choice.read.iter().map(|&at| table.profiles[at].unit()).collect(),
            decided: Decided {
                target: table.names[choice.target].clone(),
                group: choice.group.map(|at| table.names[at].clone()),
                newest_first,
                fill: asked.fill,
            },
            facts,
            places: choice.read.iter().map(|at| at + 1).collect(),
            blanks: None,
            notes,
            text: None,
        };
        if choice.group.is_some() {
            series.gather(taken.groups, &taken.group_of_row);
        }
        series.fill_blanks(path())?;
        Ok(series)
    }

    /// Brings the rows of each group together.
    fn gather(&mut self, names: Vec<String>, group_of_row: &[u32]) {
        let mut order: Vec<usize> = (0..group_of_row.len()).collect();
        order.sort_by_key(|&row| group_of_row[row]);
        if !order.is_sorted() {
            self.put_in_order(&order);
        }
        let mut start = 0;
        let rows = order.chunk_by(|&a, &b| group_of_row[a] == group_of_row[b]);
        let ranges = rows.map(|rows| {
            start += rows.len();
            start - rows.len()..start
        });
        self.groups = names.into_iter().zip(ranges).map(|(name, rows)| Group { name, rows }).collect();
    }

    /// Remembers where blanks are, and fills them.
    fn fill_blanks(&mut self, path: PathBuf) -> Result<(), SeriesError> {
        let blanks = self.values.mapv(f64::is_nan);
        for (column, of_column) in self.columns.iter().zip(blanks.columns()) {
            if of_column.iter().all(|&blank| blank) {
                return Err(SeriesError::OnlyBlanks { path, column: column.clone() });
            }
        }
        if !blanks.iter().any(|&blank| blank) {
            return Ok(());
        }
        self.blanks = Some(blanks);
        let Decided { fill: how, newest_first, .. } = self.decided;
        for group in &self.groups {
            for column in 0..self.columns.len() {
                let values = self.values.slice_mut(ndarray::s![group.rows.clone(), column]);
                fill(values, how, newest_first);
            }
        }
        Ok(())
    }
}

impl FromStr for Series {
    type Err = SeriesError;

    /// Reads a table of which nothing is asked.
    fn from_str(text: &str) -> Result<Self, SeriesError> {
        Self::parse(text, &SeriesReading::default())
    }
}

/// What the second pass takes from the rows.
struct Taken<'a> {
    table: &'a Table<'a>,
    choice: &'a Choice,
    decimals: Vec<Decimal>,
    values: Vec<f64>,
    labels: Labels,
    order: RowOrder,
    gaps: Gaps,
    /// The names of the groups, in the order of the file.
    groups: Vec<String>,
    ids: HashMap<String, u32>,
    group_of_row: Vec<u32>,
}

impl<'a> Taken<'a> {
    fn new(table: &'a Table<'a>, choice: &'a Choice) -> Self {
        let decimal = |&at: &usize| table.profiles[at].decimal(table.is_divided_by_commas());
        Self {
            table,
            choice,
            decimals: choice.read.iter().map(decimal).collect(),
            values: Vec::with_capacity(table.rows * choice.read.len()),
            labels: Labels::default(),
            order: RowOrder::default(),
            gaps: Gaps::default(),
            groups: Vec::new(),
            ids: HashMap::new(),
            group_of_row: Vec::new(),
        }
    }

    fn add(&mut self, row: &Record) -> Result<(), SeriesError> {
        for (&at, &decimal) in self.choice.read.iter().zip(&self.decimals) {
            let cell = row.cell(at);
            let value = match number(cell, decimal) {
                Some(value) if value.abs() <= f64::from(f32::MAX) => value,
                _ if is_blank(cell) => f64::NAN,
                other => return Err(self.refused(row.line, at, (cell, other.is_some()))),
            };
            self.values.push(value);
        }
        let group = self.choice.group.map_or(0, |at| self.group(row.cell(at)));
        let key = |when: When| Some((when, when.key(row)?));
        if let Some((when, key)) = self.choice.when.and_then(key) {
            self.order.add(group as usize, key, row.line);
            if let Some(second) = when.second(key) {
                self.gaps.add(group as usize, second, (self.labels.len(), row.line));
            }
        }
        if !self.choice.labels.is_empty() {
            self.labels.push(self.choice.labels.iter().map(|&at| row.cell(at)));
        }
        Ok(())
    }

    fn group(&mut self, name: &str) -> u32 {
        let id = self.ids.get(name).copied().unwrap_or_else(|| {
            let id = u32::try_from(self.groups.len()).expect("a file with 2^32 rows is larger than any memory");
            self.groups.push(name.to_owned());
            self.ids.insert(name.to_owned(), id);
            id
        });
        self.group_of_row.push(id);
        id
    }

    fn refused(&self, line: usize, at: usize, (cell, is_number): (&str, bool)) -> SeriesError {
        let (path, line) = self.table.files().place(line);
        let column = self.table.names[at].clone();
        let cell = cell.chars().take(SHOWN).collect();
        if is_number {
            SeriesError::NotFinite { path, line, column, cell }
        } else {
            SeriesError::Word { path, line, column, cell }
        }
    }
}
