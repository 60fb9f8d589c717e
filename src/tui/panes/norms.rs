//! How large the gradient of each parameter is, the largest first, and over the run how far each update moved it.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Move;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::fading::covered;
use crate::tui::panes::reach::view;
use crate::tui::steps::{StepAxis, Wanted};
use crate::tui::tab::Tab;
use crate::tui::widgets::norms::{NormTable, shown};

/// The pane's name.
pub const ID: Id = Id("norms");

/// The pane.
pub struct GradientNorms;

/// How many parameters the pane has room for.
fn lines(area: Rect) -> usize {
    shown(frame::inner(area))
}

impl Pane<App> for GradientNorms {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(4)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gradients
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let (theme, around) = (&app.theme, Around::pane(app.focus == ID));
        let Some(view) = view(app) else {
            frame::draw(theme, frame, area, around, "Gradient norms", below);
            return;
        };
        let title = format!("Gradient norms · {}", covered(view));
        let inner = frame::draw(theme, frame, area, around, &title, below);
        let Some(snapshot) = &app.snapshot else { return };
        // Marked steps are even on a logarithmic axis; the run as a whole decides where a step stands, as on the chart.
        let wanted = Wanted { log: app.steps.log.or(Some(true)), ..app.steps };
        let (axis, updates) = (StepAxis::new(wanted, app.newest()), &snapshot.record.updates);
        let table = NormTable { now: &view.norms, updates, axis, first: app.first[ID], theme };
        frame.render_widget(table, inner);
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let all = view(app).map_or(0, |view| view.norms.len());
        app.first[ID] = app.first[ID].min(all.saturating_sub(lines(area)));
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.first[ID] = to.from(app.first[ID], lines(area).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.first[ID] = Move::wheel(app.first[ID], down);
    }
}
