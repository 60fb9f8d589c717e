//! Gates and states of one layer over the selected example, as heatmaps.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::train::message::{GatesPart, GatesView, Inside};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::widgets::unit_map::{UnitMap, units, words};

/// The pane's name.
pub const ID: Id = Id("gates");

/// What is said of a cell without gates.
const NO_GATES: [&str; 2] =
    ["A plain RNN has no gates: this is its hidden state h, all that it carries.", "A plain RNN has no gates, only h."];

/// The pane.
pub struct GateMap;

/// What there is to show, once the worker has answered.
pub fn view(app: &App) -> Option<&GatesView> {
    match app.view()?.inside.as_deref()? {
        Inside::Gates(view) => Some(view),
        _ => None,
    }
}

/// The direction of a layer that is shown.
pub fn part(app: &App) -> Option<&GatesPart> {
    let parts = &view(app)?.parts;
    parts.get(app.within.part).or(parts.last())
}

/// The room of the heatmaps: without the line that says that there are no gates.
fn map(app: &App, area: Rect) -> Rect {
    let inner = frame::inner(area);
    let said = u16::from(view(app).is_some_and(|view| !view.has_gates())).min(inner.height);
    Rect { y: inner.y + said, height: inner.height - said, ..inner }
}

impl Pane<App> for GateMap {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(8)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gates
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let (Some(view), Some(part)) = (view(app), part(app)) else {
            frame::draw(&app.theme, frame, area, around, "Gates", below);
            return;
        };
        let title = format!("Gates · {} · {}", part.name, view.example);
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        if !view.has_gates() && inner.height > 0 {
            let line = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), height: 1, ..inner };
            let text = if NO_GATES[0].len() <= usize::from(line.width) { NO_GATES[0] } else { NO_GATES[1] };
            frame.render_widget(Line::styled(text, app.theme.text()), line);
        }
        let (first_unit, unit, vector) = (app.first[ID], app.within.unit, app.within.vector);
        let widget = UnitMap { part, first_unit, unit, vector, time: app.time, theme: &app.theme };
        frame.render_widget(widget, map(app, area));
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let Some(parts) = view(app).map(|view| view.parts.len()) else { return };
        app.within.part = app.within.part.min(parts.saturating_sub(1));
        let Some(part) = part(app) else { return };
        let (all, vectors, steps) = (part.units(), part.vectors.len(), part.steps.len());
        app.within.unit = app.within.unit.min(all.saturating_sub(1));
        app.within.vector = app.within.vector.min(vectors.saturating_sub(1));
        app.time = app.time.min(steps.saturating_sub(1));
        // The unit under the cursor is in sight.
        let shown = units(map(app, area), &app.theme).max(1);
        let first = app.first[ID].clamp((app.within.unit + 1).saturating_sub(shown), app.within.unit);
        app.first[ID] = first.min(all.saturating_sub(shown));
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if app.tab != Tab::Gates {
            // Another screen that knows the key has taken it before.
            let known = matches!(action, Action::NextVector | Action::PreviousVector);
            if known {
                app.say("v V: what units follow on screen 2, the next gate on 3, h or c on 4, a change on 5");
            }
            return known;
        }
        let (parts, vectors) =
            view(app).zip(part(app)).map_or((0, 0), |(view, part)| (view.parts.len(), part.vectors.len()));
        match action {
            Action::LayerUp => app.within.part = (app.within.part.saturating_add(1)).min(parts.saturating_sub(1)),
            Action::LayerDown => app.within.part = app.within.part.saturating_sub(1),
            Action::NextVector => app.within.vector = (app.within.vector + 1) % vectors.max(1),
            Action::PreviousVector => app.within.vector = (app.within.vector + vectors.max(1) - 1) % vectors.max(1),
            _ => return false,
        }
        let name = part(app).and_then(|part| Some((part.name.clone(), part.vectors.get(app.within.vector)?.name)));
        if let Some((part, vector)) = name {
            app.say(format!("{part}: {vector}, {}", words(vector)));
        }
        true
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.within.unit = to.from(app.within.unit, units(map(app, area), &app.theme).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.within.unit = Move::wheel(app.within.unit, down);
    }
}
