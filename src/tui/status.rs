//! The status line: an answer to a key, a failure, the command line, or how far a way into the past is; and at its
//! right end how fast the run is.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, LineGauge, Paragraph, Wrap};

use super::app::{App, Mode};
use super::text::{short_rate, shorten};
use crate::figures::count;
use crate::train::long_epoch::long_epoch;
use crate::train::message::{Pace, RunState, Snapshot, Speed};

/// So long, in time of training, a sentence stands before it makes place.
const READ: Duration = Duration::from_secs(10);

/// A duration in seconds, as `12s`, `3m05s` or `2h07m`.
fn clock(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

/// The pace and the speed that could be, where the pace holds the run back; else the speed.
fn speed(app: &App, snapshot: &Snapshot) -> Option<String> {
    let Speed { units, steps, possible, pace } = snapshot.speed;
    let film = snapshot.past.as_ref().is_some_and(|past| past.film);
    let wanted = pace.rate(snapshot.step);
    if let (Some(wanted), Some(possible)) = (wanted, possible)
        && wanted < possible
        && (film || app.state == RunState::Training)
    {
        // What is made is known after a moment.
        let made = steps.filter(|_| pace != Pace::Auto && !film).unwrap_or(wanted);
        return Some(format!("{} of {} steps/s · > faster", whole(made), whole(possible)));
    }
    let unit = app.info.as_ref().map_or("", |info| info.measures.unit);
    units.filter(|_| app.state == RunState::Training).map(|speed| format!("{} {unit}/s", short_rate(speed)))
}

/// A rate, as a whole number where it is not a very small one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate for people")]
fn whole(rate: f64) -> String {
    if rate < 0.95 { format!("{rate:.1}") } else { count(rate.round() as u64) }
}

/// How far a long epoch is, once what was said has stood there long enough to be read.
fn place(app: &App) -> Option<String> {
    let snapshot = app.snapshot.as_ref().filter(|_| app.state == RunState::Training)?;
    let read = snapshot.elapsed.saturating_sub(app.said_at) >= READ;
    long_epoch(snapshot).filter(|_| read || app.status.is_empty())
}

/// Draws speed and training time at the right end of the status line, and returns the area left of them.
fn pace(app: &App, snapshot: &Snapshot, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let speed = speed(app, snapshot).map(|speed| format!("{speed} · "));
    let text = format!("  {}{} ", speed.unwrap_or_default(), clock(snapshot.elapsed.as_secs()));
    let columns = u16::try_from(text.chars().count()).unwrap_or(0).min(area.width);
    let place = Rect::new(area.right() - columns, area.y, columns, 1);
    frame.render_widget(Line::styled(text, app.theme.dim()), place);
    Rect { width: area.width - columns, ..area }
}

/// Draws the status line: the prompt, a failure, or a sentence with the speed beside it.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    if app.mode == Mode::Prompt {
        // A text may have lines: their ends are shown, and take a column each.
        let input = &app.input.value().replace('\n', "↵");
        frame.render_widget(
            Line::from(vec![Span::styled(" :", theme.accent()), Span::styled(shorten(input, 4096), theme.text())]),
            area,
        );
        let ends = app.input.value().chars().take(app.input.cursor()).filter(|&c| c == '\n').count();
        let before = u16::try_from(app.input.visual_cursor() + ends).unwrap_or(u16::MAX);
        let column = area.x + 2 + before.min(area.width.saturating_sub(3));
        frame.set_cursor_position((column, area.y));
        return;
    }
    if let Some(sentence) = app.alarms.front() {
        return alarm(app, sentence, frame, area);
    }
    if let Some((step, target)) = app.on_the_way() {
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let ratio = (step as f64 / target.max(1) as f64).clamp(0.0, 1.0);
        let label = format!("step {} of the way to step {} · any key stops", count(step), count(target));
        let gauge = LineGauge::default().label(label).filled_style(theme.accent()).unfilled_style(theme.border());
        return frame.render_widget(gauge.ratio(ratio).style(theme.dim()), area);
    }
    let area = if let Some(snapshot) = &app.snapshot { pace(app, snapshot, frame, area) } else { area };
    let text = place(app).unwrap_or_else(|| app.status.clone());
    frame.render_widget(Line::styled(format!(" {text}"), theme.dim()), area);
}

/// Draws a failure in full: on a small screen it covers the lines above, too.
fn alarm(app: &App, sentence: &str, frame: &mut Frame<'_>, area: Rect) {
    let mark = app.theme.second().add_modifier(Modifier::BOLD | Modifier::REVERSED);
    let line = Line::from(vec![Span::styled(" ! ", mark), Span::styled(format!(" {sentence} "), app.theme.second())]);
    let rows = u16::try_from(line.width()).unwrap_or(u16::MAX).div_ceil(area.width.saturating_sub(12).max(1)).min(4);
    let place = Rect { y: area.bottom().saturating_sub(rows), height: rows, ..area };
    frame.render_widget(Clear, place);
    frame.render_widget(Paragraph::new(line).wrap(Wrap { trim: false }), place);
}
