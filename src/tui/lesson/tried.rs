//! What was run in a lesson already, and what came of it: a table that fills itself, a row a part and a column a cell.

use ratatui::text::{Line, Span};

use super::lines::{bold, dim};
use crate::figures::{count, figure};
use crate::train::message::{Examples, Snapshot};
use crate::tui::app::{App, Tried};
use crate::tui::text::{columns, cut};

/// The run that is on the screen, once it has made a step.
pub fn tried(app: &App) -> Option<Tried> {
    let (part, cell) = part_and_cell(app)?;
    let snapshot = app.snapshot.as_ref()?;
    (app.newest() > 0).then(|| Tried { part, cell, outcome: outcome(snapshot) })
}

/// The lesson's part and the cell of the run on the screen.
pub fn part_and_cell(app: &App) -> Option<(String, String)> {
    let (open, info) = (app.lesson.as_ref()?, app.info.as_ref()?);
    let part = open.lesson.preset.parts[open.part].name.clone();
    // Lessons have layers of one cell, whose name the model's begins with.
    Some((part, info.model.split_whitespace().next().unwrap_or_default().to_owned()))
}

/// What a run has come to, in a word or two.
fn outcome(snapshot: &Snapshot) -> String {
    match (&snapshot.view.examples, snapshot.accuracy) {
        (Examples::Classify(view), _) if view.validation.answered > 0 => {
            format!("{} of {}", view.validation.right, view.validation.answered)
        }
        (Examples::Series(_), _) | (_, None) => {
            snapshot.loss.map_or("–".to_owned(), |loss| format!("loss {}", figure(loss)))
        }
        (_, Some(share)) => format!("{:.0}% @{}", 100.0 * share, count(snapshot.epoch)),
    }
}

/// The table: what was run before, and the run on the screen as it is now.
pub fn table(app: &App, width: usize) -> Vec<Line<'static>> {
    let Some(open) = &app.lesson else { return Vec::new() };
    let mut runs: Vec<Tried> = open.tried.clone();
    runs.extend(open.running.clone());
    if runs.is_empty() {
        return vec![dim(app, "what you run stands here")];
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut cells: Vec<&str> = Vec::new();
    for run in &runs {
        if !cells.contains(&run.cell.as_str()) {
            cells.push(&run.cell);
        }
    }
    // The parts stand in the lesson's order.
    parts.extend(open.lesson.preset.parts.iter().map(|part| part.name.as_str()));
    parts.retain(|part| runs.iter().any(|run| run.part == *part));
    let first = parts.iter().map(|part| columns(part)).max().unwrap_or(0).max(4) + 2;
    let column = (width.saturating_sub(first) / cells.len().max(1)).clamp(6, 14);
    let padded = |text: &str, wide: usize| {
        let text = cut(text, wide.saturating_sub(1));
        format!("{text}{}", " ".repeat(wide - columns(&text)))
    };
    let head = cells.iter().map(|cell| padded(cell, column)).collect::<String>();
    let mut lines = vec![dim(app, format!("{}{head}", " ".repeat(first)))];
    for part in parts {
        let mut line = Line::from(Span::styled(padded(part, first), app.theme.dim()));
        for cell in &cells {
            // Of several runs the latest counts.
            let run = runs.iter().rev().find(|run| run.part == part && run.cell == *cell);
            line.push_span(Span::styled(padded(run.map_or("·", |run| &run.outcome), column), bold(app)));
        }
        lines.push(line);
    }
    lines
}
