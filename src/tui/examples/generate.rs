//! Labels, the texts that the net writes for them, and those of the file.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::whole;
use crate::figures::count;
use crate::train::message::GenerateView;
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::widgets::whole::Field;
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
    let [area, whole] = split(app, view, area);
    let inner = frame::draw(&app.theme, frame, area, around, title, !whole.is_empty());
    let texts = WrittenTexts { view, first, selected: app.example, theme: &app.theme };
    frame.render_widget(texts, inner);
    whole::draw(app, fields(app, view, area), frame, whole);
}

/// Where the labels stand: below the line that names the columns.
pub fn list(app: &App, view: &GenerateView, area: Rect) -> Rect {
    let [list, _] = split(app, view, area);
    Rect { y: list.y + 2, height: list.height.saturating_sub(2), ..list }
}

/// The area of the list, and that of the selected label in full.
fn split(app: &App, view: &GenerateView, area: Rect) -> [Rect; 2] {
    whole::split(app, area, fields(app, view, area))
}

/// The selected label in full, if the pane is expanded and cuts it.
fn fields(app: &App, view: &GenerateView, area: Rect) -> Option<Vec<Field>> {
    let texts = WrittenTexts { view, first: 0, selected: app.example, theme: &app.theme };
    texts.whole(area.width.saturating_sub(2)).filter(|_| app.expanded)
}
