//! What the net would write if some of its units were held, with the same random numbers.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::figures::rate;
use crate::tui::app::App;
use crate::tui::author::{place, writing};
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::next::quoted;
use crate::tui::panes::write::step;
use crate::tui::tab::Tab;
use crate::tui::text::cut;
use crate::tui::widgets::running::Running;

/// The pane's name.
pub const ID: Id = Id("what if");

/// The pane.
pub struct WhatIf;

/// How something is held, where nothing is.
const HOW: &str = ":hold 1 7 0.9 holds unit 7 of layer 1 at 0.9 at every step, for all that reads it: the layer above, \
                   what is said, the next step. :zero sets h to zero after the token under the cursor. c of an LSTM \
                   goes on. :hold off and :zero off take it back.";

/// What is held, in a line.
fn held(app: &App) -> String {
    let ask = &app.author.ask;
    let unit = |held: &crate::train::message::HeldUnit| {
        format!("u{} of layer {} is {}", held.unit, held.layer + 1, rate(f64::from(held.value)))
    };
    let zero = ask.zero.map(|at| {
        let token = writing(app).and_then(|writing| writing.free.at(at)).map(|spot| quoted(&spot.text));
        format!("h is 0 after {} at place {at}", token.unwrap_or_default())
    });
    ask.hold.iter().map(unit).chain(zero).collect::<Vec<_>>().join(" · ")
}

impl Pane<App> for WhatIf {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(5)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Write && writing(app).is_some()
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let theme = &app.theme;
        let inner = frame::draw(theme, frame, area, Around::pane(app.focus == ID), "What if", below);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let Some(line) = writing(app).and_then(|writing| writing.held.as_ref()) else {
            frame.render_widget(Paragraph::new(Line::styled(HOW, theme.dim())).wrap(Wrap { trim: true }), inner);
            return;
        };
        let head = Line::styled(cut(&held(app), usize::from(inner.width)), theme.dim());
        frame.render_widget(head, Rect { height: inner.height.min(1), ..inner });
        let cursor = line.read.saturating_add_signed(place(app, line));
        let rest = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        frame.render_widget(Running { line, cursor, theme }, rest);
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }
}
