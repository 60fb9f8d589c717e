//! Labels, the texts that the net writes for them, and those of the file.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::figures::count;
use crate::train::message::GenerateView;
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::widgets::written::WrittenTexts;

/// Draws the list.
pub fn draw(app: &App, view: &GenerateView, first: usize, around: Around, frame: &mut Frame<'_>, area: Rect) {
    let (exact, listed) = (view.exact(), view.written.len());
    let of = if listed < view.labels { format!(", of {} labels", count(view.labels as u64)) } else { String::new() };
    let titles = [
        format!("Written for each label · {exact}/{listed} in the file{of}"),
        format!("Written · {exact}/{listed} in the file"),
    ];
    let room = usize::from(area.width.saturating_sub(4));
    let title = titles.iter().find(|title| title.chars().count() <= room).unwrap_or(&titles[1]);
    let inner = frame::draw(&app.theme, frame, area, around, title, false);
    let texts = WrittenTexts { view, first, selected: app.example, theme: &app.theme };
    frame.render_widget(texts, inner);
}

/// Where the labels stand: below the line that names the columns.
pub fn list(area: Rect) -> Rect {
    Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
}
