//! The examples of each task on the screen: a list to choose from, and what the net makes of them. A task's pane is a
//! file here. Drawing changes nothing.

mod classify;
mod generate;
mod text;
mod translate;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::App;
use crate::train::message::Examples;

/// Draws the examples into `area`, frames included.
pub fn draw(app: &App, examples: &Examples, frame: &mut Frame<'_>, area: Rect) {
    match examples {
        Examples::Text(view) => text::draw(app, view, frame, area),
        Examples::Classify(view) => classify::draw(app, view, frame, area),
        Examples::Generate(view) => generate::draw(app, view, frame, area),
        Examples::Translate(view) => translate::draw(app, view, frame, area),
    }
}

/// Where examples stand one a line, the first of them at the top.
pub fn list(examples: &Examples, area: Rect) -> Rect {
    match examples {
        Examples::Text(view) => text::list(view, area),
        Examples::Classify(view) => classify::list(view, area),
        Examples::Generate(_) => generate::list(area),
        Examples::Translate(view) => translate::list(view, area),
    }
}
