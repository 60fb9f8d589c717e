//! The gates and states of the unit under the cursor, over the selected example.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::gates::part;
use crate::tui::tab::Tab;
use crate::tui::widgets::unit_curves::UnitCurves;

/// The pane's name.
pub const ID: Id = Id("unit");

/// The pane.
pub struct UnitOverTime;

impl Pane<App> for UnitOverTime {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(6)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gates
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let title = format!("Unit {} over time", app.within.unit);
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        let Some(part) = part(app) else { return };
        let curves =
            UnitCurves { part, unit: app.within.unit, vector: app.within.vector, time: app.time, theme: &app.theme };
        frame.render_widget(curves, inner);
    }
}
