//! Whether a file holds several series under each other: a column of few values whose rows stand in blocks or come in
//! turns, while the dates begin anew for each value.

use std::collections::HashMap;
use std::convert::Infallible;

use super::when::When;
use crate::data::table::{Order, Table, is_part_of_time};

/// Rows of a series at least, on average.
const FEWEST: usize = 5;

/// The column that names the series of a file, if it holds more than one.
pub(super) fn group_column(table: &Table, when: Option<When>) -> Option<usize> {
    let mut candidates = candidates(table, when);
    if candidates.is_empty() {
        return None;
    }
    let Some(when) = when else {
        return candidates.into_iter().find(|&at| table.profiles[at].kinds.are_blocks());
    };
    let order = when.order(table);
    if when.time.is_none() && (order.rises() || order.falls()) {
        return None;
    }
    let mut series: Vec<HashMap<String, Order>> = vec![HashMap::new(); candidates.len()];
    let Ok(()) = table.each_row(|row| {
        let Some(key) = when.key(row) else { return Ok::<_, Infallible>(()) };
        for (at, series) in candidates.iter().zip(&mut series) {
            let name = row.cell(*at);
            match series.get_mut(name) {
                Some(order) => order.add(key),
                None => series.entry(name.to_owned()).or_default().add(key),
            }
        }
        Ok(())
    });
    let sorted = series.iter().position(|series| are_sorted(series.values(), table.rows))?;
    Some(candidates.swap_remove(sorted))
}

/// Columns that may name series: words first, then numbers in blocks.
fn candidates(table: &Table, when: Option<When>) -> Vec<usize> {
    let is_when = |at: usize| when.is_some_and(|when| when.columns().any(|column| column == at));
    let has_few = |at: usize| {
        let kinds = &table.profiles[at].kinds;
        table.profiles[at].blanks == 0 && kinds.len().is_some_and(|kinds| kinds > 1 && kinds * FEWEST <= table.rows)
    };
    let (numbers, words): (Vec<usize>, Vec<usize>) =
        (0..table.names.len()).filter(|&at| has_few(at) && !is_when(at)).partition(|&at| table.holds_numbers(at));
    let words = words.into_iter().filter(|&at| {
        let profile = &table.profiles[at];
        profile.dates().is_none() && !profile.holds_times() && !profile.kinds.names().all(is_part_of_time)
    });
    let numbers = numbers.into_iter().filter(|&at| when.is_some() && table.profiles[at].kinds.are_blocks());
    words.chain(numbers).collect()
}

/// Whether the dates of each series run in one direction, the same for all, but for a few rows.
fn are_sorted<'a>(series: impl Iterator<Item = &'a Order> + Clone, rows: usize) -> bool {
    let sum = |of: fn(&Order) -> usize| series.clone().map(of).sum::<usize>();
    let (up, down, same) = (sum(Order::risen), sum(Order::fallen), sum(Order::repeated));
    50 * (up.min(down) + same) <= rows
}
