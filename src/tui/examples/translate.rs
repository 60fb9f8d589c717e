//! Sentences, their translations, and the attention weights of the selected pair.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::whole;
use crate::figures::count;
use crate::train::message::{Score, TranslateView};
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::widgets::alignment::Heatmap;
use crate::tui::widgets::translations::Translations;
use crate::tui::widgets::whole::Field;

/// From this width on the heatmap stands beside the list, and not below it.
const WIDE: u16 = 120;
/// Fewest lines of the list above a heatmap: frame, heading and three pairs.
const LIST: u16 = 5;
/// Fewest lines of a heatmap below the list: frame, heading and one word. With less room there is no heatmap.
const LEAST: u16 = 3;

/// Draws the pairs, and the attention weights if the net has attention.
pub fn draw(app: &App, view: &TranslateView, first: usize, around: Around, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let [pairs, alignment, whole] = split(app, view, area);
    let more = !whole.is_empty();
    let below = more || (alignment.y > pairs.y && !alignment.is_empty());
    let title = title(view, usize::from(pairs.width.saturating_sub(4)));
    let inner = frame::draw(&app.theme, frame, pairs, around, &title, below);
    frame.render_widget(Translations { view, first, selected: app.example, theme }, inner);
    if let (Some(weights), false) = (&view.alignment, alignment.is_empty()) {
        let inner = frame::draw(
            &app.theme,
            frame,
            alignment,
            Around::Part,
            "Attention: each word written, over those read",
            more,
        );
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
        frame.render_widget(Heatmap { alignment: weights, time: app.time, theme }, inner);
    }
    whole::draw(app, fields(app, view, pairs), frame, whole);
}

/// Where the pairs stand: below the line that names the columns.
pub fn list(app: &App, view: &TranslateView, area: Rect) -> Rect {
    let [pairs, _, _] = split(app, view, area);
    Rect { y: pairs.y + 2, height: pairs.height.saturating_sub(2), ..pairs }
}

/// The selected pair in full, if the pane is expanded and its list in `pairs` cuts it.
fn fields(app: &App, view: &TranslateView, pairs: Rect) -> Option<Vec<Field>> {
    let list = Translations { view, first: 0, selected: app.example, theme: &app.theme };
    list.whole(pairs.width.saturating_sub(2)).filter(|_| app.expanded)
}

/// The areas of the list, of the heatmap and of the selected pair in full.
fn split(app: &App, view: &TranslateView, area: Rect) -> [Rect; 3] {
    // How wide the list is does not depend on what stands below it.
    let [pairs, _] = beside(view, area);
    let [area, whole] = whole::split(app, area, fields(app, view, pairs));
    let [pairs, alignment] = beside(view, area);
    [pairs, alignment, whole]
}

/// The area of the list, and beside or below it that of the heatmap, empty if there is none.
fn beside(view: &TranslateView, area: Rect) -> [Rect; 2] {
    let Some(alignment) = &view.alignment else { return [area, Rect::default()] };
    let (columns, lines) = Heatmap::wanted(alignment);
    if area.width >= WIDE {
        let columns = columns.saturating_add(4).clamp(48, area.width * 2 / 5);
        return Layout::horizontal([Constraint::Min(0), Constraint::Length(columns)])
            .spacing(Spacing::Overlap(1))
            .areas(area);
    }
    let lines = lines.saturating_add(1).min(area.height.saturating_sub(LIST));
    let lines = if lines < LEAST { 0 } else { lines };
    Layout::vertical([Constraint::Min(0), Constraint::Length(lines)]).areas(area)
}

/// The title: how many pairs and tokens are right, as fully as there is room for.
fn title(view: &TranslateView, room: usize) -> String {
    let scores = [("train", &view.training), ("val", &view.validation), ("test", &view.test)];
    let scores: Vec<_> = scores.into_iter().filter(|(_, score)| score.pairs > 0).collect();
    let exact = |score: &Score| format!("{}/{}", count(score.exact as u64), count(score.pairs as u64));
    let of = |score: &Score| {
        if score.pairs < score.of { format!(" (of {})", count(score.of as u64)) } else { String::new() }
    };
    let tokens =
        |score: &Score| score.token_accuracy().map_or("–".to_owned(), |share| format!("{:.1}%", 100.0 * share));
    let each = |say: &dyn Fn(&str, &Score) -> String, between: &str| {
        scores.iter().map(|(name, score)| say(name, score)).collect::<Vec<_>>().join(between)
    };
    let long = each(&|name, s| format!("{name} {} exact{}, {} tokens", exact(s), of(s), tokens(s)), " · ");
    let medium = each(&|name, s| format!("{name} {}{}", exact(s), of(s)), " · ");
    let short = each(&|name, s| format!("{name} {}", exact(s)), " · ");
    let shares = each(&|_, s| tokens(s), ", ");
    let titles = [
        format!("Translations · {long}"),
        format!("Exact: {medium} · tokens right: {shares}"),
        format!("Exact: {medium}"),
    ];
    let fits = titles.into_iter().find(|title| title.chars().count() <= room);
    fits.unwrap_or_else(|| format!("Exact: {short}"))
}
