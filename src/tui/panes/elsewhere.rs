//! Where else the units that are on in the marked span are on together.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::figures::count;
use crate::train::message::Place as Found;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::Move;
use crate::tui::neurons::{go, step, studied, view};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::ranked::draw_sentence;
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};

/// The pane's name.
pub const ID: Id = Id("elsewhere");

/// What is said while nothing is marked.
const HOW: &str = "a begins a mark at the cursor, ← → extend it, a ends it. Then stands here where else the units that \
                   are on (|h| at least 0.3) in all of it are on together.";
/// What the counts of a place mean.
const COUNTS: &str = "+ units of the mark on, - others on";
/// Rows of a list that has room to say so.
const ROOMY: u16 = 4;

/// The pane.
pub struct Elsewhere;

fn places(app: &App) -> Option<&[Found]> {
    studied(app)?.found.as_deref()
}

fn list(area: Rect) -> Rect {
    let inner = frame::inner(area);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// The rows of places, and the line that says what their counts mean.
fn rooms(area: Rect) -> [Rect; 2] {
    let all = list(area);
    let said = u16::from(all.height >= ROOMY);
    let rows = Rect { height: all.height - said, ..all };
    [rows, Rect { y: rows.bottom(), height: said, ..all }]
}

/// Where a place is.
fn whereabouts(found: &Found) -> String {
    match found.line {
        Some((line, column)) => format!("{line}:{column}"),
        None => count(found.place as u64 + 1),
    }
}

/// How many marked units are on at a place, and how many others.
fn counts(found: &Found) -> String {
    format!("{}+ {}-", found.shared, found.others)
}

/// How many places there are, of which so many are listed.
fn places_of(listed: usize, all: usize) -> String {
    match all {
        1 => "1 place".to_owned(),
        all if all > listed => format!("the {} likest of {} places", count(listed as u64), count(all as u64)),
        all => format!("{} places", count(all as u64)),
    }
}

/// The end of a text, in so many columns.
fn end(text: &str, room: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    while columns(&chars.iter().collect::<String>()) > room {
        chars.remove(0);
    }
    cut(&chars.into_iter().collect::<String>(), room)
}

/// A place: where it is, how many units are shared and how many others are on, and the text.
fn line(app: &App, found: &Found, [wide, long]: [usize; 2], selected: bool, room: usize) -> Line<'static> {
    let theme = &app.theme;
    let (at, counts) = (whereabouts(found), counts(found));
    let [before, here, after] = &found.text;
    let text = room.saturating_sub(1 + wide + 1 + long + 1);
    let before = end(before, (text / 3).min(text.saturating_sub(columns(here))));
    let here = cut(here, text.saturating_sub(columns(&before)));
    let after = cut(after, text.saturating_sub(columns(&before) + columns(&here)));
    let (mark, style) = if selected { ("›", theme.accent()) } else { (" ", theme.text()) };
    Line::from(vec![
        Span::styled(mark, theme.accent()),
        Span::styled(format!("{at:>wide$} "), style),
        Span::styled(format!("{counts:<long$} "), theme.dim()),
        Span::styled(before, theme.dim()),
        Span::styled(here, theme.accent().add_modifier(Modifier::UNDERLINED)),
        Span::styled(after, theme.dim()),
    ])
}

impl Pane<App> for Elsewhere {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(5)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Neurons && view(app).is_none_or(|view| view.places)
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let (Some(found), Some(mark)) = (places(app), &app.neurons.ask.study.mark) else {
            frame::draw(&app.theme, frame, area, around, "Where else", below);
            return draw_sentence(app, HOW, frame, list(area));
        };
        let units = mark.units.len();
        let s = if units == 1 { "" } else { "s" };
        let places = places_of(found.len(), studied(app).map_or(0, |studied| studied.places));
        let layer = view(app).and_then(|view| view.parts.get(mark.part)).map_or("", |part| &part.name);
        let titles = [
            format!("Where else · {units} unit{s} of {layer} · {places}"),
            format!("Where else · {units} unit{s} · {places}"),
            format!("Where else · {places}"),
        ];
        let title = titles.iter().find(|title| columns(title) <= title_room(area)).map_or("Where else", String::as_str);
        frame::draw(&app.theme, frame, area, around, title, below);
        let [rows, said] = rooms(area);
        if found.is_empty() {
            let running = studied(app).is_some_and(|studied| studied.running);
            let sentence =
                if running { "nowhere so far" } else { "nowhere else are most of these units on together for as long" };
            return draw_sentence(app, sentence, frame, rows);
        }
        frame.render_widget(Line::styled(cut(COUNTS, usize::from(said.width)), app.theme.dim()), said);
        let widest = |text: fn(&Found) -> String| found.iter().map(|found| columns(&text(found))).max().unwrap_or(0);
        let wide = [widest(whereabouts), widest(counts)];
        for ((y, found), at) in
            (rows.y..rows.bottom()).zip(&found[app.first[ID].min(found.len())..]).zip(app.first[ID]..)
        {
            let line = line(app, found, wide, Some(at) == app.neurons.found, usize::from(rows.width));
            frame.render_widget(line, Rect { y, height: 1, ..rows });
        }
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        if app.tab != Tab::Neurons {
            return;
        }
        let (all, shown) = (places(app).map_or(0, <[Found]>::len), usize::from(rooms(area)[0].height).max(1));
        app.neurons.found = app.neurons.found.filter(|_| all > 0).map(|at| at.min(all - 1));
        let at = app.neurons.found.unwrap_or(0);
        app.first[ID] = app.first[ID].clamp((at + 1).saturating_sub(shown), at).min(all.saturating_sub(shown));
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }

    /// The text goes to the place that is selected.
    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        let last = places(app)?.len().checked_sub(1)?;
        let page = usize::from(rooms(area)[0].height).saturating_sub(1);
        // After a mark the first key shows the first place.
        let at = app.neurons.found.map_or(0, |at| to.from(at, page).min(last));
        app.neurons.found = Some(at);
        let place = places(app)?[at].place;
        go(app, place);
        Some(Vec::new())
    }
}
