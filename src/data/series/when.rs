//! Which column says when a row was, and the order that it gives.

use crate::data::table::{DateOrder, Moment, Order, Profile, Record, Table, day_of_number};

/// Names of columns of numbers that say when, or which row it is, whatever the numbers are.
const TIMES: [&str; 8] = ["t", "time", "timestamp", "date", "datetime", "unix", "unixtime", "step"];
const INDICES: [&str; 8] = ["index", "idx", "id", "row", "rownames", "obs", "no", "unnamed: 0"];
const YEARS: [&str; 6] = ["year", "yr", "years", "jahr", "연도", "년도"];

/// The second of the calendar at which 1970 begins.
const UNIX_EPOCH: f64 = 719_468.0 * 86_400.0;

/// How the cells of a column say when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Date(DateOrder),
    /// A year, or a count of seconds.
    Number,
    /// 19580329
    Digits,
}

/// The column that says when a row was, perhaps with a second one that says at what time of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    pub column: usize,
    written: Written,
    pub time: Option<usize>,
}

/// Whether a column of numbers only counts the rows.
pub(super) fn is_index(table: &Table, at: usize) -> bool {
    let profile = &table.profiles[at];
    let named = is_one_of(&table.names[at], &INDICES) || is_one_of(&table.names[at], &TIMES);
    profile.is_index() || (named && profile.is_strictly_sorted_and_whole())
}

/// Whether a column of numbers holds years, days such as 19580329, or seconds since 1970.
pub(super) fn holds_dates(table: &Table, at: usize) -> bool {
    written_in_numbers(&table.profiles[at], &table.names[at]).is_some()
}

fn written_in_numbers(profile: &Profile, name: &str) -> Option<Written> {
    let steps = profile.order.even_step().is_some_and(|step| step != 0.0);
    let is_year = profile.are_in_years_range() && (is_one_of(name, &YEARS) || (steps && profile.may_be_years()));
    if profile.are_days() {
        return Some(Written::Digits);
    }
    let is_time = profile.may_be_timestamps() && (steps || is_one_of(name, &TIMES));
    (is_year || is_time).then_some(Written::Number)
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|own| name.eq_ignore_ascii_case(own))
}

impl When {
    /// The first column of dates in words, else in numbers.
    pub fn find(table: &Table) -> Option<Self> {
        let columns = || table.profiles.iter().enumerate();
        let words = columns().filter(|(at, _)| !table.holds_numbers(*at));
        let in_words = words.clone().find_map(|(at, profile)| {
            profile.dates().map(|order| Self { column: at, written: Written::Date(order), time: None })
        });
        let in_numbers = || {
            columns().filter(|(at, _)| table.holds_numbers(*at)).find_map(|(at, profile)| {
                let written = written_in_numbers(profile, &table.names[at])?;
                Some(Self { column: at, written, time: None })
            })
        };
        let mut found = in_words.or_else(in_numbers)?;
        if found.order(table).repeated() > 0 {
            found.time = words.clone().find(|(_, profile)| profile.holds_times()).map(|(at, _)| at);
        }
        Some(found)
    }

    /// The order of the whole file by this column alone.
    pub fn order(self, table: &Table) -> Order {
        let profile = &table.profiles[self.column];
        match self.written {
            Written::Date(order) => *profile.date_order(order).1,
            Written::Number | Written::Digits => profile.order,
        }
    }

    /// The number by which a row is put in order.
    pub fn key(self, row: &Record) -> Option<f64> {
        let cell = row.cell(self.column);
        #[expect(clippy::cast_precision_loss, reason = "seconds of years of four digits")]
        let day = match self.written {
            Written::Date(order) => Moment::parse(cell, order)?.key() as f64,
            Written::Number => cell.parse().ok()?,
            Written::Digits => cell.parse().ok().and_then(day_of_number)? as f64 * 86_400.0,
        };
        let time = self.time.and_then(|at| Moment::parse(row.cell(at), DateOrder::DayFirst));
        #[expect(clippy::cast_precision_loss, reason = "seconds of a day")]
        let seconds = time.map_or(0.0, |time| time.key() as f64);
        Some(day + seconds)
    }

    /// The second of the calendar that a key stands for.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "days and seconds of years of four digits"
    )]
    pub fn second(self, key: f64) -> Option<i64> {
        let second = match self.written {
            Written::Number if key < 3000.0 => day_of_number(key * 100.0 + 1.0)? as f64 * 86_400.0,
            // Seconds or milliseconds since 1970.
            Written::Number => (if key < 1e10 { key } else { key / 1000.0 }) + UNIX_EPOCH,
            Written::Date(_) | Written::Digits => key,
        };
        Some(second.floor() as i64)
    }

    /// The columns that name a row.
    pub fn columns(self) -> impl Iterator<Item = usize> {
        [Some(self.column), self.time].into_iter().flatten()
    }
}
