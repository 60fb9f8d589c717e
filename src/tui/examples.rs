//! The examples of each task on the screen: a list to choose from, and what the net makes of them. A task's pane is a
//! file here. Drawing changes nothing.

mod classify;
mod generate;
mod series;
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
        Examples::Series(view) => series::draw(app, view, frame, area),
        Examples::Classify(view) => classify::draw(app, view, frame, area),
        Examples::Generate(view) => generate::draw(app, view, frame, area),
        Examples::Translate(view) => translate::draw(app, view, frame, area),
    }
}

/// Where examples stand one a line, the first of them at the top.
pub fn list(examples: &Examples, area: Rect) -> Rect {
    match examples {
        Examples::Text(view) => text::list(view, area),
        Examples::Series(_) => series::list(area),
        Examples::Classify(view) => classify::list(view, area),
        Examples::Generate(_) => generate::list(area),
        Examples::Translate(view) => translate::list(view, area),
    }
}

/// How many examples a page up or down moves by: what is in the list, or a twentieth of a series.
pub fn page(examples: &Examples, area: Rect) -> usize {
    match examples {
        Examples::Series(view) => view.rows() / 20,
        _ => usize::from(list(examples, area).height).saturating_sub(1),
    }
}
