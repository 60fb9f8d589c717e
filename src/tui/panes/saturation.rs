//! How saturated the gates of each unit are, over many steps.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::figures::count;
use crate::train::message::GatesView;
use crate::tui::app::App;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::gates::{part, view};
use crate::tui::tab::Tab;
use crate::tui::widgets::scatter::Scatter;

/// The pane's name.
pub const ID: Id = Id("saturation");

/// The pane.
pub struct GateSaturation;

impl Pane<App> for GateSaturation {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(6)
    }

    /// What has no gates has none that could be saturated.
    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gates && view(app).is_none_or(GatesView::has_gates)
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let (Some(view), Some(part)) = (view(app), part(app)) else {
            frame::draw(&app.theme, frame, area, around, "Saturation", below);
            return;
        };
        let steps = format!("Saturation · {} steps", count(view.covered as u64));
        let long = match view.examples {
            1 => format!("{steps} of this example"),
            examples => format!("{steps} of {} examples", count(examples as u64)),
        };
        let title = if long.chars().count() <= title_room(area) { long } else { steps };
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        frame.render_widget(
            Scatter { part, unit: app.within.unit, vector: app.within.vector, theme: &app.theme },
            inner,
        );
    }
}
