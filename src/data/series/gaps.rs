//! Whether dates are missing: rows that follow each other at one usual step, but for some places.
//!
//! A step is an amount of time, of days of a week that has none on some, or of months, whichever fits most rows: what
//! comes each month has steps of 28 to 31 days, and what comes each working day has none at a weekend.

use std::collections::BTreeMap;

use super::labels::Labels;
use super::order::place;
use crate::data::table::{Files, months_until};
use crate::figures::count;

const DAY: i64 = 86_400;
const WEEK: usize = 7;
/// Fewer steps than this have none that is usual.
const FEWEST: u64 = 4;
/// Rows over fewer days than this do not tell on which days of a week there are none, but for a weekend.
const FEW_WEEKS: i64 = 4 * 7;
/// More kinds of steps than this have none that is usual.
const MOST_KINDS: usize = 4096;

/// A row in the file: its place, and its line.
type Placed = (usize, usize);

/// The steps from each row of a group to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    /// When the last row of each group was.
    last: Vec<Option<(i64, Placed)>>,
    steps: BTreeMap<Distance, Met>,
    /// On which days of a week there are rows.
    week: [bool; WEEK],
    are_irregular: bool,
}

/// A step from a row to the next one in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Distance {
    seconds: i64,
    days: i64,
    months: i64,
    /// The day of the week that it leads on from.
    weekday: usize,
}

/// How often a step was met, and the first row in the file that it leads on from.
#[derive(Debug, Clone, Copy)]
struct Met {
    times: u64,
    first: Placed,
}

/// In what steps are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Seconds,
    /// Days of a week that has none on some.
    Days([bool; WEEK]),
    Months,
}

impl Gaps {
    /// Takes the next row of this group, which was at this second of the calendar.
    pub fn add(&mut self, group: usize, second: i64, row: Placed) {
        if self.last.len() <= group {
            self.last.resize(group + 1, None);
        }
        self.week[weekday(second)] = true;
        let Some((before, row_before)) = self.last[group].replace((second, row)) else { return };
        let (older, newer, first) = if before < second { (before, second, row_before) } else { (second, before, row) };
        if older == newer || self.are_irregular {
            return;
        }
        let [from, to] = [older, newer].map(|second| second.div_euclid(DAY));
        let months = months_until(to) - months_until(from);
        let step = Distance { seconds: newer - older, days: to - from, months, weekday: weekday(older) };
        self.steps.entry(step).or_insert(Met { times: 0, first }).times += 1;
        self.are_irregular = self.steps.len() > MOST_KINDS;
    }

    /// What is to be said of dates that are missing, if the rows have a usual step.
    pub fn note(&self, labels: &Labels, files: &Files) -> Option<String> {
        let all: u64 = self.steps.values().map(|met| met.times).sum();
        if self.are_irregular || all < FEWEST {
            return None;
        }
        let week = self.has_days_off().then_some(Calendar::Days(self.week));
        let calendars = [Some(Calendar::Months), week, Some(Calendar::Seconds)].into_iter().flatten();
        // Of those that fit as well, the last one.
        let fitting = calendars.filter_map(|calendar| Some((calendar, self.usual(calendar)?)));
        let (calendar, (usual, fits)) = fitting.max_by_key(|(_, (_, fits))| *fits)?;
        let gaps = self.steps.iter().filter_map(|(step, met)| {
            let steps = calendar.count(step).filter(|steps| steps % usual == 0)? / usual;
            (steps > 1).then(|| (met.first, met.times * (steps - 1).unsigned_abs()))
        });
        let (row, line) = gaps.clone().map(|(first, _)| first).min()?;
        let missing = gaps.map(|(_, missing)| missing).sum();
        // What comes every few minutes is often measured in a part of the day only.
        let most = if calendar == Calendar::Seconds && usual < DAY { all / 10 } else { all };
        (4 * fits >= 3 * all && missing <= most).then(|| {
            let dates = if missing == 1 { "date is" } else { "dates are" };
            let (missing, after, line) = (count(missing), labels.get(row).unwrap_or_default(), place(line, files));
            format!("{missing} {dates} missing, first after {after} ({line}): rows are read as if none were.")
        })
    }

    /// The most frequent step, and how often it was met; none if a step cannot be counted in this way.
    fn usual(&self, calendar: Calendar) -> Option<(i64, u64)> {
        let mut times: BTreeMap<i64, u64> = BTreeMap::new();
        for (step, met) in &self.steps {
            *times.entry(calendar.count(step)?).or_default() += met.times;
        }
        times.into_iter().rev().max_by_key(|(_, times)| *times)
    }

    /// Whether there are no rows on some days of the week: two that follow each other, or any for some weeks.
    fn has_days_off(&self) -> bool {
        let off = |at: usize| !self.week[at % WEEK];
        let count = (0..WEEK).filter(|&at| off(at)).count();
        let days: i64 = self.steps.iter().map(|(step, met)| step.days * met.times.cast_signed()).sum();
        count > 0 && (days >= FEW_WEEKS || (count == 2 && (0..WEEK).any(|at| off(at) && off(at + 1))))
    }
}

impl Calendar {
    /// How long a step is; none where it does not leave the month, or the day.
    fn count(self, step: &Distance) -> Option<i64> {
        let count = match self {
            Self::Seconds => step.seconds,
            Self::Months => step.months,
            Self::Days(week) => {
                let on = |days: i64| (1..=days).zip(step.weekday + 1..).filter(|(_, at)| week[at % WEEK]).count();
                step.days / 7 * i64::try_from(on(7)).ok()? + i64::try_from(on(step.days % 7)).ok()?
            }
        };
        (count > 0).then_some(count)
    }
}

/// The day of the week of a second, from 0; which one is the first does not matter.
fn weekday(second: i64) -> usize {
    usize::try_from(second.div_euclid(DAY).rem_euclid(7)).expect("a remainder of 7")
}
