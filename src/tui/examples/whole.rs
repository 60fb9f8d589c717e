//! The selected row in full, below the list of an expanded pane that cuts it.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::widgets::whole::{Field, Whole};

/// The area of the list, and below it that of the row in full, empty if there are no `fields`.
pub fn split(app: &App, area: Rect, fields: Option<Vec<Field>>) -> [Rect; 2] {
    let lines = fields.map_or(0, |fields| row(app, fields).lines(area.width.saturating_sub(4)).len() + 1);
    // The list keeps half of the height.
    let height = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height / 2);
    Layout::vertical([Constraint::Min(0), Constraint::Length(height)]).areas(area)
}

/// Draws the row in full.
pub fn draw(app: &App, fields: Option<Vec<Field>>, frame: &mut Frame<'_>, area: Rect) {
    let (Some(fields), false) = (fields, area.is_empty()) else { return };
    let inner = frame::draw(&app.theme, frame, area, Around::Part, "the selected row in full", false);
    frame.render_widget(row(app, fields), Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner });
}

fn row(app: &App, fields: Vec<Field>) -> Whole<'_> {
    Whole { fields, theme: &app.theme }
}
