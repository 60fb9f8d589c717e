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
    if token.chars().count() == 1 { format!("'{token}'") } else { token.trim().to_owned() }
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
        frame.render_widget(
            Line::styled("nothing: it has ended", theme.dim()),
            Rect { height: area.height.min(1), ..area },
        );
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
        let after = spot.map_or_else(String::new, |spot| format!(" after {}", quoted(&spot.text)));
        let title = format!("Likeliest{after}");
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let Some(held) = &writing.held else { return draw_bars(app, spot, frame, inner) };
        let [left, right] = [0, 1].map(|half| {
            let width = inner.width.saturating_sub(2) / 2;
            Rect { x: inner.x + half * (width + 2), width, ..inner }
        });
        for (column, name, spot) in [(left, "as it is", spot), (right, "what if", held.at(at))] {
            frame.render_widget(Line::styled(name, app.theme.dim()), Rect { height: column.height.min(1), ..column });
            let rest = Rect { y: column.y + 1, height: column.height.saturating_sub(1), ..column };
            draw_bars(app, spot, frame, rest);
        }
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }
}
