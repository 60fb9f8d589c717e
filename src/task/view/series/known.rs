//! What a view of a series needs that stays the same through a run.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::data::series::{Base, BaseKind, Examples, Group, Labels};

/// A series as the file has it, where its examples are, and what is known without learning.
#[derive(Debug, Clone)]
pub struct Known {
    /// The target column's name.
    pub column: String,
    /// The sign of its unit: a currency's, `%`, or nothing.
    pub sign: &'static str,
    /// What the rows are called: dates, say. Empty if the file has only numbers.
    pub labels: Arc<Labels>,
    /// The names of the columns that are left out.
    pub skipped: Vec<String>,
    /// The series of the file, each with its rows.
    pub groups: Vec<Group>,
    /// The examples: those trained on, then those for validation, then those for the test.
    pub examples: Arc<Examples>,
    /// The target's true values, in its own unit, one for each row; NaN where the file has none.
    pub values: Vec<f64>,
    /// The rows whose value was filled in, in order.
    pub filled: Vec<usize>,
    /// From which known value the net forecasts a change; none where it forecasts the value itself.
    pub base: Option<Base>,
    /// The naive forecasts that the net is held against: the last value first.
    pub naive: Vec<Base>,
    /// For each series, the mean size of the target's change from row to row, or from season to season, over its
    /// training rows: what a mean absolute scaled error is measured in.
    pub steps: Vec<f64>,
    /// For each series, what an output of 1 is worth as the target is measured.
    pub units: Vec<f64>,
}

/// A value that the file has not is equal to itself.
impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        let Self { column, sign, labels, skipped, groups, examples, values, filled, base, naive, steps, units } = self;
        (column, *sign, labels, skipped, groups)
            == (&other.column, other.sign, &other.labels, &other.skipped, &other.groups)
            && (examples, filled, base, naive) == (&other.examples, &other.filled, &other.base, &other.naive)
            && same(values, &other.values)
            && same(steps, &other.steps)
            && same(units, &other.units)
    }
}

/// Whether all numbers are the same, also those that are none.
pub(super) fn same(a: &[f64], b: &[f64]) -> bool {
    a.iter().map(|x| x.to_bits()).eq(b.iter().map(|x| x.to_bits()))
}

impl Known {
    /// What `row` is called: its label, or its number counted from 1.
    pub fn label(&self, row: usize) -> String {
        self.labels.get(row).map_or_else(|| format!("row {}", row + 1), str::to_owned)
    }

    /// How many rows after an example's last one are forecast.
    pub fn ahead(&self) -> RangeInclusive<usize> {
        self.examples.cut().ahead.clone()
    }

    /// The true value `ahead` rows after an example's last one; NaN where there is none.
    pub fn truth(&self, example: usize, ahead: usize) -> f64 {
        let row = self.examples.last(example) + ahead;
        let inside = self.groups[self.examples.group(example)].rows.contains(&row);
        if inside { self.values[row] } else { f64::NAN }
    }

    /// A naive forecast of that value; NaN where too little is known.
    pub fn naive(&self, base: Base, example: usize, ahead: usize) -> f64 {
        let last = self.examples.last(example);
        let rows = &self.groups[self.examples.group(example)].rows;
        if last - rows.start < base.reach(ahead) {
            return f64::NAN;
        }
        base.value(base.at(|row| base.measure(self.values[row]), last, ahead))
    }

    /// The row of the first validation target of a series, and that of its first test target, where there are such.
    pub fn held_out_from(&self, group: usize) -> [Option<usize>; 2] {
        let (rows, [validation, test]) = self.examples.bounds(group);
        [(validation < test).then_some(validation), (test < rows.end).then_some(test)]
    }

    /// A naive forecast in words.
    pub fn says(&self, kind: BaseKind) -> String {
        let ahead = self.ahead();
        match kind {
            BaseKind::Last if ahead == (1..=1) => "the value before".to_owned(),
            BaseKind::Last if ahead.start() == ahead.end() => format!("the value {} rows before", ahead.start()),
            BaseKind::Season => {
                let season = self.naive.iter().map(|base| base.season).max().unwrap_or(0);
                format!("the value a season of {season} rows before")
            }
            kind => kind.says().to_owned(),
        }
    }
}
