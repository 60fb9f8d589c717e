//! The loss of every step so far, and the cursor that goes back along it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::figures::count;
use crate::tui::app::App;
use crate::tui::cursor::Cursor;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::steps::StepAxis;
use crate::tui::tab::Tab;
use crate::tui::widgets::loss::{LossChart, plot};

/// The pane's name.
pub const ID: Id = Id("loss");

/// A page is this part of what is seen.
const PAGE: f64 = 0.1;

/// The pane.
pub struct Loss;

impl Pane<App> for Loss {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(6)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Train
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(snapshot) = &app.snapshot else { return };
        let of = snapshot.view.examples.loss().map_or_else(String::new, |what| format!(" · {what}"));
        let title = format!("Loss{of}{}", if app.log_scale { " (log)" } else { "" });
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let chart = LossChart {
            record: snapshot.line(),
            steps: axis(app),
            log: app.log_scale,
            cursor: app.cursor.step(),
            rate: snapshot.learning_rate,
            recent: &snapshot.record.recent,
            laid: &app.laid,
            theme: &app.theme,
        };
        frame.render_widget(chart, inner);
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        match action {
            Action::LogScale => {
                app.log_scale = !app.log_scale;
                app.say(if app.log_scale { "loss on a logarithmic scale" } else { "loss on a linear scale" });
            }
            Action::StepScale => {
                let log = !axis(app).log;
                app.steps.log = Some(log);
                app.say(if log { "steps on a logarithmic axis" } else { "steps on a linear axis" });
            }
            Action::ZoomIn => zoom(app, true),
            Action::ZoomOut => zoom(app, false),
            _ => return false,
        }
        true
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        let at = app.at();
        Some(go_to(app, if forward { at + 1 } else { at.saturating_sub(1) }))
    }

    fn scroll(&self, app: &mut App, _area: Rect, to: Move) -> Option<Vec<Effect>> {
        if app.focus != ID {
            return None;
        }
        let (axis, at) = (axis(app), app.at());
        let leap = |share: f64| axis.step_at(axis.share(at) + share);
        match to {
            // A leap is a step at least.
            Move::PageUp => Some(go_to(app, leap(-PAGE).min(at.saturating_sub(1)))),
            Move::PageDown => Some(go_to(app, leap(PAGE).max(at + 1))),
            Move::First => Some(go_to(app, 0)),
            Move::Last => Some(go_to(app, u64::MAX)),
            Move::Up | Move::Down => None,
        }
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        zoom(app, !down);
    }

    fn click(&self, app: &mut App, area: Rect, at: Position) -> Vec<Effect> {
        let plot = plot(frame::inner(area));
        if !plot.contains(at) || app.snapshot.as_ref().is_none_or(|snapshot| snapshot.line().train.is_empty()) {
            return Vec::new();
        }
        let share = (f64::from(at.x - plot.x) + 0.5) / f64::from(plot.width);
        let step = axis(app).step_at(share);
        go_to(app, step)
    }
}

/// The axis of steps.
fn axis(app: &App) -> StepAxis {
    StepAxis::new(app.steps, app.newest())
}

fn zoom(app: &mut App, closer: bool) {
    let newest = app.newest();
    app.steps.zoom = axis(app).zoomed(app.at(), closer, newest);
    app.say(app.steps.zoom.map_or_else(
        || "all steps are seen".to_owned(),
        |(first, last)| format!("steps {} to {} are seen; Z zooms out", count(first), count(last)),
    ));
}

/// Moves the cursor to a step of the run; beyond its end is the newest moment.
pub fn go_to(app: &mut App, step: u64) -> Vec<Effect> {
    let newest = app.newest();
    let step = step.max(app.first_step());
    let (cursor, command) = Cursor::to(step, newest);
    app.cursor = cursor;
    // What was frozen would say one step and show another.
    app.frozen = false;
    if app.cursor != Cursor::Live {
        app.pausing_to_look();
        app.say("as it was then: Esc is live again, P plays on from here, b branches off");
    }
    // What is seen goes along.
    if let Some((first, last)) = app.steps.zoom {
        let (at, width) = (step.min(newest), last - first);
        if at < first || at > last {
            let first = at.saturating_sub(width / 2).max(1);
            app.steps.zoom = Some((first, first + width));
        }
    }
    vec![Effect::Tell(command)]
}
