//! The list of all parameters; the one selected is shown by the panes beside it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::figures::count;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Move;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::weights::view;
use crate::tui::tab::Tab;
use crate::tui::text::cut;

/// The pane's name.
pub const ID: Id = Id("parameters");

/// The pane.
pub struct ParameterList;

/// How many lines the list has room for.
fn lines(area: Rect) -> usize {
    usize::from(frame::inner(area).height)
}

impl Pane<App> for ParameterList {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(4)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Weights
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(view) = view(app) else { return };
        let numbers: usize = view.all.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let title = format!("Parameters · {} numbers", count(numbers as u64));
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let shown = view.all.iter().enumerate().skip(app.first[ID]).take(usize::from(inner.height));
        for (y, (place, (name, shape))) in (inner.y..).zip(shown) {
            let selected = place == app.parameter;
            let shape = shape.iter().map(ToString::to_string).collect::<Vec<_>>().join("×");
            let room = usize::from(inner.width).saturating_sub(shape.chars().count() + 4);
            let name = cut(name, room);
            let pad = " ".repeat(room.saturating_sub(name.chars().count()));
            let mark = if selected { "› " } else { "  " };
            let line = Line::from(vec![
                Span::styled(mark, app.theme.accent()),
                Span::styled(format!("{name}{pad} "), app.theme.text()),
                Span::styled(shape, app.theme.dim()),
            ]);
            let style = if selected { app.theme.selected() } else { Style::new() };
            frame.render_widget(line.style(style), Rect { y, height: 1, ..inner });
        }
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let Some(all) = view(app).map(|view| view.all.len()) else { return };
        app.parameter = app.parameter.min(all.saturating_sub(1));
        let lines = lines(area).max(1);
        // The selected one is in sight.
        let first = app.first[ID].clamp((app.parameter + 1).saturating_sub(lines), app.parameter);
        app.first[ID] = first.min(all.saturating_sub(lines));
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.parameter = to.from(app.parameter, lines(area).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.parameter = Move::wheel(app.parameter, down);
    }

    fn click(&self, app: &mut App, area: Rect, at: Position) -> Vec<Effect> {
        let inner = frame::inner(area);
        if inner.contains(at) {
            app.parameter = app.first[ID] + usize::from(at.y - inner.y);
        }
        Vec::new()
    }
}
