//! A series: true and predicted values as curves, the selected row in numbers, and the errors beside the naive
//! forecast's.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::figures::{count, figure};
use crate::train::message::{BaseKind, SeriesScore, SeriesView, Verdict};
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::text::{clipped, columns, cut};
use crate::tui::widgets::curves::Curves;

/// Lines that the curves keep before a line of numbers may take one.
const CURVES: u16 = 4;
/// Columns that a line of MAE and RMSE takes, and that a line of MAE alone takes, both with the verdict.
const WIDE: u16 = 76;
const MEDIUM: u16 = 48;
/// Columns of a line with the scaled error beside them.
const WIDEST: u16 = 100;

/// Draws the series.
pub fn draw(app: &App, view: &SeriesView, around: Around, frame: &mut Frame<'_>, area: Rect) {
    let known = &view.known;
    let ahead = known.ahead();
    let (first, last) = (*ahead.start(), *ahead.end());
    let rows = if last == 1 { "row" } else { "rows" };
    let mut name = clipped(&known.column, usize::from(area.width / 3));
    let group = known.groups.get(known.examples.group(app.example.min(view.rows().saturating_sub(1))));
    if let Some(group) = group.filter(|group| !group.name.is_empty()) {
        name = format!("{name} of {}", clipped(&group.name, usize::from(area.width / 5)));
    }
    if !known.sign.is_empty() {
        name = format!("{name} in {}", known.sign);
    }
    let which = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let mut title = format!("{name} · {which} {rows} ahead");
    let covered = (0..view.rows()).filter(|&example| view.nearest(example).is_some()).count();
    if covered < view.rows() {
        title = format!("{title} · {} of {} forecast", count(covered as u64), count(view.rows() as u64));
    }
    if !known.skipped.is_empty() {
        // Without room for at least one name, the list is left out.
        let whole = format!("{title} · left out: ");
        let room = usize::from(area.width).saturating_sub(columns(&whole) + 4);
        if room >= 4 {
            title = whole + &cut(&known.skipped.join(", "), room);
        }
    }
    let inner = frame::draw(&app.theme, frame, area, around, &title, false);
    let mut lines = numbers(app, view, inner.width);
    let room = usize::from(inner.height.saturating_sub(CURVES));
    // The errors that are reported, in the last line, are kept longest, then the selected row.
    while lines.len() > room && lines.len() > 2 {
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

/// There is no list: examples are selected in the chart, by keys.
pub fn list(area: Rect) -> Rect {
    Rect { height: 0, ..area }
}

/// The selected row, and the errors on the rows of each part.
fn numbers(app: &App, view: &SeriesView, width: u16) -> Vec<Line<'static>> {
    let mut lines = vec![selected(app, view, width)];
    let training = (" train     ", &view.training, app.theme.accent());
    let validation = (" validation", &view.validation, app.theme.second());
    let test = (" test      ", &view.test, app.theme.second());
    for (label, score, style) in [training, validation, test] {
        lines.extend(score.as_ref().map(|score| errors(app, width, label, score, style)));
    }
    lines
}

/// The selected row: true value, prediction and error; on a narrow screen without the error.
fn selected(app: &App, view: &SeriesView, width: u16) -> Line<'static> {
    let theme = &app.theme;
    let example = app.example.min(view.rows().saturating_sub(1));
    let row = view.known.examples.target(example);
    let truth = view.known.values[row];
    let bold = theme.text().add_modifier(Modifier::BOLD);
    let mut spans = vec![
        Span::styled(format!("›{:<10}", clipped(&view.known.label(row), 20)), bold),
        Span::styled(" true ", theme.dim()),
        Span::styled(figure(truth), theme.text()),
    ];
    let said = view.nearest(example);
    if width < MEDIUM {
        spans.push(Span::styled("  said ", theme.dim()));
        spans.push(Span::styled(said.map_or_else(|| "–".to_owned(), figure), theme.text()));
        return Line::from(spans);
    }
    match said {
        Some(said) => spans.extend([
            Span::styled("  predicted ", theme.dim()),
            Span::styled(figure(said), theme.text()),
            Span::styled("  error ", theme.dim()),
            Span::styled(figure(said - truth), theme.text()),
        ]),
        None => spans.push(Span::styled("  not worked out", theme.dim())),
    }
    let examples = &view.known.examples;
    let part = match example {
        example if examples.training().contains(&example) => "  trained on",
        example if examples.validation().contains(&example) => "  for validation",
        _ => "  for the test",
    };
    spans.push(Span::styled(part, theme.dim()));
    Line::from(spans)
}

/// The errors on one part of the rows beside those of the best naive forecast, and which is better. On a narrow screen
/// only the MAE.
fn errors(app: &App, width: u16, label: &'static str, score: &SeriesScore, style: Style) -> Line<'static> {
    let theme = &app.theme;
    let strong = theme.text().add_modifier(Modifier::BOLD);
    let mut shown = vec![(" MAE ", score.net.mae), (" RMSE ", score.net.rmse), (" MASE ", score.mase)];
    shown.truncate(match width {
        ..WIDE => 1,
        WIDE..WIDEST => 2,
        _ => 3,
    });
    let mut spans = vec![Span::styled(label, style)];
    let pad = if width < MEDIUM { 6 } else { 8 };
    for (name, error) in &shown {
        spans.push(Span::styled(*name, theme.dim()));
        spans.push(Span::styled(format!("{:<pad$}", figure(*error)), strong));
    }
    if let Some((kind, naive)) = score.best_naive() {
        spans.push(Span::styled(format!(" {}", short(kind)), theme.dim()));
        let naive = [naive.mae, naive.rmse];
        let naive =
            naive.iter().take(shown.len()).map(|error| Span::styled(format!(" {:<7}", figure(*error)), theme.dim()));
        spans.extend(naive);
    }
    if width < MEDIUM {
        return Line::from(spans);
    }
    let verdict = score.verdict();
    let mark = if verdict == Verdict::Better { style } else { strong };
    spans.push(Span::styled(format!(" {verdict}"), mark));
    Line::from(spans)
}

/// A naive forecast in a word.
fn short(kind: BaseKind) -> &'static str {
    match kind {
        BaseKind::Last => "naive",
        BaseKind::Season | BaseKind::SeasonalChange | BaseKind::SeasonalRatio => "seasonal naive",
    }
}
