//! The loss of every step so far.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Action;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::widgets::loss::LossChart;

/// The pane's name.
pub const ID: Id = Id("loss");

/// The pane.
pub struct Loss;

impl Pane<App> for Loss {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(6)
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(snapshot) = &app.snapshot else { return };
        let of = snapshot.view.examples.loss().map_or_else(String::new, |what| format!(" · {what}"));
        let title = format!("Loss{of}{}", if app.log_scale { " (log)" } else { "" });
        let inner = frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let (record, rate_changes) = (&snapshot.record, &snapshot.rate_changes);
        let chart = LossChart { record, rate_changes, log: app.log_scale, theme: &app.theme };
        frame.render_widget(chart, inner);
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if action != Action::LogScale {
            return false;
        }
        app.log_scale = !app.log_scale;
        app.say(if app.log_scale { "loss on a logarithmic scale" } else { "loss on a linear scale" });
        true
    }
}
