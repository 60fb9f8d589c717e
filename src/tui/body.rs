//! The panes between the numbers and the status line: loss, hidden state, examples. Changes nothing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use super::app::{App, Pane};
use super::examples;
use super::lesson;
use super::text::{columns, cut};
use super::widgets::hidden::Hidden;
use super::widgets::loss::LossChart;
use crate::train::message::Snapshot;

/// Draws all panes on show.
pub fn draw(app: &App, snapshot: &Snapshot, frame: &mut Frame<'_>) {
    let panes = app.panes();
    let theme = &app.theme;
    let view = &snapshot.view;
    let below = !panes.examples.is_empty();
    if !panes.lesson.is_empty() {
        lesson::draw(app, frame, panes.lesson);
    }
    if !panes.loss.is_empty() {
        let of = view.examples.loss().map_or_else(String::new, |what| format!(" · {what}"));
        let title = format!("Loss{of}{}", if app.log_scale { " (log)" } else { "" });
        let inner = framed(app, frame, panes.loss, Some(Pane::Loss), &title, below);
        let chart =
            LossChart { history: &snapshot.history, rate_changes: &snapshot.rate_changes, log: app.log_scale, theme };
        frame.render_widget(chart, inner);
    }
    if !panes.hidden.is_empty() {
        let of = format!("layer {} · {}", app.layer.saturating_add(1), view.hidden.example);
        let mut title = format!("Hidden state · {of}");
        if columns(&title) > room(panes.hidden) {
            title = format!("Hidden · {of}");
        }
        let inner = framed(app, frame, panes.hidden, Some(Pane::Hidden), &title, below);
        let heatmap =
            Hidden { view: &view.hidden, layer: app.layer, first_unit: app.first_unit, time: app.time, theme };
        frame.render_widget(heatmap, inner);
    }
    if !panes.examples.is_empty() {
        examples::draw(app, &view.examples, frame, panes.examples);
    }
}

/// Columns of a pane's title: without its mark and both corners.
fn room(area: Rect) -> usize {
    usize::from(area.width).saturating_sub(3)
}

/// Draws a pane's frame, joined with its neighbours', and gives the room within; the focus is in the accent. With a
/// pane `below`, the sides reach into that one's line.
pub fn framed(app: &App, frame: &mut Frame<'_>, area: Rect, which: Option<Pane>, title: &str, below: bool) -> Rect {
    let theme = &app.theme;
    let (mark, style) = match which {
        Some(pane) if pane == app.focus => ("▸", theme.accent().add_modifier(Modifier::BOLD)),
        Some(_) => (" ", theme.text()),
        None => (" ", theme.dim()),
    };
    let title = cut(title, room(area));
    let block = Block::new()
        .borders(Borders::TOP | Borders::LEFT | Borders::RIGHT)
        .merge_borders(MergeStrategy::Exact)
        .border_style(theme.border())
        .title_top(Line::from(vec![Span::styled(mark, theme.accent()), Span::styled(format!("{title} "), style)]));
    let inner = block.inner(area);
    frame.render_widget(block, Rect { height: area.height + u16::from(below), ..area });
    inner
}
