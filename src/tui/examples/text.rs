//! Chunks of a text, predicted beside true, and below them the same merged into one text.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::figures::count;
use crate::train::message::TextView;
use crate::tui::app::App;
use crate::tui::frame::{self, Around, halves};
use crate::tui::text::{clipped, columns};
use crate::tui::widgets::chunks::{Chunks, MergedText, Side, width};

/// With no more lines than this, all are for chunks.
const FEW_LINES: u16 = 4;
/// With fewer columns than this the title does not say how many chunks there are.
const ROOM_TO_COUNT: u16 = 56;

/// Draws the chunks.
pub fn draw(app: &App, view: &TextView, first: usize, around: Around, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let [chunks, merged] = split(view, area);
    let below = !merged.is_empty();
    let title = match (view.covered(), view.rows()) {
        _ if area.width < ROOM_TO_COUNT => "Predicted".to_owned(),
        (_, 1) => "Predicted · 1 chunk".to_owned(),
        (covered, rows) if covered < rows => {
            format!("Predicted · {} of {} chunks", count(covered as u64), count(rows as u64))
        }
        (_, rows) => format!("Predicted · {} chunks", count(rows as u64)),
    };
    let truth = if app.surprise { (Side::Surprise, "True · by surprise") } else { (Side::True, "True") };
    let sides = [(Side::Predicted, title.as_str()), truth];
    for (area, (side, title)) in halves(chunks).into_iter().zip(sides) {
        if area.is_empty() {
            continue;
        }
        let inner = frame::draw(&app.theme, frame, area, around, title, below);
        let [list, next] = with_next(view, inner);
        let chunks = Chunks { view, side, first, selected: app.example, time: app.time, theme };
        frame.render_widget(chunks, list);
        if !next.is_empty() {
            let line = if side == Side::Predicted { likeliest } else { free };
            frame.render_widget(line(app, view, usize::from(next.width)), next);
        }
    }
    // Both have the same width, so that their lines break at the same characters.
    let merged = halves(merged);
    let wide = merged.iter().map(|area| area.width.saturating_sub(4)).min().unwrap_or(0);
    let around = view.starts.get(app.example).copied().unwrap_or(0);
    for (area, side) in merged.into_iter().zip([Side::Predicted, truth.0]) {
        let (Some(merged), false) = (&view.merged, area.is_empty()) else { continue };
        let inner = frame::draw(&app.theme, frame, area, Around::Part, "merged", false);
        let text = Rect { x: inner.x + 1, width: wide, ..inner };
        frame.render_widget(MergedText { merged, side, around, theme }, text);
    }
}

/// Where the chunks stand: below the title.
pub fn list(view: &TextView, area: Rect) -> Rect {
    let [chunks, _] = split(view, area);
    with_next(view, Rect { y: chunks.y + 1, height: chunks.height.saturating_sub(1), ..chunks })[0]
}

/// The room for chunks, and below them that for the likeliest next tokens and for what the net writes on its own; the
/// latter is empty where lines are few.
fn with_next(view: &TextView, area: Rect) -> [Rect; 2] {
    let lines = u16::from(area.height > FEW_LINES && !view.likeliest.is_empty());
    Layout::vertical([Constraint::Min(0), Constraint::Length(lines)]).areas(area)
}

/// The likeliest tokens after the time cursor, as many as there is room for.
fn likeliest(app: &App, view: &TextView, width: usize) -> Line<'static> {
    let mut spans = vec![Span::styled(" next ", app.theme.dim())];
    let mut room = width.saturating_sub(6);
    for (token, probability) in view.likeliest.get(app.time).into_iter().flatten() {
        let token = clipped(&token.to_string(), 12);
        let share = format!(" {:.0}%  ", 100.0 * probability);
        let wide = columns(&token) + share.len();
        if wide > room {
            break;
        }
        room -= wide;
        spans.push(Span::styled(token, app.theme.accent()));
        spans.push(Span::styled(share, app.theme.dim()));
    }
    Line::from(spans)
}

/// The start of what the net writes on its own after this step.
fn free(app: &App, view: &TextView, width: usize) -> Line<'static> {
    if view.free.is_empty() {
        return Line::default();
    }
    let text = clipped(&view.free.concat(), width.saturating_sub(9));
    Line::from(vec![Span::styled(" writes ", app.theme.dim()), Span::styled(text, app.theme.text())])
}

/// The area of the chunks, and below it that of the merged text, empty if there is none.
fn split(view: &TextView, area: Rect) -> [Rect; 2] {
    let length: usize = view.merged.iter().flat_map(|merged| &merged.target).map(width).sum();
    let columns = usize::from(area.width / 2).saturating_sub(3).max(1);
    let wanted = if length == 0 { 0 } else { length.div_ceil(columns) + 1 };
    let rows = u16::try_from(wanted.min(usize::from(area.height / 3))).unwrap_or(0);
    Layout::vertical([Constraint::Min(0), Constraint::Length(rows)]).areas(area)
}
