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
use crate::tui::widgets::hidden::Hidden;

/// The pane's name.
pub const ID: Id = Id("hidden");

/// The pane.
pub struct HiddenState;

/// Lines of the heatmap: all but the title, the labels of the time steps and the legend.
fn lines(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3))
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
        let heatmap = Hidden { view, layer: app.layer, first_unit, time: app.time, fill: app.expanded, theme };
        frame.render_widget(heatmap, inner);
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let (layers, _) = layers_and_units(app);
        if layers > 0 {
            app.layer = app.layer.min(layers - 1);
        }
        let (_, units) = layers_and_units(app);
        let shown = lines(area) * if app.theme.halves() { 2 } else { 1 };
        app.first[ID] = app.first[ID].min(units.saturating_sub(shown));
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
        app.first[ID] = to.from(app.first[ID], lines(area).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.first[ID] = Move::wheel(app.first[ID], down);
    }
}
