//! A lesson's text beside the running dashboard, with the run's own numbers in place.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};

use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::{Action, Move};
use crate::tui::lesson::page;
use crate::tui::pane::{Id, Pane, Place};

/// The pane's name.
pub const ID: Id = Id("lesson");

/// The pane.
pub struct LessonText;

/// The area without a blank column at each side.
fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

impl Pane<App> for LessonText {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Side
    }

    fn exists(&self, app: &App) -> bool {
        app.lesson.is_some()
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let Some(open) = &app.lesson else { return };
        let (number, pages) = (open.page + 1, open.lesson.pages(open.lang).len());
        let title = format!("Lesson {} · page {number} of {pages}", open.lesson.name);
        let inner = inside(frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below));
        let lines = page::text(app, open, usize::from(inner.width));
        let mut room = usize::from(inner.height);
        if lines.len() > open.scroll + room {
            // The last line says how much does not fit, and how to see it.
            room = room.saturating_sub(1);
            let keys = if app.focus == ID { "↓" } else { "Tab, then ↓" };
            let mark = format!("↓ {} lines more: {keys}", lines.len() - open.scroll - room);
            let last = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
            frame.render_widget(Line::styled(mark, app.theme.accent()).right_aligned(), last);
        }
        let shown: Vec<_> = lines.into_iter().skip(open.scroll).take(room).collect();
        frame.render_widget(Text::from(shown), inner);
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        // Without an area the text has no width, and so no number of lines.
        let Some(open) = app.lesson.as_ref().filter(|_| !area.is_empty()) else { return };
        let lines = page::text(app, open, usize::from(area.width).saturating_sub(4)).len();
        let last = lines.saturating_sub(usize::from(area.height.saturating_sub(1)));
        if let Some(open) = &mut app.lesson {
            open.scroll = open.scroll.min(last);
        }
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        let forward = match action {
            Action::NextPage => true,
            Action::PreviousPage => false,
            _ => return false,
        };
        turn(app, forward);
        true
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        let open = app.lesson.as_mut()?;
        open.scroll = to.from(open.scroll, usize::from(area.height).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        if let Some(open) = &mut app.lesson {
            open.scroll = Move::wheel(open.scroll, down);
        }
    }
}

/// Turns the page and says which one it is, and at the last one where the next one leads.
fn turn(app: &mut App, forward: bool) {
    let Some(open) = &mut app.lesson else {
        return app.say("this is no lesson and has no pages; rnntui lesson lists the lessons");
    };
    let pages = open.lesson.pages(open.lang).len();
    let page = if forward { (open.page + 1).min(pages - 1) } else { open.page.saturating_sub(1) };
    let ends = page == open.page;
    (open.page, open.scroll) = (page, 0);
    let page = page + 1;
    let said = match open.next() {
        Some(next) => format!("page {page} of {pages}, the last; n goes on to the lesson {next}"),
        None if ends && forward => "this was the last lesson; q leaves it".to_owned(),
        None => format!("page {page} of {pages}"),
    };
    app.say(said);
}
