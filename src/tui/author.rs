//! What keys and commands change in how the net writes.

use super::app::App;
use super::effect::Effect;
use super::keys::Action;
use super::tab::Tab;
use super::wish::{LONGEST, Wish};
use crate::train::message::{HeldUnit, Inside, Line, WriteView, Writing};

/// What the net writes, once the worker has answered.
#[must_use]
pub fn view(app: &App) -> Option<&WriteView> {
    if let Inside::Write(view) = app.view()?.inside.as_deref()? { Some(view) } else { None }
}

/// The tokens that it writes, where it writes tokens.
#[must_use]
pub fn writing(app: &App) -> Option<&Writing> {
    match view(app)? {
        WriteView::Tokens(writing) => Some(writing),
        WriteView::Forecasts { .. } | WriteView::Nothing => None,
    }
}

/// The place of the cursor in a line.
#[must_use]
pub fn place(app: &App, line: &Line) -> isize {
    let (first, last) = line.places();
    app.author.place.map_or(line.last(), |place| place.clamp(first, last))
}

/// Puts the cursor at a place; the last place stays the last one when the line changes.
pub fn go(app: &mut App, to: isize) {
    let Some(line) = writing(app).map(|writing| &writing.free) else { return };
    let (first, last) = line.places();
    let to = to.clamp(first, last);
    app.author.place = (to != line.last()).then_some(to);
}

/// Obeys a key. Returns whether it is one of these.
pub fn act(app: &mut App, action: Action) -> bool {
    match action {
        Action::Hotter => warm(app, 0.1),
        Action::Cooler => warm(app, -0.1),
        Action::Another => {
            app.author.ask.seed += 1;
            say(app, format!("another text, drawn with seed {}", app.author.ask.seed));
        }
        _ => return false,
    }
    true
}

/// Changes the temperature from what it is now, to whole tenths.
fn warm(app: &mut App, by: f64) {
    let now = app.author.ask.temperature.or_else(|| writing(app).map(|writing| writing.temperature)).unwrap_or(1.0);
    set_temperature(app, (10.0 * (now + by)).round() / 10.0);
}

fn set_temperature(app: &mut App, to: f64) {
    let to = to.clamp(0.0, 100.0);
    app.author.ask.temperature = Some(to);
    let words = if to == 0.0 { ": the likeliest each time" } else { "" };
    say(app, format!("temperature {to}{words}"));
}

/// Does what was typed.
pub fn obey(app: &mut App, wish: Wish) -> Vec<Effect> {
    match wish {
        Wish::Temperature(to) => set_temperature(app, to),
        Wish::TopK(k) => {
            app.author.ask.top_k = k;
            say(app, k.map_or("drawn from all tokens".to_owned(), |k| format!("drawn from the {k} likeliest tokens")));
        }
        Wish::Prefix(text) => prefix(app, text),
        Wish::Hold(held) => hold(app, held),
        Wish::Free => {
            app.author.ask.hold.clear();
            say(app, "no unit is held".to_owned());
        }
        Wish::Zero(true) => match writing(app).map(|writing| place(app, &writing.free)) {
            Some(place) => {
                app.author.ask.zero = Some(place);
                app.say("what if h were zero at the cursor; :zero off takes it back");
            }
            None => app.alarm("zero sets h to zero at the cursor of screen 6, where the net writes a text"),
        },
        Wish::Zero(false) => {
            app.author.ask.zero = None;
            say(app, "h is set to zero nowhere".to_owned());
        }
    }
    Vec::new()
}

fn prefix(app: &mut App, text: String) {
    let more = text.chars().count().saturating_sub(LONGEST);
    let kept: String = text.chars().skip(more).collect();
    app.author.ask.prefix = kept;
    app.author.place = None;
    say(
        app,
        match (text.is_empty(), more) {
            (true, _) => "no prefix: the net begins by itself".to_owned(),
            (_, 0) => "the net goes on from the prefix; :prefix takes it away".to_owned(),
            _ => format!("the prefix is cut to its last {LONGEST} characters"),
        },
    );
}

fn hold(app: &mut App, held: HeldUnit) {
    let layers = app.view().map_or(&[][..], |view| &view.hidden.layers);
    let units = layers.first().map_or(0, ndarray::Array2::ncols);
    let HeldUnit { layer, unit, value } = held;
    if layer >= layers.len() || unit >= units {
        let layers = layers.len();
        app.alarm(format!("there is no unit {unit} of layer {}: the net has {layers} layers of {units}", layer + 1));
        return;
    }
    let all = &mut app.author.ask.hold;
    all.retain(|other| (other.layer, other.unit) != (layer, unit));
    all.push(held);
    say(app, format!("what if u{unit} of layer {} were {value}; :hold off frees it", layer + 1));
}

/// Says what has changed, and where it is seen.
fn say(app: &mut App, sentence: String) {
    let place = if app.tab == Tab::Write { "" } else { " · 6 shows it" };
    app.say(sentence + place);
}
