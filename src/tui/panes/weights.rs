//! The numbers of a parameter, as a heatmap.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::train::message::{Inside, WeightsView};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Move;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::widgets::matrix::Matrix;

/// The pane's name.
pub const ID: Id = Id("weights");
/// The first column that is shown is kept under this name.
const COLUMNS: Id = Id("columns of weights");

/// The pane.
pub struct WeightMap;

/// What there is to show, once the worker has answered.
pub fn view(app: &App) -> Option<&WeightsView> {
    if let Inside::Weights(view) = app.view()?.inside.as_deref()? { Some(view) } else { None }
}

fn matrix<'a>(app: &'a App, view: &'a WeightsView) -> Matrix<'a> {
    let row = |row: usize| match (view.gate(row), view.blocks.first()) {
        (Some(gate), Some(block)) => format!("{gate} {}", row % block.rows.len()),
        _ => row.to_string(),
    };
    let first = (app.first[ID], app.first[COLUMNS]);
    Matrix { values: &view.values, rows: (0..view.values.nrows()).map(row).collect(), first, theme: &app.theme }
}

impl Pane<App> for WeightMap {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(7)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Weights
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let Some(view) = view(app) else {
            frame::draw(&app.theme, frame, area, around, "Weights", below);
            return;
        };
        let (name, shape) = &view.all[view.place];
        let shape = shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let inner = frame::draw(&app.theme, frame, area, around, &format!("Weights · {name} ({shape})"), below);
        frame.render_widget(matrix(app, view), inner);
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let Some(view) = view(app) else { return };
        let (rows, columns) = matrix(app, view).shown(frame::inner(area));
        let (all_rows, all_columns) = view.values.dim();
        app.first[ID] = app.first[ID].min(all_rows.saturating_sub(rows));
        app.first[COLUMNS] = app.first[COLUMNS].min(all_columns.saturating_sub(columns));
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        let at = app.first[COLUMNS];
        app.first[COLUMNS] = if forward { at + 1 } else { at.saturating_sub(1) };
        Some(Vec::new())
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        // Without the focus the keys choose a parameter.
        if app.focus != ID {
            return None;
        }
        app.first[ID] = to.from(app.first[ID], usize::from(area.height));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.first[ID] = Move::wheel(app.first[ID], down);
    }
}
