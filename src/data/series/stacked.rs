//! Whether a file holds several series under each other: a column of few values whose rows stand in blocks or come in
//! turns, while the dates begin anew for each value, or in blocks while a count of the rows begins anew.

use std::collections::HashMap;
use std::convert::Infallible;

use super::when::When;
use crate::data::table::{Order, Table, is_part_of_time};

/// Rows of a series at least, on average.
const FEWEST: usize = 5;

/// Which columns say that a file holds several series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stacked {
    /// The one that names the series, if there are several.
    pub group: Option<usize>,
    /// The one that counts the rows of each, if no dates say so.
    pub index: Option<usize>,
    /// One of words in blocks, where nothing says whether each is a series.
    pub unsure: Option<usize>,
}

impl Stacked {
    /// What a table has of these, whose rows were at the times that `when` says.
    pub fn find(table: &Table, when: Option<When>) -> Self {
        let candidates = candidates(table, when);
        if candidates.is_empty() {
            return Self::default();
        }
        if let Some(when) = when {
            return Self { group: dated(table, when, &candidates), ..Self::default() };
        }
        let blocks = || candidates.iter().copied().filter(|&at| table.profiles[at].kinds.are_blocks());
        let counted = blocks().find_map(|group| Some((group, index_of(table, group)?)));
        match counted {
            Some((group, index)) => Self { group: Some(group), index: Some(index), unsure: None },
            None => Self { unsure: blocks().next(), ..Self::default() },
        }
    }
}

/// The column for each value of which the dates begin anew.
fn dated(table: &Table, when: When, candidates: &[usize]) -> Option<usize> {
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
    Some(candidates[sorted])
}

/// A column that counts the rows of each block of another one, from 0 or 1.
fn index_of(table: &Table, group: usize) -> Option<usize> {
    let blocks = table.profiles[group].kinds.len()?;
    let begins_anew = |at: &usize| {
        let profile = &table.profiles[*at];
        profile.blanks == 0 && profile.order.risen() + blocks == table.rows && table.holds_numbers(*at)
    };
    let mut counts: Vec<(usize, f64)> =
        (0..table.names.len()).filter(begins_anew).map(|column| (column, 0.0)).collect();
    if counts.is_empty() {
        return None;
    }
    let mut block: Option<String> = None;
    let Ok(()) = table.each_row(|row| {
        let begins = block.as_deref() != Some(row.cell(group));
        if begins {
            block = Some(row.cell(group).to_owned());
        }
        #[expect(clippy::float_cmp, reason = "whole numbers are exact")]
        counts.retain_mut(|(column, last)| {
            let Ok(value) = row.cell(*column).parse::<f64>() else { return false };
            let before = std::mem::replace(last, value);
            if begins { value == 0.0 || value == 1.0 } else { value == before + 1.0 }
        });
        Ok::<_, Infallible>(())
    });
    counts.first().map(|(column, _)| *column)
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
