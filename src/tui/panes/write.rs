//! What the net writes on its own, or its forecasts.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::figures::count;
use crate::train::message::{Examples, WriteView, Writing};
use crate::tui::app::App;
use crate::tui::author::{self, go, place, view, writing};
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::{Action, Move};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};
use crate::tui::widgets::ahead::Forecasts;
use crate::tui::widgets::running::Running;

/// The pane's name.
pub const ID: Id = Id("write");

/// The pane.
pub struct Written;

/// The text, with a margin.
fn running<'a>(app: &'a App, writing: &'a Writing) -> Running<'a> {
    let line = &writing.free;
    let cursor = line.read.saturating_add_signed(place(app, line));
    Running { line, cursor, theme: &app.theme }
}

/// The lines above the text, those of the text, and those below it.
fn parts(writing: &Writing, area: Rect) -> [Rect; 3] {
    let inner = frame::inner(area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let above = u16::from(!writing.of.is_empty());
    // The last line says what the colours mean; each note has a line where there is room for it.
    let notes = u16::try_from(writing.notes.len()).unwrap_or(u16::MAX).saturating_add(1);
    let below = notes.min(inner.height.saturating_sub(above + 2));
    let text = inner.height.saturating_sub(above + below);
    let part = |from: u16, height: u16| Rect { y: inner.y + from, height, ..inner };
    [part(0, above.min(inner.height)), part(above.min(inner.height), text), part(inner.height - below, below)]
}

/// How the net writes, in the title: as much of it as there is room for.
fn title(app: &App, writing: &Writing, room: usize) -> String {
    let ask = &app.author.ask;
    let drawn = if writing.temperature == 0.0 {
        "the likeliest each time".to_owned()
    } else {
        let top = ask.top_k.map_or_else(String::new, |k| format!(" · top {k}"));
        format!("temperature {}{top} · seed {}", writing.temperature, ask.seed)
    };
    let tokens = writing.free.written() - usize::from(writing.free.ended);
    let end = match (writing.free.ended, writing.whole) {
        (true, _) => ", and its end",
        (false, true) => "",
        (false, false) => ", more in a pause",
    };
    let tokens = format!("{} {}", count(tokens as u64), if tokens == 1 { "token" } else { "tokens" });
    let texts = [format!("{drawn} · {tokens}{end}"), format!("{drawn} · {tokens}"), drawn];
    let texts = texts.map(|text| format!("Write · {text}"));
    texts.into_iter().find(|text| columns(text) <= room).unwrap_or_else(|| "Write".to_owned())
}

fn draw_writing(app: &App, writing: &Writing, frame: &mut Frame<'_>, area: Rect) {
    let theme = &app.theme;
    let [above, text, below] = parts(writing, area);
    let of = Line::from(Span::styled(cut(&writing.of, usize::from(above.width)), theme.text()));
    frame.render_widget(of, above);
    frame.render_widget(running(app, writing), text);
    let mut lines: Vec<Line<'_>> =
        writing.notes.iter().map(|note| Line::styled(cut(note, usize::from(below.width)), theme.second())).collect();
    lines.push(Line::from(vec![
        Span::styled("read · ", theme.dim()),
        Span::styled("written", theme.text()),
        Span::styled(" · ", theme.dim()),
        Span::styled("surprising: below 0.1", theme.accent()),
    ]));
    for (y, line) in (below.y..below.bottom()).zip(lines) {
        frame.render_widget(line, Rect { y, height: 1, ..below });
    }
}

impl Pane<App> for Written {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(7)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Write
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let title = match view(app) {
            Some(WriteView::Tokens(writing)) => title(app, writing, title_room(area)),
            Some(WriteView::Forecasts { of, column, .. }) => format!("Forecasts of {column} after {of}"),
            _ => "Write".to_owned(),
        };
        let inner = frame::draw(&app.theme, frame, area, around, &title, below);
        match view(app) {
            Some(WriteView::Tokens(writing)) => draw_writing(app, writing, frame, area),
            Some(WriteView::Forecasts { ahead, note, .. }) => {
                frame.render_widget(Forecasts { ahead, note: *note, theme: &app.theme }, inner);
            }
            Some(WriteView::Nothing) => {
                let sentence = " This net names the label of a text. It writes nothing.";
                frame.render_widget(
                    Line::styled(sentence, app.theme.dim()),
                    Rect { height: inner.height.min(1), ..inner },
                );
            }
            None => {}
        }
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        author::act(app, action)
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        if !app.view().is_some_and(|view| matches!(view.examples, Examples::Text(_))) {
            // What it is written for.
            let all = app.view().map_or(0, |view| view.examples.len());
            app.example = to.from(app.example, 10).min(all.saturating_sub(1));
            return Some(Vec::new());
        }
        let writing = writing(app)?;
        let running = running(app, writing);
        let [_, text, _] = parts(writing, area);
        let page = isize::try_from(text.height).unwrap_or(1);
        let token = match to {
            Move::Up => running.below(text.width, -1),
            Move::Down => running.below(text.width, 1),
            Move::PageUp => running.below(text.width, -page),
            Move::PageDown => running.below(text.width, page),
            Move::First => 0,
            Move::Last => usize::MAX,
        };
        to_token(app, token);
        Some(Vec::new())
    }

    fn click(&self, app: &mut App, area: Rect, at: Position) -> Vec<Effect> {
        if let Some(writing) = writing(app)
            && let Some(token) = running(app, writing).token_at(parts(writing, area)[1], at)
        {
            to_token(app, token);
        }
        Vec::new()
    }
}

/// Puts the cursor on a token, by its number from 0.
fn to_token(app: &mut App, token: usize) {
    let Some(line) = writing(app).map(|writing| &writing.free) else { return };
    let token = isize::try_from(token.min(line.spots.len())).unwrap_or(isize::MAX);
    let to = token + line.places().0;
    go(app, to);
}

/// Moves the cursor a token.
pub fn step(app: &mut App, forward: bool) -> Option<Vec<Effect>> {
    let at = place(app, &writing(app)?.free);
    go(app, if forward { at + 1 } else { at - 1 });
    Some(Vec::new())
}
