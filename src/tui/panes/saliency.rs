//! What the output under the time cursor depends on.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::reach::view;
use crate::tui::tab::Tab;
use crate::tui::widgets::salient::Salient;

/// The pane's name.
pub const ID: Id = Id("saliency");

/// The pane.
pub struct OutputSaliency;

impl Pane<App> for OutputSaliency {
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
        let around = Around::pane(app.focus == ID);
        let Some(view) = view(app) else {
            frame::draw(&app.theme, frame, area, around, "What counts", below);
            return;
        };
        let row = view.row(app.time);
        let title = match view.wanted.len() {
            1 => "What counts for the output".to_owned(),
            _ => format!("What counts for the output at step {}", row + 1),
        };
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        frame.render_widget(Salient { view, row, time: app.time, theme: &app.theme }, inner);
    }
}
