//! The task's examples: a list to select from, and what the net answers for them.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::train::message::{Command, Examples};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::examples::{classify, generate, series, text, translate};
use crate::tui::frame::Around;
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;

/// The pane's name.
pub const ID: Id = Id("examples");

/// The pane.
pub struct ExampleList;

/// Where examples stand one a line, the first of them at the top.
fn list(app: &App, area: Rect) -> Rect {
    match app.view().map(|view| &view.examples) {
        Some(Examples::Text(view)) => text::list(view, area),
        Some(Examples::Series(_)) => series::list(area),
        Some(Examples::Classify(view)) => classify::list(app, view, area),
        Some(Examples::Generate(view)) => generate::list(app, view, area),
        Some(Examples::Translate(view)) => translate::list(app, view, area),
        None => Rect::default(),
    }
}

/// How many examples the list has room for.
fn shown(app: &App, area: Rect) -> usize {
    usize::from(list(app, area).height)
}

/// How many examples a page up or down moves by: as many as the list shows, or a twentieth of a series.
fn page(app: &App, area: Rect) -> usize {
    match app.view().map(|view| &view.examples) {
        Some(Examples::Series(view)) => view.rows() / 20,
        _ => shown(app, area).saturating_sub(1),
    }
}

/// Asks the worker for the numbers behind the selected example.
fn look(app: &App) -> Vec<Effect> {
    vec![Effect::Tell(Command::Look(app.look()))]
}

impl Pane<App> for ExampleList {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(8)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Train
    }

    /// Nothing stands below the lower half, so `_below` does not matter.
    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, _below: bool) {
        let Some(view) = app.view() else { return };
        let around = Around::pane(app.focus == ID);
        let first = app.first[ID];
        match &view.examples {
            Examples::Text(view) => text::draw(app, view, first, around, frame, area),
            Examples::Series(view) => series::draw(app, view, around, frame, area),
            Examples::Classify(view) => classify::draw(app, view, first, around, frame, area),
            Examples::Generate(view) => generate::draw(app, view, first, around, frame, area),
            Examples::Translate(view) => translate::draw(app, view, first, around, frame, area),
        }
    }

    /// The selected example is always among those shown.
    fn clamp(&self, app: &mut App, area: Rect) {
        let Some(view) = app.view() else { return };
        let (all, shown) = (view.examples.len(), shown(app, area).max(1));
        app.example = app.example.min(all.saturating_sub(1));
        let first = app.first[ID].min(all.saturating_sub(shown)).min(app.example);
        app.first[ID] = first.max((app.example + 1).saturating_sub(shown));
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if action != Action::Surprise {
            return false;
        }
        if !matches!(app.view().map(|view| &view.examples), Some(Examples::Text(_))) {
            app.say("surprise is shown of the characters of a text; this run learns none");
            return true;
        }
        app.surprise = !app.surprise;
        app.say(if app.surprise {
            "the true text by surprise: dim at 1 bit or less, a line above 3.3 bits, bold above 6.6; w: right or wrong"
        } else {
            "right or wrong; w shows how surprised the net was"
        });
        true
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.example = to.from(app.example, page(app, area));
        self.clamp(app, area);
        Some(look(app))
    }

    fn wheel(&self, app: &mut App, area: Rect, down: bool) {
        let shown = shown(app, area);
        let last = app.view().map_or(0, |view| view.examples.len()).saturating_sub(shown);
        let first = Move::wheel(app.first[ID], down).min(last);
        app.first[ID] = first;
        app.example = app.example.clamp(first, first + shown.saturating_sub(1));
    }

    fn click(&self, app: &mut App, area: Rect, Position { y: row, .. }: Position) -> Vec<Effect> {
        let list = list(app, area);
        if !(list.y..list.bottom()).contains(&row) {
            return Vec::new();
        }
        app.example = app.first[ID] + usize::from(row - list.y);
        self.clamp(app, area);
        look(app)
    }
}
