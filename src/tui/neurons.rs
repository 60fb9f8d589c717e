//! What keys and commands change on the screen of neurons: the passage, the cursor in it, the unit, what the units are
//! held to, and the span that is marked.

use std::borrow::Cow;

use super::app::{App, Mode};
use super::effect::Effect;
use super::keys::Action;
use super::reader::{Reader, ReaderWish};
use super::tab::Tab;
use super::text::cut;
use crate::train::message::{
    Command, Examples, Inside, Mark, NeuronsPart, NeuronsView, Ranked, Source, StudyAsk, StudyView,
};

/// A passage that is gone to begins so many places before the cursor, or a quarter of it where that is less.
const BEFORE: usize = 200;
/// What keys answer before the worker has.
const NOT_YET: &str = "nothing is known of the units yet";
const NOTHING_RANKS: &str = "here nothing ranks the units: they can be looked at";

/// All units, once the worker has answered.
#[must_use]
pub fn view(app: &App) -> Option<&NeuronsView> {
    if let Inside::Neurons(view) = app.view()?.inside.as_deref()? { Some(view) } else { None }
}

/// What is known of what the units follow.
#[must_use]
pub fn studied(app: &App) -> Option<&StudyView> {
    app.snapshot.as_ref()?.studied.as_deref().filter(|_| app.tab == Tab::Neurons)
}

/// All units in the order of the list: by how closely they follow, or where nothing is known as they are numbered.
#[must_use]
pub fn listed(app: &App) -> Cow<'_, [Ranked]> {
    if let Some(ranked) = studied(app).and_then(|studied| studied.ranked.as_deref()) {
        return Cow::Borrowed(ranked);
    }
    let parts = view(app).map_or(&[][..], |view| &view.parts);
    let units = parts.iter().enumerate().flat_map(|(part, of)| (0..of.h.ncols()).map(move |unit| (part, unit)));
    units.map(|(part, unit)| Ranked { part, unit, correlation: f64::NAN }).collect()
}

/// The part and the unit under the cursor.
#[must_use]
pub fn unit(app: &App) -> (usize, usize) {
    app.neurons.unit.or(app.neurons.first).or_else(|| first(app)).unwrap_or_default()
}

/// The unit that comes first on the list.
fn first(app: &App) -> Option<(usize, usize)> {
    if let Some(ranked) = studied(app).and_then(|studied| studied.ranked.as_ref()) {
        return ranked.first().map(|first| (first.part, first.unit));
    }
    view(app)?.parts.iter().position(|part| part.h.ncols() > 0).map(|part| (part, 0))
}

/// Takes note of which unit follows most closely, once a study of what is asked has ended: as long as it goes on the
/// unit on show stays, though the order changes.
pub fn settle(app: &mut App) {
    let Some(studied) = studied(app) else { return };
    let from = unit(app).0;
    if !studied.running && studied.read == studied.of && studied.asked == app.neurons.ask.study {
        app.neurons.first = first(app);
        carry(app, from);
    } else if app.neurons.first.is_none() {
        app.neurons.first = view(app).filter(|view| !view.parts.is_empty()).map(|_| (0, 0));
    }
}

/// Chooses a unit of a part. The cursor stays at the same step of the same example.
pub fn choose(app: &mut App, to: (usize, usize)) {
    let from = unit(app).0;
    app.neurons.unit = Some(to);
    carry(app, from);
}

/// Carries the cursor from a part to the one of the unit under the cursor: a decoder's examples are not as long as an
/// encoder's.
fn carry(app: &mut App, from: usize) {
    let Some((from, to)) = view(app).and_then(|view| view.parts.get(from)).zip(part(app)) else { return };
    if from.starts == to.starts {
        return;
    }
    let (example, step) = from.place(app.neurons.cursor);
    let steps = to.example(example);
    app.neurons.cursor = steps.end.saturating_sub(1).min(steps.start + step);
}

/// The part under the cursor.
#[must_use]
pub fn part(app: &App) -> Option<&NeuronsPart> {
    view(app)?.parts.get(unit(app).0)
}

/// What a unit of a part is called: its layer, and its number with an arrow that says which way it reads where layers
/// read both ways.
#[must_use]
pub fn named(part: &str, unit: usize) -> (&str, String) {
    match part.rsplit_once(' ') {
        Some((layer, "forward")) => (layer, format!("→u{unit}")),
        Some((layer, "reverse")) => (layer, format!("←u{unit}")),
        _ => (part, format!("u{unit}")),
    }
}

/// Whether the net reads a text, of which there are other parts, and not examples one by one.
#[must_use]
pub fn reads_text(app: &App) -> bool {
    app.view().is_none_or(|view| matches!(view.examples, Examples::Text(_)))
}

/// The first place of the marked span and its length, whether it is being set or is set.
#[must_use]
pub fn span(app: &App) -> Option<(usize, usize)> {
    let Reader { ask, cursor, anchor, .. } = &app.neurons;
    let set = |anchor: usize| (anchor.min(*cursor), anchor.abs_diff(*cursor) + 1);
    anchor.map(set).or_else(|| ask.study.mark.as_ref().map(|mark| (mark.place, mark.len)))
}

/// What breaks off a study under way: any key does, as it breaks off a long way through the past.
pub fn break_off(app: &App) -> Option<Effect> {
    let stops = app.mode == Mode::Main && app.runs.is_none() && !app.frozen && !in_film(app);
    studied(app).filter(|studied| studied.running && stops).map(|_| Effect::Tell(Command::BreakOff))
}

/// Whether a film plays: then nothing is studied, for each of its steps would begin a study of its own.
#[must_use]
pub fn in_film(app: &App) -> bool {
    app.snapshot.as_ref().and_then(|snapshot| snapshot.past.as_ref()).is_some_and(|past| past.film)
}

/// Whether the study that was asked for was broken off, of the step on show: then it can go on.
#[must_use]
pub fn is_broken_off(app: &App) -> bool {
    let at = app.snapshot.as_ref().map(|snapshot| snapshot.step);
    studied(app).is_some_and(|studied| {
        let is_part = !studied.running && studied.read < studied.of;
        is_part && Some(studied.step) == at && studied.asked == app.neurons.ask.study
    })
}

/// Ranks the units again, or goes on where that was broken off.
pub fn again(app: &mut App) -> Vec<Effect> {
    if in_film(app) {
        app.alarm("units are not ranked while the film plays: P stops it");
        return Vec::new();
    }
    app.say("the units are ranked at the step on show");
    vec![Effect::Tell(Command::StudyAgain)]
}

/// Puts the cursor at a place of the text, and asks for another passage where the one on show has no such place.
pub fn go(app: &mut App, to: usize) {
    let Some(view) = view(app) else { return };
    let to = to.min(view.total.saturating_sub(1));
    let len = view.parts.iter().map(|part| part.steps.len()).max().unwrap_or(0);
    let is_shown = (view.place..view.place + len).contains(&to);
    app.neurons.cursor = to;
    if !is_shown {
        app.neurons.ask.place = to.saturating_sub(BEFORE.min(len / 4));
    }
}

/// Moves the cursor a place.
pub fn step(app: &mut App, forward: bool) -> Option<Vec<Effect>> {
    view(app)?;
    let at = app.neurons.cursor;
    go(app, if forward { at + 1 } else { at.saturating_sub(1) });
    Some(Vec::new())
}

/// Obeys a key that has the same meaning in all panes of the screen. Returns whether it is one of these.
pub fn act(app: &mut App, action: Action) -> bool {
    match action {
        Action::NextVector => next_probe(app, true),
        Action::PreviousVector => next_probe(app, false),
        Action::LayerUp => change_layer(app, true),
        Action::LayerDown => change_layer(app, false),
        Action::MarkSpan => mark(app),
        Action::OtherPart => {
            let other =
                if app.neurons.ask.study.source == Source::Training { Source::HeldOut } else { Source::Training };
            read(app, other);
        }
        _ => return false,
    }
    true
}

/// What is read now is this text.
fn read(app: &mut App, source: Source) {
    if !reads_text(app) {
        return app
            .alarm("only a net of texts reads another text here: this one reads the example, PgUp and PgDn choose it");
    }
    let Reader { ask, cursor, anchor, .. } = &mut app.neurons;
    (ask.place, *cursor, *anchor) = (0, 0, None);
    (ask.study.source, ask.study.mark) = (source, None);
    app.say(match app.neurons.ask.study.source {
        Source::Training => "the text that is trained on; o shows the held-out one",
        Source::HeldOut => "the held-out text; o shows the one that is trained on",
        Source::Typed(_) => "your text; :text alone leads back to the run's",
    });
}

fn next_probe(app: &mut App, forward: bool) {
    let Some(names) = view(app).map(|view| &view.probes) else { return app.say(NOT_YET) };
    let Some(last) = names.len().checked_sub(1) else {
        return app.say(NOTHING_RANKS);
    };
    let known = studied(app).map(|studied| studied.probe.as_str());
    let now = app.neurons.ask.study.probe.as_deref().or(known);
    let at = now.map_or(Some(0), |now| names.iter().position(|name| name == now));
    let next = match (at, forward) {
        (None, true) => 0,
        (None | Some(0), false) => last,
        (Some(at), true) => (at + 1) % (last + 1),
        (Some(at), false) => at - 1,
    };
    let name = names[next].clone();
    hold_to(app, name);
}

fn hold_to(app: &mut App, probe: String) {
    if view(app).is_some_and(|view| view.probes.is_empty()) {
        return app.alarm(NOTHING_RANKS);
    }
    app.say(format!("units by how closely they follow {}", cut(&probe, 40)));
    app.neurons.ask.study.probe = Some(probe);
    (app.neurons.first, app.neurons.unit) = (Some(unit(app)), None);
}

/// Chooses the unit of this number in the layer above or below.
fn change_layer(app: &mut App, up: bool) {
    let (at, unit) = unit(app);
    let Some(last) = view(app).and_then(|view| view.parts.len().checked_sub(1)) else { return };
    let to = if up { at + 1 } else { at.saturating_sub(1) }.min(last);
    choose(app, (to, unit));
    if let Some(name) = part(app).map(|part| part.name.clone()) {
        app.say(format!("unit {unit} of {name}"));
    }
}

/// Begins the mark at the cursor, or ends it there.
fn mark(app: &mut App) {
    let Some(known) = view(app) else { return app.say(NOT_YET) };
    if known.total == 0 {
        return app.alarm("there is no character to mark: the net knows none of the text");
    }
    if !known.places {
        return app.alarm("where else units are on is found in texts of characters: here they can only be looked at");
    }
    let Some(anchor) = app.neurons.anchor.take() else {
        (app.neurons.anchor, app.neurons.ask.study.mark) = (Some(app.neurons.cursor), None);
        return app.say("the mark begins here: ← → extend it, a ends it");
    };
    let (first, last) = (anchor.min(app.neurons.cursor), anchor.max(app.neurons.cursor));
    let at = unit(app).0;
    let Some((view, part)) = view(app).zip(part(app)) else { return };
    let (end, len) = (view.place + part.h.nrows(), last - first + 1);
    if first < view.place || last >= end {
        return app.alarm("the mark goes beyond the passage on show: mark a span within it");
    }
    let units = part.on(first - view.place, len);
    if units.is_empty() {
        return app.alarm("no unit is on (|h| at least 0.3) at all of the mark: mark a shorter span");
    }
    let (count, name) = (units.len(), part.name.clone());
    app.neurons.found = None;
    app.neurons.ask.study.mark = Some(Mark { part: at, units, place: first, len });
    let units = if count == 1 { "1 unit".to_owned() } else { format!("{count} units") };
    let are = if count == 1 { "is" } else { "are" };
    app.say(format!("{units} of {name} {are} on at every character of the mark ({len})"));
}

/// Does what was typed, on the screen of neurons.
pub fn obey(app: &mut App, wish: ReaderWish) -> Vec<Effect> {
    match wish {
        ReaderWish::Probe(name) => hold_to(app, name),
        ReaderWish::Text(None) => read(app, Source::Training),
        ReaderWish::Text(Some(text)) => read(app, Source::Typed(text)),
    }
    Vec::new()
}

/// Takes note that what was asked cannot be studied: what is studied instead counts, if nothing else was asked since.
pub fn refused(app: &mut App, sentence: String, asked: &StudyAsk, instead: StudyAsk) -> Vec<Effect> {
    app.alarm(sentence);
    if app.neurons.ask.study != *asked {
        return Vec::new();
    }
    app.neurons.ask.study = instead;
    vec![Effect::Tell(Command::Look(app.look()))]
}
