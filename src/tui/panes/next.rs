//! The likeliest tokens after the place under the cursor, with their probabilities.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::train::message::Spot;
use crate::tui::app::App;
use crate::tui::author::{place, writing};
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::write::step;
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};

/// The pane's name.
pub const ID: Id = Id("next");

/// The pane.
pub struct Next;

/// Most columns of a token's name.
const NAME: usize = 12;
/// Columns of a probability.
const NUMBER: usize = 6;

/// A token in quotes, for a blank is one too.
pub fn quoted(token: &str) -> String {
    match token.chars().next() {
        Some('\u{3}') => "its end".to_owned(),
        Some(c) if token.len() == c.len_utf8() => format!("'{c}'"),
        _ => token.trim().to_owned(),
    }
}

/// The token that something comes after, in quotes.
fn name(spot: Option<&Spot>) -> String {
    spot.map_or_else(String::new, |spot| quoted(&spot.text))
}

/// What may come after `spot`, a line each.
fn draw_bars(app: &App, spot: Option<&Spot>, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let next = spot.map_or(&[][..], |spot| &spot.next);
    let names: Vec<String> = next.iter().map(|(token, _)| cut(&quoted(token), NAME)).collect();
    let wide = names.iter().map(|name| columns(name)).max().unwrap_or(0).max(3);
    let room = usize::from(area.width).saturating_sub(wide + NUMBER + 2);
    for ((y, (_, probability)), name) in (area.y..area.bottom()).zip(next).zip(&names) {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the columns"
        )]
        let bar = (probability.clamp(0.0, 1.0) * room as f32).round() as usize;
        let pad = " ".repeat(wide - columns(name));
        let line = Line::from(vec![
            Span::styled(format!("{name}{pad} "), theme.text()),
            Span::styled(format!("{probability:.3} "), theme.dim()),
            Span::styled("█".repeat(bar), theme.accent()),
        ]);
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
    if next.is_empty() {
        let line = Line::styled("nothing comes after that", theme.dim());
        frame.render_widget(line, Rect { height: area.height.min(1), ..area });
    }
}

impl Pane<App> for Next {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(6)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Write && writing(app).is_some()
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(writing) = writing(app) else { return };
        let at = place(app, &writing.free);
        let spot = writing.free.at(at);
        let after = if writing.held.is_some() { String::new() } else { name(spot) };
        let title = format!("Likeliest after {after}");
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let Some(held) = &writing.held else { return draw_bars(app, spot, frame, inner) };
        let [left, right] = [0, 1].map(|half| {
            let width = inner.width.saturating_sub(2) / 2;
            Rect { x: inner.x + half * (width + 2), width, ..inner }
        });
        for (column, how, spot) in [(left, "as it is", spot), (right, "if held", held.at(at))] {
            let head = cut(&format!("{}, {how}", name(spot)), usize::from(column.width));
            frame.render_widget(Line::styled(head, app.theme.dim()), Rect { height: column.height.min(1), ..column });
            let rest = Rect { y: column.y + 1, height: column.height.saturating_sub(1), ..column };
            draw_bars(app, spot, frame, rest);
        }
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }
}
