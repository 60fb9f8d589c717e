//! What a column holds, found in one pass: how many numbers, dates, blanks and words, and how they follow each other.
//! What is made of a column is decided elsewhere.

use std::collections::HashSet;

use super::date::{DateOrder, Moment, day_of_number};
use super::number::{Decimal, is_blank, may_have_unit, number, unit};

/// Values of more kinds than this are not told apart.
pub const MOST_KINDS: usize = 1000;
/// A column whose first words are no dates has none.
const WORDS_WITHOUT_A_DATE: usize = 100;

/// How values follow each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Order {
    last: Option<f64>,
    step: Option<f64>,
    uneven: bool,
    up: usize,
    down: usize,
    same: usize,
}

impl Order {
    /// The next value.
    pub fn add(&mut self, value: f64) {
        if let Some(last) = self.last.replace(value) {
            let step = value - last;
            match last.partial_cmp(&value) {
                Some(std::cmp::Ordering::Less) => self.up += 1,
                Some(std::cmp::Ordering::Greater) => self.down += 1,
                _ => self.same += 1,
            }
            #[expect(clippy::float_cmp, reason = "steps of whole numbers are exact, and only those count")]
            let other = self.step.replace(step).is_some_and(|before| before != step);
            self.uneven |= other;
        }
    }

    /// How many values there are.
    pub fn values(&self) -> usize {
        self.up + self.down + self.same + usize::from(self.last.is_some())
    }

    /// How many are as large as the one before.
    pub fn repeated(&self) -> usize {
        self.same
    }

    /// How many are smaller than the one before.
    pub fn fallen(&self) -> usize {
        self.down
    }

    /// How many are larger than the one before.
    pub fn risen(&self) -> usize {
        self.up
    }

    /// Whether each is larger than the one before, of two or more.
    pub fn rises(&self) -> bool {
        self.up > 0 && self.down + self.same == 0
    }

    /// Whether each is smaller than the one before, of two or more.
    pub fn falls(&self) -> bool {
        self.down > 0 && self.up + self.same == 0
    }

    /// Whether none is smaller than the one before, or none larger.
    pub fn is_sorted(&self) -> bool {
        self.up == 0 || self.down == 0
    }

    /// The step from each value to the next where it is always the same.
    pub fn even_step(&self) -> Option<f64> {
        self.step.filter(|_| !self.uneven)
    }
}

/// The different values of a column.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    names: HashSet<String>,
    last: String,
    runs: usize,
    many: bool,
}

impl Kinds {
    fn add(&mut self, cell: &str) {
        if self.many || (self.runs > 0 && self.last == cell) {
            return;
        }
        self.runs += 1;
        cell.clone_into(&mut self.last);
        if !self.names.contains(cell) {
            self.names.insert(cell.to_owned());
        }
        if self.names.len() > MOST_KINDS {
            (self.many, self.names) = (true, HashSet::new());
        }
    }

    /// How many there are; `None` if they are very many.
    pub fn len(&self) -> Option<usize> {
        (!self.many).then_some(self.names.len())
    }

    /// Whether the rows of each follow each other.
    pub fn are_blocks(&self) -> bool {
        !self.many && self.runs == self.names.len()
    }

    /// All of them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// What a column holds.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Cells.
    pub cells: usize,
    /// Cells that hold no value.
    pub blanks: usize,
    /// The line of the first of them.
    pub first_blank: usize,
    /// Numbers whichever the mark before the decimals is; numbers with a point only; numbers with a comma only.
    numbers: (usize, usize, usize),
    commas: usize,
    points: usize,
    unit: Option<&'static str>,
    smallest: f64,
    largest: f64,
    is_whole: bool,
    are_days: bool,
    first: f64,
    /// The order of its numbers.
    pub order: Order,
    /// The order of its dates, with the day or the month first.
    dates: [Order; 2],
    times: Order,
    words: usize,
    /// Its different values.
    pub kinds: Kinds,
}

impl Profile {
    /// Takes the cell of the next row, without white space around it.
    pub fn add(&mut self, cell: &str, line: usize) {
        self.cells += 1;
        if is_blank(cell) {
            self.first_blank = if self.blanks == 0 { line } else { self.first_blank };
            self.blanks += 1;
            return;
        }
        self.kinds.add(cell);
        match self.value(cell) {
            Some(value) => self.add_number(value, cell),
            None => self.add_word(cell),
        }
    }

    /// Takes so many rows more that are blank lines, the first of them at `line`.
    pub fn add_gaps(&mut self, gaps: usize, line: usize) {
        self.first_blank = if self.blanks == 0 { line } else { self.first_blank.min(line) };
        self.cells += gaps;
        self.blanks += gaps;
    }

    fn value(&mut self, cell: &str) -> Option<f64> {
        let point = number(cell, Decimal::Point);
        let (has_comma, has_point) = (cell.contains(','), cell.contains('.'));
        if !has_comma && !has_point {
            self.numbers.0 += usize::from(point.is_some());
            return point;
        }
        self.points += usize::from(has_point && point.is_some());
        // 1.25 can be nothing else.
        if has_point && !has_comma && point.is_some() && !ends_in_a_group(cell) {
            self.numbers.1 += 1;
            return point;
        }
        let comma = number(cell, Decimal::Comma);
        self.commas += usize::from(has_comma && comma.is_some());
        match (point, comma) {
            (Some(_), Some(_)) => self.numbers.0 += 1,
            (Some(_), None) => self.numbers.1 += 1,
            (None, Some(_)) => self.numbers.2 += 1,
            (None, None) => {}
        }
        point.or(comma)
    }

    fn add_number(&mut self, value: f64, cell: &str) {
        if self.order.values() == 0 {
            (self.first, self.smallest, self.largest) = (value, value, value);
            (self.is_whole, self.are_days) = (true, true);
        }
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
        self.is_whole &= value.fract() == 0.0;
        self.are_days = self.are_days && day_of_number(value).is_some();
        self.order.add(value);
        if self.unit.is_none() && may_have_unit(cell) {
            let units = [Decimal::Point, Decimal::Comma].map(|mark| unit(cell, mark));
            self.unit = units.into_iter().find(|unit| !unit.is_empty());
        }
    }

    fn add_word(&mut self, cell: &str) {
        self.words += 1;
        if self.words > WORDS_WITHOUT_A_DATE && self.date_count() == 0 {
            return;
        }
        for (order, seen) in [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().zip(&mut self.dates) {
            match Moment::parse(cell, order) {
                #[expect(clippy::cast_precision_loss, reason = "seconds of years of four digits")]
                Some(Moment::Date(key)) => seen.add(key as f64),
                #[expect(clippy::cast_precision_loss, reason = "seconds of a day")]
                Some(Moment::Time(key)) if order == DateOrder::DayFirst => self.times.add(key as f64),
                Some(Moment::Time(_)) | None => {}
            }
        }
    }

    fn date_count(&self) -> usize {
        self.dates[0].values().max(self.dates[1].values()).max(self.times.values())
    }

    /// Cells that hold something.
    pub fn filled(&self) -> usize {
        self.cells - self.blanks
    }

    /// The mark before its decimals, in a table whose cells a comma divides or not.
    pub fn decimal(&self, divided_by_commas: bool) -> Decimal {
        let (_, point, comma) = self.numbers;
        let usual = !divided_by_commas && self.commas > 0 && self.points == 0;
        if comma > point || (comma == point && usual) { Decimal::Comma } else { Decimal::Point }
    }

    /// How many cells are numbers.
    pub fn numbers(&self, decimal: Decimal) -> usize {
        let (either, point, comma) = self.numbers;
        either + if decimal == Decimal::Point { point } else { comma }
    }

    /// Whether it is a column of numbers: at least half of what stands in it, and then each cell must be one.
    pub fn holds_numbers(&self, divided_by_commas: bool) -> bool {
        let numbers = self.numbers(self.decimal(divided_by_commas));
        numbers > 0 && 2 * numbers >= self.filled()
    }

    /// The unit of its numbers: a currency's sign, `%`, or nothing.
    pub fn unit(&self) -> &'static str {
        self.unit.unwrap_or_default()
    }

    /// Whether all that stands in it is one number or one word.
    pub fn is_constant(&self) -> bool {
        self.kinds.len() == Some(1)
    }

    /// Whether it counts the rows, from 0 or 1.
    #[expect(clippy::float_cmp, reason = "whole numbers are exact")]
    pub fn is_index(&self) -> bool {
        self.blanks == 0 && self.order.even_step() == Some(1.0) && (self.first == 0.0 || self.first == 1.0)
    }

    /// Whether its numbers are whole, and each is larger than the one before or each smaller.
    pub fn is_strictly_sorted_and_whole(&self) -> bool {
        self.blanks == 0 && self.is_whole && (self.order.rises() || self.order.falls())
    }

    /// Whether its numbers are days such as 19580329 or months such as 195803; months in order, for any six digits may
    /// be a month.
    pub fn are_days(&self) -> bool {
        let certain = self.smallest >= 1e7 || self.order.is_sorted();
        self.blanks == 0 && self.are_days && self.order.values() > 1 && certain
    }

    /// Whether its numbers are whole and between those of the years 1000 and 3000.
    pub fn are_in_years_range(&self) -> bool {
        let in_range = self.smallest >= 1000.0 && self.largest < 3000.0;
        self.blanks == 0 && self.is_whole && in_range && self.order.values() > 1
    }

    /// Whether its numbers may be years, in order.
    pub fn may_be_years(&self) -> bool {
        self.are_in_years_range() && self.order.is_sorted()
    }

    /// Whether its numbers may be seconds or milliseconds since 1970, in order.
    pub fn may_be_timestamps(&self) -> bool {
        let (low, high) = (self.smallest, self.largest);
        let in_range = (low >= 1e8 && high < 4.2e9) || (low >= 1e11 && high < 4.2e12);
        self.is_strictly_sorted_and_whole() && in_range
    }

    /// Which comes first in its dates, if it is a column of dates: nearly all words in it are.
    pub fn dates(&self) -> Option<DateOrder> {
        let [day, month] = &self.dates;
        let better = match day.values().cmp(&month.values()) {
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            // Where both could be, dates that follow each other say which.
            std::cmp::Ordering::Equal if day.is_sorted() && !month.is_sorted() => DateOrder::DayFirst,
            std::cmp::Ordering::Less | std::cmp::Ordering::Equal => DateOrder::MonthFirst,
        };
        let (dates, _) = self.date_order(better);
        (dates > 0 && 20 * dates >= 19 * self.filled()).then_some(better)
    }

    /// How many cells are dates, and their order.
    pub fn date_order(&self, order: DateOrder) -> (usize, &Order) {
        let found = &self.dates[usize::from(order == DateOrder::MonthFirst)];
        (found.values(), found)
    }

    /// Whether it is a column of times of an unknown day.
    pub fn holds_times(&self) -> bool {
        let times = self.times.values();
        times > 0 && 20 * times >= 19 * self.filled()
    }
}

/// Whether a number's last three characters are digits after a point, so that the point may separate thousands.
fn ends_in_a_group(cell: &str) -> bool {
    let Some((before, after)) = cell.rsplit_once('.') else { return false };
    let digits = before.trim_start_matches(|c: char| !c.is_ascii_digit());
    let length = after.bytes().take_while(u8::is_ascii_digit).count();
    length == 3 && !digits.is_empty() && (digits.len() <= 3 || digits.contains('.'))
}
