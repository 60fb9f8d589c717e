//! What the net would write if some of its units were held, with the same random numbers.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::train::message::HeldUnit;
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

/// How something is held, in few words.
const HOW: &str = ":hold 1 7 0.9 holds unit 7 of layer 1 at 0.9. :zero sets h to 0 after the token at the cursor. \
                   :hold off and :zero off take it back.";
/// What that means.
const MEANING: &str = " What is held holds for all that reads it: the layer above, what is said, the next step. \
                       c of an LSTM goes on.";

/// What is held, in a line.
fn held(app: &App) -> String {
    let ask = &app.author.ask;
    let unit = |held: &HeldUnit| format!("layer {} u{} = {}", held.layer + 1, held.unit, held.value);
    let zero = ask.zero.map(|at| {
        let token = writing(app).and_then(|writing| writing.free.at(at)).map(|spot| quoted(&spot.text));
        format!("h = 0 after {}", token.unwrap_or_default())
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
            // A fifth of the room is lost where lines break.
            let fits = 4 * usize::from(inner.width) * usize::from(inner.height) >= 5 * (HOW.len() + MEANING.len());
            let words = format!("{HOW}{}", if fits { MEANING } else { "" });
            frame.render_widget(Paragraph::new(Line::styled(words, theme.dim())).wrap(Wrap { trim: true }), inner);
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
