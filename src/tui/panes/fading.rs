//! How the gradient fades with the lag, over as many rows of the batch as there was time for.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::train::message::GradientsView;
use crate::tui::app::App;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::reach::{part, view};
use crate::tui::tab::Tab;
use crate::tui::text::columns;
use crate::tui::widgets::fading::FadingChart;

/// The pane's name.
pub const ID: Id = Id("fading");

/// The pane.
pub struct GradientByLag;

/// What was covered, for a title: `4 of 171 rows`.
pub fn covered(view: &GradientsView) -> String {
    match (view.rows, view.of) {
        (1, _) => "this example".to_owned(),
        (rows, of) if rows == of => format!("{of} rows"),
        (rows, of) => format!("{rows} of {of} rows"),
    }
}

impl Pane<App> for GradientByLag {
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
            frame::draw(&app.theme, frame, area, around, "By lag", below);
            return;
        };
        let titles =
            [format!("By lag · {} · mean of {}", part.name, covered(view)), format!("By lag · {}", covered(view))];
        let title = titles.iter().find(|title| columns(title) <= title_room(area)).unwrap_or(&titles[1]);
        let inner = frame::draw(&app.theme, frame, area, around, title, below);
        frame.render_widget(FadingChart { part, of_c: app.within.of_c, cut: view.cut, theme: &app.theme }, inner);
    }
}
