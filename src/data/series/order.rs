//! Whether the rows of a series follow each other in time, and in which direction.

use crate::data::table::{Files, Order};
use crate::figures::count;

/// The order of the rows of each group by what they say of when they were.
#[derive(Debug, Clone, Default)]
pub(super) struct RowOrder {
    groups: Vec<(Order, Option<f64>)>,
    /// The lines of the first row that is later than the one before, earlier, and at the same time.
    first: [Option<usize>; 3],
}

impl RowOrder {
    /// Takes the next row of this group.
    pub fn add(&mut self, group: usize, key: f64, line: usize) {
        if self.groups.len() <= group {
            self.groups.resize_with(group + 1, Default::default);
        }
        let (order, last) = &mut self.groups[group];
        order.add(key);
        if let Some(last) = last.replace(key) {
            let which = if key > last { 0 } else { 1 + usize::from(key >= last) };
            self.first[which].get_or_insert(line);
        }
    }

    fn sum(&self, of: fn(&Order) -> usize) -> usize {
        self.groups.iter().map(|(order, _)| of(order)).sum()
    }

    /// Whether the rows run from the newest to the oldest, but for a few.
    pub fn is_newest_first(&self) -> bool {
        20 * self.sum(Order::risen) < self.sum(Order::fallen)
    }

    /// Whether each row is later than the one before, or not: as they are to be read.
    pub fn is_kept(&self, newest_first: bool) -> bool {
        self.sum(if newest_first { Order::risen } else { Order::fallen }) == 0
    }

    /// What is to be said of rows that do not follow each other, one sentence each.
    pub fn notes(&self, newest_first: bool, files: &Files) -> Vec<String> {
        let mut notes = Vec::new();
        if newest_first && !self.is_newest_first() && self.sum(Order::risen) > 0 {
            notes.push("The dates say that the last row is the newest: leave --newest-first out.".to_owned());
            return notes;
        }
        let wrong = if newest_first { self.sum(Order::risen) } else { self.sum(Order::fallen) };
        if let Some(line) = self.first[usize::from(!newest_first)].filter(|_| wrong > 0) {
            let (rows, are) = if wrong == 1 { ("row", "is") } else { ("rows", "are") };
            let (wrong, where_) = (count(wrong as u64), place(line, files));
            notes.push(format!(
                "{wrong} {rows} {are} out of order by date, first in {where_}: rows are read in the order of the file."
            ));
        }
        let twice = self.sum(Order::repeated);
        if let Some(line) = self.first[2] {
            let rows = if twice == 1 { "row has" } else { "rows have" };
            let twice = count(twice as u64);
            notes.push(format!("{twice} {rows} the date of the row before, first in {}.", place(line, files)));
        }
        notes
    }
}

/// A line of the text as people know it: of several files with the name of the file, unless it is the first one.
pub(super) fn place(line: usize, files: &Files) -> String {
    let (path, line) = files.place(line);
    if path == files.first() { format!("line {line}") } else { format!("line {line} of {path:?}") }
}
