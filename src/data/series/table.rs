//! The records of a CSV text: its delimiter, its lines, and the cells that are numbers. What a column means is decided
//! by the series, never here.

use super::error::SeriesError;
use csv::{ReaderBuilder, StringRecord, Trim};

/// The delimiter is found in so many records.
const SNIFFED: usize = 20;

/// A CSV text whose delimiter is known, without the blank rows at its end.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    text: &'a str,
    delimiter: u8,
}

/// One row of the text.
pub(super) struct Record<'a> {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// Whether a blank line comes before it.
    pub(super) after_blank: bool,
    /// Whether a quote in it is opened and never closed, so that it swallowed the rest of the text.
    pub(super) unclosed: bool,
    /// Its cells, without quotes and the white space around them.
    pub(super) cells: &'a StringRecord,
}

impl<'a> Table<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let delimiter = delimiter_of(text);
        Self { text: without_blank_end(text, delimiter), delimiter }
    }

    /// Whether a comma in a cell may be a decimal comma.
    pub(super) fn has_decimal_commas(self) -> bool {
        self.delimiter != b','
    }

    /// Calls `each` with every record in order, until a call fails.
    pub(super) fn each_record(
        self,
        mut each: impl FnMut(Record) -> Result<(), SeriesError>,
    ) -> Result<(), SeriesError> {
        let mut reader = reader(self.text, self.delimiter);
        let mut cells = StringRecord::new();
        let (mut line, mut counted) = (1, 0);
        while read(&mut reader, &mut cells) {
            // The reader skips blank lines before a record, and its line number is that of the first of them.
            let at = cells.position().map_or(0, csv::Position::byte);
            let at = usize::try_from(at).expect("it is a place in memory");
            let start = self.text.len() - self.text[at..].trim_start_matches(['\n', '\r']).len();
            line += self.text[counted..start].matches('\n').count();
            counted = start;
            let end = usize::try_from(reader.position().byte()).expect("it is a place in memory");
            // An inch mark in the last row is no quote: a quote begins a cell.
            let rest = &self.text[start..];
            let opens = rest.starts_with('"') || rest.contains(&format!("{}\"", char::from(self.delimiter)));
            let unclosed = end >= self.text.len() && opens && rest.matches('"').count() % 2 == 1;
            each(Record { line, after_blank: start > at, unclosed, cells: &cells })?;
        }
        Ok(())
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
}

fn read(reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord) -> bool {
    reader.read_record(record).expect("a flexible reader of UTF-8 in memory has nothing to fail on")
}

/// The first of tab, semicolon and comma that gives every record the same number of cells, or else most records; in
/// this order, for a decimal comma divides cells as evenly as a delimiter does. A comma if none does.
fn delimiter_of(text: &str) -> u8 {
    let shares = [b'\t', b';', b','].map(|delimiter| (delimiter, agreement(text, delimiter)));
    let found = [1.0, 0.5].into_iter().find_map(|least| shares.iter().find(|(_, share)| *share >= least));
    found.map_or(b',', |&(delimiter, _)| delimiter)
}

/// The share of the first records that have the usual number of cells; 0 if that is 1.
fn agreement(text: &str, delimiter: u8) -> f64 {
    let mut reader = reader(text, delimiter);
    let mut record = StringRecord::new();
    let mut counts = Vec::with_capacity(SNIFFED);
    while counts.len() < SNIFFED && read(&mut reader, &mut record) {
        // A blank row at the end has its own number of cells.
        if record.iter().any(|cell| !cell.is_empty()) {
            counts.push(record.len());
        }
    }
    counts.sort_unstable();
    let Some(&usual) = counts.get(counts.len() / 2) else { return 0.0 };
    let agreeing = counts.iter().filter(|&&count| count == usual).count();
    #[expect(clippy::cast_precision_loss, reason = "counts up to 20")]
    let share = agreeing as f64 / counts.len() as f64;
    if usual > 1 { share } else { 0.0 }
}

/// The text without the lines at its end that have nothing but white space and delimiters.
fn without_blank_end(text: &str, delimiter: u8) -> &str {
    let mut rest = text;
    loop {
        let (before, line) = rest.rsplit_once('\n').map_or(("", rest), |(before, line)| (before, line));
        if rest.is_empty() || line.chars().any(|c| !c.is_whitespace() && c != char::from(delimiter)) {
            return rest;
        }
        rest = before;
    }
}

/// A cell as a number, which may be infinite or NaN; `None` if it is not a number.
pub(super) fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let plain = cell.parse().ok();
    if plain.is_some() || !decimal_comma || cell.contains('.') || cell.matches(',').count() != 1 {
        return plain;
    }
    cell.replace(',', ".").parse().ok()
}

/// How many cells of a column are numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    plain: usize,
    commas: usize,
    points: usize,
}

impl Counts {
    pub(super) fn add(&mut self, cell: &str) {
        if number(cell, false).is_some() {
            self.plain += 1;
            self.points += usize::from(cell.contains('.'));
        } else {
            self.commas += usize::from(number(cell, true).is_some());
        }
    }

    /// Whether the commas of this column are decimal commas; they are not if it has decimal points.
    pub(super) fn decimal_comma(self, table: Table) -> bool {
        table.has_decimal_commas() && self.points == 0
    }

    /// How many cells are numbers.
    pub(super) fn numbers(self, table: Table) -> usize {
        self.plain + if self.decimal_comma(table) { self.commas } else { 0 }
    }
}
