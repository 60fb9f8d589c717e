//! A text coloured by the activation of the unit under the cursor.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::figures::count;
use crate::train::message::{NeuronsPart, NeuronsView};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::{Action, Move};
use crate::tui::neurons::{act, go, named, part, reads_text, span, step, unit, view};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::next::quoted;
use crate::tui::panes::ranked::select;
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};
use crate::tui::widgets::shaded::{Shaded, legend};

/// The pane's name.
pub const ID: Id = Id("activation");

/// The keys of this pane, in as many words as there is room for: in texts of characters, in texts of words, and where
/// examples are read.
const HINTS: [[&str; 3]; 3] = [
    [
        "↑ ↓ unit   ← → place   PgUp PgDn text   a marks a span   o the other part",
        "↑ ↓ unit   ← → place   a marks   o other part",
        "↑ ↓ unit  ← → place  a marks",
    ],
    [
        "↑ ↓ unit   ← → place   PgUp PgDn text   o the other part",
        "↑ ↓ unit   ← → place   o other part",
        "↑ ↓ unit  ← → place",
    ],
    ["↑ ↓ unit   ← → place   PgUp PgDn example", "↑ ↓ unit   ← → place   PgDn next", "↑ ↓ unit  ← → place"],
];

/// The pane.
pub struct Activation;

/// The room of the text, and that of the lines below it.
fn rooms(app: &App, area: Rect) -> [Rect; 2] {
    let inner = frame::inner(area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let notes = view(app).map_or(0, |view| view.notes.len());
    let below = u16::try_from(notes + 1).unwrap_or(u16::MAX).min(inner.height.saturating_sub(2));
    let text = inner.height - below;
    [Rect { height: text, ..inner }, Rect { y: inner.y + text, height: below, ..inner }]
}

/// The text, coloured by the unit under the cursor.
fn shaded<'a>(app: &'a App, view: &NeuronsView, part: &'a NeuronsPart) -> Shaded<'a> {
    let (_, unit) = unit(app);
    let values = if unit < part.h.ncols() { part.h.column(unit).to_vec() } else { Vec::new() };
    let within = |place: usize| place.saturating_sub(view.place);
    let marked = span(app).map_or(0..0, |(first, len)| within(first)..within(first + len));
    let cursor = app.neurons.cursor.checked_sub(view.place).unwrap_or(usize::MAX);
    Shaded { steps: &part.steps, starts: &part.starts, values, cursor, marked, theme: &app.theme }
}

/// What is shown, in the title: as much of it as there is room for.
fn title(app: &App, view: &NeuronsView, part: &NeuronsPart, room: usize) -> String {
    let (_, unit) = unit(app);
    let at = app.neurons.cursor;
    let here = at.checked_sub(view.place).and_then(|step| Some((part.h.get([step, unit])?, part.steps.get(step)?)));
    let value = here.map_or_else(String::new, |(h, step)| format!(" = {h:+.2} after {}", quoted(step)));
    let (layer, unit) = named(&part.name, unit);
    let unit = format!("{layer} {unit}");
    // A text is told by place, and of other tasks the example under the cursor.
    let (example, step) = part.place(at.saturating_sub(view.place));
    let (number, all) = if reads_text(app) { (at + 1, view.total) } else { (step + 1, part.example(example).len()) };
    let of = format!("{} of {}", count(number.min(all) as u64), count(all as u64));
    let texts = [
        format!("Neurons · {unit}{value} · {}, {of}", view.examples.get(example).map_or("", String::as_str)),
        format!("Neurons · {unit}{value} · {of}"),
        format!("Neurons · {unit}{value}"),
    ];
    texts.into_iter().find(|text| columns(text) <= room).unwrap_or_else(|| "Neurons".to_owned())
}

impl Pane<App> for Activation {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Top(7)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Neurons
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let around = Around::pane(app.focus == ID);
        let (Some(view), Some(part)) = (view(app), part(app)) else {
            frame::draw(&app.theme, frame, area, around, "Neurons", below);
            return;
        };
        let title = title(app, view, part, title_room(area));
        frame::draw(&app.theme, frame, area, around, &title, below);
        let [text, under] = rooms(app, area);
        frame.render_widget(shaded(app, view, part), text);
        for (y, note) in (under.y..under.bottom()).zip(&view.notes) {
            let line = Line::styled(cut(note, usize::from(under.width)), app.theme.second());
            frame.render_widget(line, Rect { y, height: 1, ..under });
        }
        let last = Rect { y: under.bottom().saturating_sub(1), height: under.height.min(1), ..under };
        if usize::from(under.height) > view.notes.len() {
            let hints = if view.places { 0 } else { 2 - usize::from(reads_text(app)) };
            legend(&app.theme, &HINTS[hints], last, frame.buffer_mut());
        }
    }

    fn clamp(&self, app: &mut App, _area: Rect) {
        if app.tab != Tab::Neurons {
            return;
        }
        let Some(NeuronsView { parts, total, whole, .. }) = view(app) else { return };
        let (parts, total) = (parts.len(), *total);
        // A look that has less time shows fewer examples: the cursor is where it was once there is more.
        if *whole || reads_text(app) {
            app.neurons.cursor = app.neurons.cursor.min(total.saturating_sub(1));
        }
        let known = |app: &App, (at, unit): (usize, usize)| {
            let at = at.min(parts.saturating_sub(1));
            let units = view(app).and_then(|view| view.parts.get(at)).map_or(0, |part| part.h.ncols());
            (at, unit.min(units.saturating_sub(1)))
        };
        app.neurons.unit = app.neurons.unit.map(|unit| known(app, unit));
        app.neurons.first = app.neurons.first.map(|unit| known(app, unit));
    }

    fn act(&self, app: &mut App, action: Action) -> bool {
        if app.tab != Tab::Neurons {
            let known = matches!(action, Action::MarkSpan | Action::OtherPart);
            if known {
                app.say("a and o belong to screen 2, where units are looked at");
            }
            return known;
        }
        act(app, action)
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        if to != Move::Up && to != Move::Down && (app.view().is_none() || !reads_text(app)) {
            // Of other tasks a page is an example.
            let all = app.view().map_or(0, |view| view.examples.len());
            app.example = match to {
                Move::PageDown => app.example + 1,
                Move::PageUp => app.example.saturating_sub(1),
                to => to.from(app.example, 1),
            }
            .min(all.saturating_sub(1));
            app.neurons.cursor = 0;
            return Some(Vec::new());
        }
        let (view, part) = view(app).zip(part(app))?;
        let [text, _] = rooms(app, area);
        let lines = isize::try_from(text.height / Shaded::tall(&app.theme)).unwrap_or(1).max(1);
        let (first, len) = (view.place, part.steps.len());
        let by = |lines: isize| shaded(app, view, part).below(text.width, lines).map(|step| first + step);
        let place = match to {
            Move::Up | Move::Down => return select(app, to, 1),
            Move::First => 0,
            Move::Last => view.total,
            // Beyond the passage on show the next one comes, or the one before.
            Move::PageUp => by(-lines).unwrap_or(first.saturating_sub(1)),
            Move::PageDown => by(lines).unwrap_or(first + len),
        };
        go(app, place);
        Some(Vec::new())
    }

    fn click(&self, app: &mut App, area: Rect, at: Position) -> Vec<Effect> {
        if let Some((view, part)) = view(app).zip(part(app))
            && let Some(step) = shaded(app, view, part).step_at(rooms(app, area)[0], at)
        {
            let place = view.place + step;
            go(app, place);
        }
        Vec::new()
    }
}
