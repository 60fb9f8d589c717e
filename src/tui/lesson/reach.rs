//! The blocks of live numbers about gradients: how far they reach back, and what they say counts.

use ratatui::text::{Line, Span};
use textwrap::wrap;

use super::lines::{bar, bold, breaks, dim, row, shown};
use super::tried::part_and_cell;
use crate::figures::cell;
use crate::train::message::{GradientsView, Inside, Over};
use crate::tui::app::{App, Reach, Reached};
use crate::tui::text::{clipped, columns};

/// The lags that have a line.
const LAGS: [usize; 9] = [0, 1, 2, 3, 5, 10, 20, 30, 40];
/// The rows of outputs that have a line.
const ROWS: usize = 12;

/// What there is of gradients; a line in its place where a screen asks for something else.
fn view(app: &App) -> Result<&GradientsView, Vec<Line<'static>>> {
    match app.view().and_then(|view| view.inside.as_deref()) {
        Some(Inside::Gradients(view)) => Ok(view),
        Some(_) => Err(vec![dim(app, "1 leads back to these numbers")]),
        None => Err(vec![dim(app, "…")]),
    }
}

/// How far the gradient of the run on the screen reaches at its beginning, or else now: over examples that are the same
/// at both.
pub fn reached(app: &App) -> Option<Reached> {
    let (part, cell) = part_and_cell(app)?;
    let view = view(app).ok().filter(|view| view.over == Over::First && view.whole)?;
    let reach = Some(Reach::of(view)?);
    let (before, now) = if app.newest() == 0 { (reach, None) } else { (None, reach) };
    Some(Reached { part, cell, before, now })
}

/// The gradient of the state that carries most, by steps back, as bars, with its half-life.
pub fn lags(app: &App, width: usize) -> Vec<Line<'static>> {
    let view = match view(app) {
        Ok(view) => view,
        Err(lines) => return lines,
    };
    let Some(part) = view.parts.last() else { return vec![dim(app, "…")] };
    let (fading, name) = (part.carried(), if part.c.is_some() { "c" } else { "h" });
    let rows = if view.rows == 1 { String::new() } else { format!(", mean of {} texts", view.rows) };
    let title = format!("|d loss / d {name}| by steps back{rows}");
    let mut lines: Vec<_> = wrap(&title, breaks(width)).into_iter().map(|line| dim(app, line)).collect();
    let most = fading.by_lag.iter().copied().fold(0.0, f64::max);
    for (lag, &norm) in LAGS.iter().filter_map(|&lag| Some((lag, fading.by_lag.get(lag)?))) {
        lines.push(Line::from(vec![
            Span::styled(format!("{lag:>3}  "), app.theme.dim()),
            Span::styled(format!("{}  ", cell(norm, 4, 8)), app.theme.text()),
            bar(app, norm / most.max(f64::MIN_POSITIVE), width.saturating_sub(16)),
        ]));
    }
    let farthest = fading.by_lag.len().saturating_sub(1);
    let half_life =
        fading.half_life.map_or_else(|| format!("over {farthest} steps"), |steps| format!("{steps:.2} steps"));
    lines.push(row(app, "half-life", half_life));
    lines
}

/// How far the gradient reached with each cell in the part that runs, before training and now.
pub fn table(app: &App, width: usize) -> Vec<Line<'static>> {
    let Some((open, (part, _))) = app.lesson.as_ref().zip(part_and_cell(app)) else { return vec![dim(app, "…")] };
    let head = format!("{:<12}{:>9}{:>9}{:>7}", part, "half-life", format!("{} back", Reach::FAR), "first");
    let mut lines = vec![dim(app, clipped(&head, width))];
    for run in open.reached.iter().filter(|run| run.part == part) {
        for (place, (when, reach)) in [("before", run.before), ("now", run.now)].into_iter().enumerate() {
            let name = if place == 0 { run.cell.as_str() } else { "" };
            let figures = reach.map_or_else(
                || format!("{:>9}{:>9}{:>7}", "·", "·", "·"),
                |Reach { half_life, left, first }| {
                    let half_life = half_life.map_or("all along".to_owned(), |steps| format!("{steps:.2}"));
                    let left = left.map_or("–".to_owned(), |left| cell(left, 4, 8));
                    format!("{half_life:>9}{left:>9}{:>6.1}%", 100.0 * first)
                },
            );
            lines.push(Line::from(vec![
                Span::styled(format!("{name:<5}{when:<7}"), app.theme.dim()),
                Span::styled(figures, if place == 0 { app.theme.text() } else { bold(app) }),
            ]));
        }
    }
    lines
}

/// What counts most for each output, by its saliency.
pub fn saliency(app: &App, width: usize) -> Vec<Line<'static>> {
    let view = match view(app) {
        Ok(view) => view,
        Err(lines) => return lines,
    };
    // What counts is told of the likeliest output, whether it is the right one or not.
    let trace = app.view().and_then(|view| view.trace.as_deref());
    let said: Vec<&str> = (0..view.wanted.len()).map(|row| trace.map_or("", |trace| trace.likeliest(row))).collect();
    let widest = said.iter().map(|said| columns(&shown(said))).max().unwrap_or(0);
    let mut lines = vec![dim(app, "what it says, and what counts for that")];
    for (at, said) in said.into_iter().enumerate().take(ROWS) {
        let named = view.strongest(at, 3).into_iter().map(|(part, step, share)| {
            let token = view.saliency[part].steps.get(step).map_or("", String::as_str);
            // Of a pair, what the decoder was given is set apart from what the encoder read.
            let given = if part > 0 { "given " } else { "" };
            format!("{given}{}@{} {:.0}%", shown(token), step + 1, 100.0 * share)
        });
        let (named, name) = (named.collect::<Vec<_>>().join("  "), shown(said));
        let pad = " ".repeat(widest - columns(&name));
        lines.push(row(app, &format!("{name}{pad}"), clipped(&named, width.saturating_sub(widest + 1))));
    }
    if let Some(first) = view.shares.first().filter(|_| view.wanted.len() == 1 && view.rows > 1) {
        lines.push(row(app, "first letter", format!("{:.1}%, mean of {} texts", 100.0 * first, view.rows)));
    }
    lines
}
