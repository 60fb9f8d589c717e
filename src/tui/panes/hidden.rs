//! The hidden state of one layer over the selected example.

use ndarray::Array2;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::text::columns;
use crate::tui::widgets::hidden::{Hidden, Rows};

/// The pane's name.
pub const ID: Id = Id("hidden");

/// The pane.
pub struct HiddenState;

/// How many units there is room for.
fn shown(app: &App, area: Rect) -> usize {
    let inner = frame::inner(area);
    let (_, units) = layers_and_units(app);
    Rows::new(units, inner, app.expanded, &app.theme).shown(inner).max(1)
}

/// Layers that have a hidden state, and units of the layer that is shown.
fn layers_and_units(app: &App) -> (usize, usize) {
    let layers = app.view().map_or(&[][..], |view| &view.hidden.layers);
    (layers.len(), layers.get(app.layer).or(layers.first()).map_or(0, Array2::ncols))
}

impl Pane<App> for HiddenState {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(7)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Train
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(view) = app.view() else { return };
        let of = format!("layer {} · {}", app.layer.saturating_add(1), view.hidden.example);
        let mut title = format!("Hidden state · {of}");
        if columns(&title) > title_room(area) {
            title = format!("Hidden · {of}");
        }
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let first_unit = app.first[ID];
        let (view, theme) = (&view.hidden, &app.theme);
        let unit = (app.expanded || app.focus == ID).then_some(app.within.unit);
        let heatmap = Hidden { view, layer: app.layer, first_unit, time: app.time, unit, fill: app.expanded, theme };
        frame.render_widget(heatmap, inner);
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let (layers, _) = layers_and_units(app);
        if layers > 0 {
            app.layer = app.layer.min(layers - 1);
        }
        let (_, units) = layers_and_units(app);
        if !area.is_empty() && units > 0 {
            // The unit under the cursor is in sight.
            app.within.unit = app.within.unit.min(units - 1);
            let shown = shown(app, area);
            let first = app.first[ID].clamp((app.within.unit + 1).saturating_sub(shown), app.within.unit);
            app.first[ID] = first.min(units.saturating_sub(shown));
        }
        if let Some(view) = app.view() {
            app.time = app.time.min(view.hidden.steps.len().saturating_sub(1));
        }
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        let (layers, _) = layers_and_units(app);
        let next = match action {
            Action::LayerUp => app.layer.saturating_add(1),
            Action::LayerDown => app.layer.saturating_sub(1),
            _ => return false,
        };
        app.layer = next.min(layers.saturating_sub(1));
        app.say(format!("hidden state of layer {} of {layers}", layers.min(app.layer + 1)));
        true
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.within.unit = to.from(app.within.unit, shown(app, area).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, area: Rect, down: bool) {
        let (_, units) = layers_and_units(app);
        let shown = shown(app, area);
        let first = Move::wheel(app.first[ID], down).min(units.saturating_sub(shown));
        app.first[ID] = first;
        app.within.unit = app.within.unit.clamp(first, first + shown - 1);
    }
}
