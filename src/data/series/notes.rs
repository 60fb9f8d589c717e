//! What is said of a series that was read: what was decided, in one line, and where its blanks are.

use super::choice::Choice;
use super::reading::Fill;
use crate::data::table::{Decimal, Table};
use crate::figures::count;

/// The line that says what was decided: `182 rows; forecasts price; reads price; leaves out date; ; between cells`.
/// `newest_first` is what was decided, and what was asked for.
pub(super) fn decision(
    table: &Table,
    choice: &Choice,
    groups: usize,
    (newest_first, asked): (bool, Option<bool>),
) -> String {
    let name = |at: usize| table.names[at].as_str();
    let mut parts = vec![
        format!("{} rows", count(table.rows as u64)),
        format!("forecasts {}", name(choice.target)),
        format!("reads {}", choice.read.iter().map(|&at| name(at)).collect::<Vec<_>>().join(", ")),
    ];
    if let Some(at) = choice.group {
        let kinds = if groups == 1 {
            "1 value: 1 series".to_owned()
        } else {
            format!("{0} values: {0} series", count(groups as u64))
        };
        parts.push(format!("{} has {kinds}", name(at)));
    }
    if !choice.left_out.is_empty() {
        let left_out = choice.left_out.iter().map(|&(at, why)| format!("{}{why}", name(at)));
        parts.push(format!("leaves out {}", left_out.collect::<Vec<_>>().join(", ")));
    }
    if newest_first {
        let why = if asked.is_none() { " by the dates" } else { "" };
        parts.push(format!("newest first{why}"));
    }
    if !table.has_header && table.names.len() > 1 {
        parts.push("no header".to_owned());
    }
    if table.preamble > 0 {
        let lines = if table.preamble == 1 { "line" } else { "lines" };
        parts.push(format!("{} {lines} before the table passed over", table.preamble));
    }
    if table.more_header > 0 {
        let rows = if table.more_header == 1 { "row" } else { "rows" };
        parts.push(format!("{} more {rows} of the header passed over", table.more_header));
    }
    if table.names.len() > 1 {
        parts.push(format!("{} between cells", table.delimiter.name()));
    }
    let is_comma = |&at: &usize| table.profiles[at].decimal(table.is_divided_by_commas()) == Decimal::Comma;
    if choice.read.iter().any(is_comma) {
        parts.push("decimal commas".to_owned());
    }
    parts.join("; ")
}

/// A sentence for each column that is read and has blanks: how many, where, and what becomes of them.
pub(super) fn blanks<'a>(table: &'a Table, choice: &'a Choice, fill: Fill) -> impl Iterator<Item = String> + 'a {
    choice.read.iter().filter(|&&at| table.profiles[at].blanks > 0).map(move |&at| {
        let profile = &table.profiles[at];
        let becomes = match fill {
            Fill::None => "windows that touch one are passed over (--fill none)",
            Fill::Previous => "filled with the value before and never scored (--fill previous)",
            Fill::Linear => "filled between the values around them and never scored (--fill linear)",
        };
        let blanks =
            if profile.blanks == 1 { "1 blank".to_owned() } else { format!("{} blanks", count(profile.blanks as u64)) };
        let (_, line) = table.files().place(profile.first_blank);
        format!("{blanks} in {}, first in line {line}: {becomes}.", table.names[at])
    })
}

/// A question, where a column of words stands in blocks and neither dates nor a count begin anew in each.
pub(super) fn doubt(table: &Table, choice: &Choice) -> Option<String> {
    let at = choice.unsure?;
    let (name, blocks) = (&table.names[at], table.profiles[at].kinds.len()?);
    Some(format!("{name} has {blocks} values in blocks: if each is a series of its own, say so (--group {name:?})."))
}
