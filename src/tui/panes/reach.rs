//! How far the gradient of each loss of the selected example reaches back.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::train::message::{Fading, GradientsPart, GradientsView, Inside};
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Action;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::widgets::reach::ReachMap;

/// The pane's name.
pub const ID: Id = Id("reach");

/// The pane.
pub struct GradientMap;

/// What there is to show, once the worker has answered.
pub fn view(app: &App) -> Option<&GradientsView> {
    match app.view()?.inside.as_deref()? {
        Inside::Gradients(view) => Some(view),
        _ => None,
    }
}

/// The direction of a layer that is shown.
pub fn part(app: &App) -> Option<&GradientsPart> {
    let parts = &view(app)?.parts;
    parts.get(app.within.part).or(parts.last())
}

/// The state whose gradient is shown, and its name.
fn of<'a>(app: &App, part: &'a GradientsPart) -> (&'static str, &'a Fading) {
    part.c.as_ref().filter(|_| app.within.of_c).map_or(("h", &part.h), |c| ("c", c))
}

impl Pane<App> for GradientMap {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(7)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gradients
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let (Some(view), Some(part)) = (view(app), part(app)) else {
            frame::draw(&app.theme, frame, area, around, "Gradients", below);
            return;
        };
        let (name, fading) = of(app, part);
        let title = format!("Gradients of {name} · {} · {}", part.name, view.example);
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        let (wanted, steps, row) = (&view.wanted, &part.steps, view.row(app.time));
        let map = ReachMap { fading, wanted, steps, row, time: app.time, theme: &app.theme };
        frame.render_widget(map, inner);
    }

    fn clamp(&self, app: &mut App, _area: Rect) {
        // A lesson asks for gradients on the screen of the run too, where the cursor is on an example.
        let Some(view) = view(app).filter(|_| app.tab == Tab::Gradients) else { return };
        // With an output at each step, the cursor is on an output; otherwise on a step that was read.
        let steps = match view.wanted.len() {
            1 => view.saliency.last().map_or(0, |part| part.steps.len()),
            outputs => outputs,
        };
        let parts = view.parts.len();
        app.within.part = app.within.part.min(parts.saturating_sub(1));
        app.time = app.time.min(steps.saturating_sub(1));
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if app.tab != Tab::Gradients {
            return false;
        }
        let parts = view(app).map_or(0, |view| view.parts.len());
        match action {
            Action::LayerUp => app.within.part = app.within.part.saturating_add(1).min(parts.saturating_sub(1)),
            Action::LayerDown => app.within.part = app.within.part.saturating_sub(1),
            Action::NextVector | Action::PreviousVector => app.within.of_c = !app.within.of_c,
            _ => return false,
        }
        let said = part(app).map(|part| match (part.c.is_some(), action) {
            (false, Action::NextVector | Action::PreviousVector) => {
                "only an LSTM has a cell state c beside h".to_owned()
            }
            _ => format!("gradients of {}, {}", of(app, part).0, part.name),
        });
        if let Some(said) = said {
            app.say(said);
        }
        true
    }
}
