//! Draws the whole screen from the [`App`], which it does not change.

use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Gauge};

use super::app::{App, Loading, Mode};
use super::keys::{Action, Scope, TABLE};
use super::layout::{Parts, SMALLEST};
use super::text::shorten;
use super::{overlay, small, status};
use crate::figures::{count, figure, rate};
use crate::train::message::{RunState, Snapshot};

/// Draws the screen, or if it is too small, what size it needs.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return small::draw(app, frame);
    }
    frame.render_widget(outer(app, area.width), area);
    let parts = Parts::of(app);
    match &app.snapshot {
        Some(snapshot) => {
            frame.render_widget(stats(app, snapshot, parts.stats.width), parts.stats);
            for placed in parts.panes.iter().filter(|placed| !placed.area.is_empty()) {
                placed.pane.draw(app, frame, placed.area, placed.below);
            }
        }
        None => waiting(app, frame, area),
    }
    if let Some(runs) = &app.runs {
        let foot = footer(app, area.width);
        runs.draw(&app.theme, &app.laid, frame, area, foot);
    }
    status::draw(app, frame, parts.status);
    match app.mode {
        Mode::Help => overlay::help(app, frame),
        Mode::Leaving => overlay::leaving(app, frame),
        Mode::Main | Mode::Prompt => {}
    }
}

/// The frame around the whole screen: what is trained and its state above, the keys below.
fn outer(app: &App, width: u16) -> Block<'static> {
    let theme = &app.theme;
    let state = state(app);
    let room = usize::from(width).saturating_sub(state.0.chars().count() + 6);
    let name = Span::styled(" rnntui ", theme.accent().add_modifier(Modifier::BOLD));
    let mut title = vec![name];
    if let Some(info) = &app.info {
        let model = format!("{} · {} params · {} ", info.model, count(info.parameters as u64), info.optimizer);
        let file = shorten(&info.file, room.saturating_sub(16 + model.chars().count()).max(8));
        title.push(Span::styled("── ", theme.border()));
        title.push(Span::styled(file, theme.text()));
        if 8 + 3 + info.file.chars().count().min(8) + model.chars().count() < room {
            title.push(Span::styled(" ── ", theme.border()));
            title.push(Span::styled(model, theme.dim()));
        } else {
            title.push(Span::raw(" "));
        }
    }
    Block::new()
        .borders(Borders::ALL)
        .border_set(border::ROUNDED)
        .border_style(theme.border())
        .title_top(Line::from(title))
        .title_top(Line::from(Span::styled(format!(" {} ", state.0), state.1)).alignment(Alignment::Right))
        .title_bottom(footer(app, width))
}

/// The run's state in a word or two, and their style.
fn state(app: &App) -> (String, Style) {
    let theme = &app.theme;
    let bold = theme.text().add_modifier(Modifier::BOLD);
    if let Some(waiting) = app.waiting_for {
        return (format!("◌ {waiting}"), theme.second());
    }
    if app.info.is_none() {
        return ("◌ loading".to_owned(), theme.second());
    }
    if let Some(past) = app.snapshot.as_ref().and_then(|snapshot| snapshot.past.as_ref()) {
        let (at, newest) = (count(app.at()), count(past.newest));
        return match app.on_the_way() {
            Some((step, _)) => (format!("◌ step {} on the way to {at}", count(step)), theme.second()),
            None if past.film => (format!("▶ step {at} of {newest} · P stops"), theme.second()),
            None => (format!("◀ step {at} of {newest} · past"), theme.second()),
        };
    }
    let validating = app.snapshot.as_ref().and_then(|snapshot| snapshot.validating);
    let (text, style) = match (app.state, validating) {
        (RunState::Paused, _) if app.end.is_some() => ("▮▮ planned end".to_owned(), bold),
        (RunState::Paused, _) => ("▮▮ paused".to_owned(), bold),
        (RunState::Training, Some((done, all))) => (format!("◐ validating {done}/{all}"), theme.second()),
        (RunState::Training, None) => ("● training".to_owned(), theme.accent()),
    };
    if app.frozen { (format!("{text} · display frozen"), theme.second()) } else { (text, style) }
}

/// As many keys as fit, in the order of the table, but `?` and `q`, its first rows, at the end.
fn footer(app: &App, width: u16) -> Line<'static> {
    let scope = match app.mode {
        Mode::Leaving => Scope::Leaving,
        _ if app.runs.is_some() => Scope::Runs,
        _ => Scope::Main,
    };
    let mut room = usize::from(width).saturating_sub(4);
    let mut shown = Vec::new();
    for row in TABLE.iter().filter(|row| row.scope == scope) {
        let Some(short) = row.short else { continue };
        // Until there is a run, only these keys do anything.
        if app.info.is_none() && !matches!(row.action, Action::Quit | Action::Help) {
            continue;
        }
        if app.lesson.is_none() && matches!(row.action, Action::NextPage | Action::PreviousPage) {
            continue;
        }
        let wide = row.name.chars().count() + short.chars().count() + 3;
        if wide > room {
            break;
        }
        room -= wide;
        shown.push((row.name, short));
    }
    if scope == Scope::Main {
        let always = shown.len().min(2);
        shown.rotate_left(always);
        let last = shown.len();
        shown[last - always..].reverse();
    }
    let mut spans = vec![Span::raw(" ")];
    for (name, short) in shown {
        spans.push(Span::styled(name, app.theme.accent()));
        spans.push(Span::styled(format!(" {short}  "), app.theme.dim()));
    }
    Line::from(spans)
}

/// The numbers under the header.
fn stats(app: &App, snapshot: &Snapshot, width: u16) -> Line<'static> {
    let theme = &app.theme;
    let mut parts: Vec<(&str, String)> = vec![
        ("epoch", count(snapshot.epoch)),
        ("step", count(snapshot.step)),
        ("loss", snapshot.loss.map_or("–".to_owned(), |loss| format!("{} {}", figure(loss), trend(snapshot)))),
    ];
    if let Some(loss) = snapshot.validation_loss {
        parts.push(("val", figure(loss)));
    }
    if let Some(best) = snapshot.record.best {
        parts.push(("best", format!("{} @{}", figure(best.loss), count(best.epoch))));
    }
    let measures = app.info.as_ref().map(|info| info.measures);
    if measures.is_some_and(|measures| measures.accuracy) {
        parts.push(("acc", snapshot.accuracy.map_or("–".to_owned(), |share| format!("{:.1}%", 100.0 * share))));
    }
    let asked = app.rate().filter(|_| snapshot.past.is_none());
    parts.push(("lr", rate(asked.unwrap_or(snapshot.learning_rate))));
    parts.push(("|g|", snapshot.grad_norm.map_or("–".to_owned(), figure)));
    if let (Some(loss), Some(unit)) = (snapshot.loss, measures.and_then(|measures| measures.bits_per)) {
        parts.push(("", format!("{} bits/{unit}", figure(loss / std::f32::consts::LN_2))));
    }
    let mut room = usize::from(width);
    let mut spans = Vec::new();
    for (label, value) in parts {
        let wide = label.chars().count() + value.chars().count() + 3;
        if wide > room {
            break;
        }
        room -= wide;
        spans.push(Span::styled(if label.is_empty() { " ".to_owned() } else { format!(" {label} ") }, theme.dim()));
        spans.push(Span::styled(format!("{value} "), theme.text().add_modifier(Modifier::BOLD)));
    }
    Line::from(spans)
}

/// An arrow that says whether the mean of the last 20 losses is below or above that of the 20 before, by 1% or more.
fn trend(snapshot: &Snapshot) -> char {
    let recent = &snapshot.record.recent;
    let half = recent.len().min(40) / 2;
    if half < 2 {
        return ' ';
    }
    let sum = |skip: usize| recent.iter().rev().skip(skip).take(half).sum::<f32>();
    let (new, old) = (sum(0), sum(half));
    if new < 0.99 * old {
        '↓'
    } else if new > 1.01 * old {
        '↑'
    } else {
        '→'
    }
}

/// Draws what stands in the middle until the first snapshot comes.
fn waiting(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let (text, read, total) = match app.loading {
        Loading::Bytes(_, 0) => ("Setting up the run…  q leaves".to_owned(), 0, 0),
        Loading::Bytes(read, total) => {
            (format!("Reading the text: {} of {} MB  ·  q leaves", read >> 20, total >> 20), read, total)
        }
        Loading::Steps(step, target) => {
            let text = format!("Going to step {}: {} is made again  ·  q leaves", count(target), count(step));
            (text, step, target)
        }
    };
    let place = Rect::new(area.x + 2, area.y + area.height / 2, area.width.saturating_sub(4), 1);
    frame.render_widget(Line::styled(text, app.theme.text()), place);
    if total > 0 {
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let ratio = (read as f64 / total as f64).clamp(0.0, 1.0);
        let bar = Rect { y: place.y + 1, ..place };
        frame.render_widget(Gauge::default().gauge_style(app.theme.accent()).ratio(ratio), bar);
    }
}
