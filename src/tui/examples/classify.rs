//! Texts with their true and predicted labels, and the confusion matrix.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::whole;
use crate::train::message::{ClassifyView, Part, Right};
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::widgets::answers::Answers;
use crate::tui::widgets::confusion::Matrix;
use crate::tui::widgets::whole::Field;

/// From this width on the matrix stands beside the list, and not below it.
const WIDE: u16 = 60;
/// Fewest columns of a matrix beside the list, with its frame.
const MATRIX: u16 = 28;
/// Fewest lines of the list above a matrix: frame, heading and three rows.
const LIST: u16 = 5;
/// Fewest lines of a matrix below the list: frame, heading and two labels. With less room there is no matrix.
const LEAST: u16 = 4;

/// Draws the list and the matrix.
pub fn draw(app: &App, view: &ClassifyView, first: usize, around: Around, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let [list, matrix, whole] = split(app, view, area);
    let more = !whole.is_empty();
    let below = more || (matrix.y > list.y && !matrix.is_empty());
    let title = title(view, usize::from(list.width.saturating_sub(4)));
    let inner = frame::draw(&app.theme, frame, list, around, &title, below);
    frame.render_widget(Answers { view, first, selected: app.example, theme }, inner);
    if !matrix.is_empty() {
        let title = matrix_title(view, usize::from(matrix.width.saturating_sub(4)));
        let inner = frame::draw(&app.theme, frame, matrix, Around::Part, &title, more);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        frame.render_widget(Matrix { confusion: &view.confusion, labels: Some(&view.labels), theme }, inner);
    }
    whole::draw(app, fields(app, view, list), frame, whole);
}

/// Where the rows stand: below the line that names the columns.
pub fn list(app: &App, view: &ClassifyView, area: Rect) -> Rect {
    let [list, _, _] = split(app, view, area);
    Rect { y: list.y + 2, height: list.height.saturating_sub(2), ..list }
}

/// The selected row in full, if the pane is expanded and its `list` cuts it.
fn fields(app: &App, view: &ClassifyView, list: Rect) -> Option<Vec<Field>> {
    let answers = Answers { view, first: 0, selected: app.example, theme: &app.theme };
    answers.whole(list.width.saturating_sub(2)).filter(|_| app.expanded)
}

/// The areas of the list, of the matrix and of the selected row in full.
fn split(app: &App, view: &ClassifyView, area: Rect) -> [Rect; 3] {
    // How wide the list is does not depend on what stands below it.
    let [list, _] = beside(view, area);
    let [area, whole] = whole::split(app, area, fields(app, view, list));
    let [list, matrix] = beside(view, area);
    [list, matrix, whole]
}

/// The area of the list, and beside or below it that of the matrix, empty if there is none.
fn beside(view: &ClassifyView, area: Rect) -> [Rect; 2] {
    let (columns, lines) = Matrix::wanted(&view.confusion, Some(&view.labels));
    if area.width >= WIDE {
        let columns = columns.saturating_add(4).clamp(MATRIX, (area.width / 2).max(MATRIX));
        return Layout::horizontal([Constraint::Min(0), Constraint::Length(columns)])
            .spacing(Spacing::Overlap(1))
            .areas(area);
    }
    let lines = lines.saturating_add(1).min(area.height.saturating_sub(LIST));
    let lines = if lines < LEAST { 0 } else { lines };
    Layout::vertical([Constraint::Min(0), Constraint::Length(lines)]).areas(area)
}

/// The title of the matrix: which rows it is of and their macro-F1, as fully as there is room for.
fn matrix_title(view: &ClassifyView, room: usize) -> String {
    let rows = match view.reported {
        Part::Training => "training rows",
        Part::Validation => "validation rows",
        Part::Test => "test rows",
    };
    let short = format!("Confusion · {rows}");
    let f1 = view.labels.macro_f1().map(|f1| format!("macro-F1 {:.1}%", 100.0 * f1));
    let titles = f1.iter().flat_map(|f1| [format!("{short} · {f1}"), format!("{rows} · {f1}")]);
    titles.into_iter().find(|title| title.chars().count() <= room).unwrap_or(short)
}

/// The title: how many labels are right, as fully as there is room for.
fn title(view: &ClassifyView, room: usize) -> String {
    let scores = [("train", &view.training), ("val", &view.validation), ("test", &view.test)];
    let line = |said: fn(&Right, f64) -> String| {
        let scores =
            scores.iter().filter_map(|(name, right)| Some(format!("{name} {}", said(right, right.accuracy()?))));
        scores.collect::<Vec<_>>().join(" · ")
    };
    let whole = line(|right, share| format!("{:.1}% ({}/{})", 100.0 * share, right.right, right.answered));
    let short = line(|_, share| format!("{:.1}%", 100.0 * share));
    if short.is_empty() {
        return "Labels".to_owned();
    }
    let titles = [format!("Labels · {whole}"), format!("Labels · {short}"), short];
    let fits = titles.iter().find(|title| title.chars().count() <= room);
    fits.unwrap_or(&titles[2]).clone()
}
