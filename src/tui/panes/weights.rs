//! The numbers of a parameter, or how they have changed since the step before or a marked moment, as a heatmap.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::figures::count;
use crate::train::message::{Inside, RunState, Since, WeightsView};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};
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

/// Whether the view holds what is asked for: the values, or their change.
pub fn answers(app: &App, view: &WeightsView) -> bool {
    match app.since {
        Since::Values => view.since.is_none(),
        Since::StepBefore => view.since.is_some() && view.since == before(app),
        Since::Marked => view.since.is_some() && view.since == app.marked,
    }
}

/// The step before the one on show.
fn before(app: &App) -> Option<u64> {
    app.snapshot.as_ref()?.step.checked_sub(1)
}

/// What of the parameter is shown: nothing of its values, `change since step 119`.
pub fn change(app: &App) -> Option<String> {
    let at = app.snapshot.as_ref().map_or(0, |snapshot| snapshot.step);
    let step = match app.since {
        Since::Values => return None,
        Since::StepBefore => before(app),
        Since::Marked => app.marked,
    };
    Some(match step {
        // The moment on show comes before the marked one.
        Some(step) if step > at => format!("difference from step {}", count(step)),
        Some(step) => format!("change since step {}", count(step)),
        None => "change".to_owned(),
    })
}

/// Why the change that is asked for is not there.
fn excuse(app: &App) -> String {
    match (app.since, before(app).filter(|&before| before >= app.first_step())) {
        (Since::Marked, _) if app.marked.is_none() => "no moment is marked: M marks the one on show".to_owned(),
        (Since::StepBefore, None) => "there is no step before this one".to_owned(),
        (Since::StepBefore, Some(_)) if app.state == RunState::Training => "with the next step".to_owned(),
        (Since::StepBefore, Some(before)) => format!("step {} is made again…", count(before)),
        _ => String::new(),
    }
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
        let titles = match change(app) {
            None => vec![format!("Weights · {name} ({shape})")],
            Some(change) => {
                vec![format!("Weights · {name} ({shape}) · {change}"), format!("{name} · {change}"), change]
            }
        };
        let fits = titles.iter().find(|title| columns(title) <= title_room(area));
        let inner = frame::draw(&app.theme, frame, area, around, fits.unwrap_or(&titles[0]), below);
        let nothing = view.since.is_some() && view.values.iter().all(|&change| change == 0.0);
        let sentence = match (answers(app, view), nothing) {
            (true, false) => return frame.render_widget(matrix(app, view), inner),
            (true, true) => "no number of it has changed".to_owned(),
            (false, _) => excuse(app),
        };
        if !inner.is_empty() {
            let room = usize::from(inner.width).saturating_sub(2);
            frame.buffer_mut().set_stringn(inner.x + 1, inner.y, cut(&sentence, room), room, app.theme.dim());
        }
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let Some(view) = view(app) else { return };
        let (rows, columns) = matrix(app, view).shown(frame::inner(area));
        let (all_rows, all_columns) = view.values.dim();
        app.first[ID] = app.first[ID].min(all_rows.saturating_sub(rows));
        app.first[COLUMNS] = app.first[COLUMNS].min(all_columns.saturating_sub(columns));
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if app.tab != Tab::Weights {
            return false;
        }
        let marked = app.marked.is_some();
        app.since = match (action, app.since) {
            (Action::NextVector, Since::StepBefore) | (Action::PreviousVector, Since::Values) if marked => {
                Since::Marked
            }
            (Action::NextVector, Since::Values) | (Action::PreviousVector, Since::Values | Since::Marked) => {
                Since::StepBefore
            }
            (Action::NextVector | Action::PreviousVector, _) => Since::Values,
            _ => return false,
        };
        app.say(match (app.since, app.marked) {
            (Since::StepBefore, _) => "the change since the step before".to_owned(),
            (Since::Marked, Some(step)) => format!("the change since step {}, which M has marked", count(step)),
            (_, Some(_)) => "the values".to_owned(),
            (_, None) => "the values; M marks a moment to compare with".to_owned(),
        });
        true
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
