//! Where a table begins: what stands before it, and how many rows its header may have.

use super::date::{DateOrder, Moment};
use super::number::{Decimal, is_blank, number};
use super::records::{Delimiter, Records};

/// A header has at most so many rows after the one with the names: units, say.
const MORE_ROWS: usize = 5;

/// Where a table begins.
#[derive(Debug, Default)]
pub(super) struct Start {
    /// Records before it.
    pub preamble: usize,
    /// The cells of its first record.
    pub first: Vec<String>,
    /// The cells of the record before, if it has one less than the rows, and no number.
    pub one_name_less: Option<Vec<String>>,
    /// Records after the first one that may belong to a header, if the first one is one: of each, which cells are
    /// words.
    pub more_header: Vec<Vec<bool>>,
}

impl Start {
    /// The beginning of the table in `text`, most of whose rows have `width` cells.
    pub fn find(text: &str, delimiter: Delimiter, width: usize) -> Self {
        let mut records = Records::new(text, delimiter);
        let mut start = Self::default();
        while let Some(record) = records.read() {
            let cells: Vec<String> = record.cells().map(str::to_owned).collect();
            if record.len() == width {
                return Self { first: cells, more_header: more_header(&mut records, width), ..start };
            }
            let names = cells.len() + 1 == width && !cells.is_empty();
            let names = names && cells.iter().all(|cell| !is_number(cell) && !cell.is_empty());
            start.one_name_less = names.then_some(cells);
            start.preamble += 1;
        }
        start
    }
}

/// Which of the records that follow may belong to a header, and which of their cells are words: those before the first
/// one with a number or a date, if a word stands in them above a number.
fn more_header(records: &mut Records, width: usize) -> Vec<Vec<bool>> {
    let mut rows: Vec<Vec<bool>> = Vec::new();
    while rows.len() <= MORE_ROWS {
        let Some(record) = records.read() else { break };
        if record.cells().any(|cell| is_number(cell) || Moment::parse(cell, DateOrder::DayFirst).is_some()) {
            let is_below = |words: &Vec<bool>| (0..width).any(|at| words[at] && is_number(record.cell(at)));
            return if rows.iter().any(is_below) { rows } else { Vec::new() };
        }
        rows.push((0..width).map(|at| !is_blank(record.cell(at))).collect());
    }
    Vec::new()
}

fn is_number(cell: &str) -> bool {
    number(cell, Decimal::Point).or_else(|| number(cell, Decimal::Comma)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_words_above_numbers_belong_to_the_header() {
        for (text, wanted) in [
            ("day,a\n2024-01-01,1\n", 0),
            ("Price,Close\nTicker,AAPL\nDate,\n2024-01-01,1\n", 2),
            ("t,v\ns,m/s\n0,5\n", 1),
            ("day,a\n2024-01-01,\n2024-01-02,1\n", 0),
            ("name,a\nx,\ny,\nz,5\n", 0),
            ("a,b\nc,d\n", 0),
        ] {
            assert_eq!(Start::find(text, Delimiter::Char(b','), 2).more_header.len(), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_has_other_cells_stands_before_the_table() {
        let start = Start::find("a title\n\nx y\n1 2 3\n", Delimiter::Spaces, 3);
        assert_eq!(start.preamble, 2);
        assert_eq!(start.one_name_less, Some(vec!["x".to_owned(), "y".to_owned()]));
    }
}
