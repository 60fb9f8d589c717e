//! A series: true and predicted curves over each other, the row looked at, and the errors beside the naive forecast's.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::super::app::{App, Pane};
use super::super::body::framed;
use super::super::text::clipped;
use super::super::widgets::curves::Curves;
use crate::train::message::{Errors, SeriesView, Verdict, figure};

/// Rows the curves have before a line of numbers takes one.
const CURVES: u16 = 4;

/// Draws the series.
pub fn draw(app: &App, view: &SeriesView, frame: &mut Frame<'_>, area: Rect) {
    let known = &view.known;
    let rows = if known.horizon == 1 { "row" } else { "rows" };
    let name = clipped(&known.column, usize::from(area.width / 3));
    let mut title = format!("{name} · {} {rows} ahead", known.horizon);
    if !known.skipped.is_empty() {
        let room = usize::from(area.width).saturating_sub(title.chars().count() + 30);
        title = format!("{title} · not numbers: {}", clipped(&known.skipped.join(", "), room));
    }
    let inner = framed(app, frame, area, Some(Pane::Examples), &title, false);
    let mut lines = numbers(app, view);
    let room = usize::from(inner.height.saturating_sub(CURVES));
    // What is held out says most, the row looked at comes next.
    if lines.len() > room && lines.len() > 1 {
        lines.remove(1);
    }
    if lines.len() > room {
        lines.remove(0);
    }
    lines.truncate(room);
    let height = u16::try_from(lines.len()).unwrap_or(0);
    let [chart, below] = Layout::vertical([Constraint::Min(0), Constraint::Length(height)]).areas(inner);
    frame.render_widget(Curves { view, selected: app.example, theme: &app.theme }, chart);
    for (y, line) in (below.y..below.bottom()).zip(lines) {
        frame.render_widget(line, Rect { y, height: 1, ..below });
    }
}

/// There is no list: the cursor is in the chart.
pub fn list(area: Rect) -> Rect {
    Rect { height: 0, ..area }
}

/// The row looked at, the errors on the training rows, and on the held-out ones.
fn numbers(app: &App, view: &SeriesView) -> Vec<Line<'static>> {
    let known = &view.known;
    let mut lines = vec![looked_at(app, view)];
    let training = (" train     ", view.training, known.naive_training, app.theme.accent());
    let held_out = (" held out  ", view.held_out, known.naive_held_out, app.theme.second());
    for (label, net, naive, style) in [training, held_out] {
        if let Some(naive) = naive {
            lines.push(errors(app, label, net, naive, style));
        }
    }
    lines
}

fn looked_at(app: &App, view: &SeriesView) -> Line<'static> {
    let theme = &app.theme;
    let example = app.example.min(view.rows().saturating_sub(1));
    let row = view.known.first + example;
    let truth = view.known.values[row];
    let bold = theme.text().add_modifier(Modifier::BOLD);
    let mut spans = vec![
        Span::styled(format!("›{:<10}", clipped(&view.known.label(row), 20)), bold),
        Span::styled(" true ", theme.dim()),
        Span::styled(figure(truth), theme.text()),
    ];
    match view.predicted.get(example).copied().flatten() {
        Some(said) => spans.extend([
            Span::styled("  predicted ", theme.dim()),
            Span::styled(figure(said), theme.text()),
            Span::styled("  error ", theme.dim()),
            Span::styled(figure(said - truth), theme.text()),
        ]),
        None => spans.push(Span::styled("  not predicted yet", theme.dim())),
    }
    let part = if example < view.known.training { "  trained on" } else { "  held out" };
    spans.push(Span::styled(part, theme.dim()));
    Line::from(spans)
}

fn errors(app: &App, label: &'static str, net: Option<Errors>, naive: Errors, style: Style) -> Line<'static> {
    let theme = &app.theme;
    let net_says = |error: fn(&Errors) -> f64| net.map_or_else(|| "–".to_owned(), |net| figure(error(&net)));
    let verdict = net.map(|net| net.against(&naive));
    let strong = theme.text().add_modifier(Modifier::BOLD);
    let (word, mark) = match verdict {
        Some(verdict @ Verdict::Better) => (verdict.to_string(), style),
        Some(verdict) => (verdict.to_string(), strong),
        None => (String::new(), strong),
    };
    Line::from(vec![
        Span::styled(label, style),
        Span::styled(" MAE ", theme.dim()),
        Span::styled(format!("{:<7}", net_says(|errors| errors.mae)), strong),
        Span::styled(" RMSE ", theme.dim()),
        Span::styled(format!("{:<7}", net_says(|errors| errors.rmse)), strong),
        Span::styled(format!("  naive {:<7} {:<7} ", figure(naive.mae), figure(naive.rmse)), theme.dim()),
        Span::styled(word, mark),
    ])
}
