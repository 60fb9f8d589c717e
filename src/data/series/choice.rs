//! Which columns of a table a series reads, and what the others are for. Nothing is left out that was asked for, and
//! never everything.

use std::path::PathBuf;

use super::error::SeriesError;
use super::reading::{NO_GROUP, SeriesReading};
use super::stacked::Stacked;
use super::when::{When, holds_dates, is_index};
use crate::data::table::Table;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Values that a net may learn from.
    Values,
    /// The same value in each row.
    Constant,
    /// A count of the rows.
    Index,
    /// Years, or dates in digits.
    Dates,
    /// Values in less than half of the rows.
    MostlyBlank,
}

impl Kind {
    /// Why it is left out.
    fn reason(self) -> &'static str {
        match self {
            Self::Values => "",
            Self::Constant => " (one value)",
            Self::Index => " (index)",
            Self::Dates => " (dates)",
            Self::MostlyBlank => " (mostly blank)",
        }
    }
}

/// The columns of a series, by their places in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// Those that are read, in the order of the file.
    pub read: Vec<usize>,
    /// What they are called.
    pub names: Vec<String>,
    /// The one that is forecast.
    pub target: usize,
    /// Those that are left out, each with why if that cannot be seen from its values.
    pub left_out: Vec<(usize, &'static str)>,
    /// The one that names the series.
    pub group: Option<usize>,
    /// One that may name series, but nothing says so.
    pub unsure: Option<usize>,
    /// The one that says when.
    pub when: Option<When>,
    /// Those that name the rows.
    pub labels: Vec<usize>,
}

impl Choice {
    /// Chooses from `table`, which came from `path`.
    ///
    /// # Errors
    /// If no column holds numbers, one that was asked for is not there, or one that is used shares its name.
    pub fn new(table: &Table, asked: &SeriesReading, path: PathBuf) -> Result<Self, SeriesError> {
        let all: Vec<usize> = (0..table.names.len()).collect();
        let numbers: Vec<usize> = all.iter().copied().filter(|&at| table.holds_numbers(at)).collect();
        if numbers.is_empty() {
            return Err(SeriesError::NoNumbers { path });
        }
        let of_numbers = |option, wanted: &String| {
            let found = find(table, wanted).filter(|at| numbers.contains(at));
            found.ok_or_else(|| table.no_such_column((option, wanted), "of numbers ", &numbers))
        };
        let target = asked.target.as_ref().map(|wanted| of_numbers("target", wanted)).transpose()?;
        let excluded = asked.exclude.iter().map(|wanted| {
            let found = table.find(wanted).ok_or_else(|| table.no_such_column(("exclude", wanted), "", &all))?;
            if table.names[found] == *wanted {
                table.the_only(found)?;
            }
            if Some(found) == target { Err(SeriesError::Excluded { name: wanted.clone() }) } else { Ok(found) }
        });
        let excluded = excluded.collect::<Result<Vec<_>, _>>()?;
        let when = When::find(table);
        let Stacked { group, index, unsure } = match asked.group.as_deref() {
            Some(NO_GROUP) => Stacked::default(),
            Some(wanted) => {
                let found = table.find(wanted).ok_or_else(|| table.no_such_column(("group", wanted), "", &all))?;
                Stacked { group: Some(found), ..Stacked::default() }
            }
            None => Stacked::find(table, when),
        };
        // A count of each series' rows is left out as one of all rows is, if something is left then.
        let index = index.filter(|index| numbers.iter().any(|at| at != index && !excluded.contains(at)));
        let may_be_read = |at: &usize| !excluded.contains(at) && Some(*at) != group;
        let mut read: Vec<usize> = match &asked.columns {
            Some(columns) => columns.iter().map(|wanted| of_numbers("columns", wanted)).collect::<Result<_, _>>()?,
            None => usual(table, numbers.iter().copied().filter(|at| may_be_read(at) && Some(*at) != index).collect()),
        };
        read.extend(target);
        read.retain(|at| may_be_read(at) || Some(*at) == target);
        read.sort_unstable();
        read.dedup();
        let Some(&last) = read.last() else { return Err(SeriesError::NoneLeft { path }) };
        // A session keeps their names.
        for &at in read.iter().chain(&group) {
            table.the_only(at)?;
        }
        let left_out = all.iter().copied().filter(|at| !read.contains(at) && Some(*at) != group);
        let left_out: Vec<_> = left_out
            .map(|at| {
                let why = if Some(at) == index { Kind::Index.reason() } else { reason(table, at, &excluded) };
                (at, why)
            })
            .collect();
        let labels = match when {
            Some(when) => when.columns().collect(),
            None => left_out.iter().map(|(at, _)| *at).find(|at| names_rows(table, *at)).into_iter().collect(),
        };
        let names = read.iter().map(|&at| name(table, at, asked.columns.as_deref().unwrap_or_default())).collect();
        Ok(Self { read, names, target: target.unwrap_or(last), left_out, group, unsure, when, labels })
    }
}

/// The column that is wanted. A session may have been begun when `# day` in a header was the name of a column, and no
/// comment.
fn find(table: &Table, wanted: &str) -> Option<usize> {
    table.find(wanted).or_else(|| table.find(wanted.strip_prefix('#')?.trim_start()))
}

/// What a column is called: as it was called when the session was begun.
fn name(table: &Table, at: usize, wanted: &[String]) -> String {
    let marked = wanted.iter().find(|wanted| wanted.starts_with('#') && find(table, wanted) == Some(at));
    marked.unwrap_or(&table.names[at]).clone()
}

/// The columns that are read where nobody says: those of values, else the one that comes nearest to that.
fn usual(table: &Table, numbers: Vec<usize>) -> Vec<usize> {
    let values: Vec<usize> = numbers.iter().copied().filter(|&at| kind(table, at) == Kind::Values).collect();
    if !values.is_empty() {
        return values;
    }
    numbers.into_iter().rev().min_by_key(|&at| kind(table, at)).into_iter().collect()
}

fn kind(table: &Table, at: usize) -> Kind {
    let profile = &table.profiles[at];
    if 2 * profile.blanks > profile.cells {
        Kind::MostlyBlank
    } else if profile.is_constant() {
        Kind::Constant
    } else if is_index(table, at) {
        Kind::Index
    } else if holds_dates(table, at) {
        Kind::Dates
    } else {
        Kind::Values
    }
}

fn reason(table: &Table, at: usize, excluded: &[usize]) -> &'static str {
    if excluded.contains(&at) {
        " (--exclude)"
    } else if table.profiles[at].filled() == 0 {
        " (empty)"
    } else if table.holds_numbers(at) {
        kind(table, at).reason()
    } else if table.profiles[at].is_constant() {
        Kind::Constant.reason()
    } else {
        ""
    }
}

/// Whether a column of words tells rows apart.
fn names_rows(table: &Table, at: usize) -> bool {
    !table.holds_numbers(at) && table.profiles[at].filled() > 0 && !table.profiles[at].is_constant()
}
