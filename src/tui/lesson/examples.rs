//! The live blocks that show a task's own examples.

use ratatui::text::Line;

use super::blocks::row;
use crate::train::message::{Examples, TextView};
use crate::tui::app::App;
use crate::tui::text::clipped;

/// The block of this name, where the task has one.
pub fn block(app: &App, name: &str, examples: &Examples, width: usize) -> Option<Vec<Line<'static>>> {
    match (name, examples) {
        ("prediction", Examples::Text(view)) => chunk(app, view, width),
        _ => None,
    }
}

/// A chunk: what should come out and what came out.
fn chunk(app: &App, view: &TextView, width: usize) -> Option<Vec<Line<'static>>> {
    if view.rows() == 0 {
        return None;
    }
    let at = app.example.min(view.rows() - 1);
    let room = width.saturating_sub(10);
    let target: String = view.row(&view.target, at).iter().collect();
    let predicted: String = view.row(&view.predicted, at).iter().map(|c| c.unwrap_or('·')).collect();
    let read = app.view().map_or_else(String::new, |view| view.hidden.steps.concat());
    Some(vec![
        row(app, "in       ", clipped(&read, room)),
        row(app, "true     ", clipped(&target, room)),
        row(app, "predicted", clipped(&predicted, room)),
    ])
}
