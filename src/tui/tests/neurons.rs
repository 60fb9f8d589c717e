//! The screen of neurons.

mod ranking;
mod several;

use crossterm::event::{Event, KeyCode};
use ndarray::Array2;
use ratatui::layout::Rect;

use super::{
    App, Depth, Report, SHIP, Theme, colours, info, on_report, on_snapshot, picture, press, snapshot, styled, typed,
};
use crate::train::message::{
    Ask, Command, Inside, Look, Mark, NeuronsAsk, NeuronsPart, NeuronsView, Past, Place, Ranked, Snapshot, Source,
    StudyAsk, StudyView,
};
use crate::train::record::Record;
use crate::tui::effect::Effect;
use crate::tui::panes::{activation, elsewhere, examples, ranked};
use crate::tui::tab::Tab;
use crate::tui::update::update;

const KOREAN: &str =
    "배를 만들고 싶다면 사람들에게 나무를 모아 오라고 하지 말고 바다를\n그리워하게 하라 e\u{301}\u{1b}[2J";
const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (160, 45), (200, 60)];

/// Units of two layers; snapshots have a letter for each style, so there are but five values.
fn neurons(text: &str) -> NeuronsView {
    let steps: Vec<String> = text.chars().map(String::from).collect();
    let value = |layer: usize, (t, u): (usize, usize)| [-0.9, -0.4, 0.0, 0.4, 0.9][(t / 3 + u + layer) % 5];
    let part = |layer: usize| NeuronsPart {
        name: format!("layer {}", layer + 1),
        steps: steps.clone(),
        starts: vec![0],
        h: Array2::from_shape_fn((steps.len(), 12), |at| value(layer, at)),
    };
    NeuronsView {
        examples: vec!["training text".to_owned()],
        place: 0,
        total: steps.len(),
        parts: vec![part(0), part(1)],
        probes: ["quotes", "round", "upper"].map(str::to_owned).to_vec(),
        places: true,
        notes: Vec::new(),
        whole: true,
    }
}

fn studied(asked: StudyAsk) -> StudyView {
    let unit = |unit: usize| Ranked {
        part: unit % 2,
        unit: unit / 2,
        correlation: (1.0 - f64::from(u32::try_from(unit).unwrap()) / 24.0)
            * if unit.is_multiple_of(3) { -1.0 } else { 1.0 },
    };
    let place = |place: usize| Place {
        place,
        line: place.is_multiple_of(2).then_some((place / 7 + 1, place % 7 + 1)),
        shared: 5 - place % 3,
        others: place % 2,
        text: ["don't drum up the ", "people", " together to collect wood, and"].map(str::to_owned),
    };
    StudyView {
        asked,
        step: 300,
        probe: "quotes".to_owned(),
        read: 100_000,
        of: 100_000,
        unit: "characters",
        running: false,
        ranked: Some((0..24).map(unit).collect()),
        found: Some((0..30).map(|at| place(at * 1_003)).collect()),
        places: 30,
        refused: None,
    }
}

/// A snapshot with these, of step 300.
fn seen(text: &str, view: NeuronsView, studied: Option<StudyView>) -> Box<Snapshot> {
    let mut snapshot = snapshot(text);
    snapshot.view.inside = Some(Box::new(Inside::Neurons(view)));
    snapshot.studied = studied.map(Box::new);
    snapshot
}

fn app((width, height): (u16, u16), theme: Theme, text: &str) -> App {
    let mut app = App::new(theme, Rect::new(0, 0, width, height), examples::ID);
    on_report(&mut app, Report::Ready(Box::new(info("ship.txt"))));
    let effects = typed(&mut app, "2");
    assert_eq!(effects, [look(NeuronsAsk::default())]);
    on_snapshot(&mut app, seen(text, neurons(text), Some(studied(StudyAsk::default()))));
    app
}

fn look(ask: NeuronsAsk) -> Effect {
    Effect::Tell(Command::Look(Look { ask: Some(Ask::Neurons(ask)), ..Look::default() }))
}

/// A span of three characters is marked from the fourth on.
fn marked(app: &mut App, text: &str) {
    typed(app, "llla");
    typed(app, "ll");
    typed(app, "a");
    let asked = app.neurons.ask.study.clone();
    on_snapshot(app, seen(text, neurons(text), Some(studied(asked))));
}

#[test]
fn neurons_are_shown_at_every_size() {
    for size in SIZES {
        let mut app = app(size, colours(), SHIP);
        marked(&mut app, SHIP);
        insta::assert_snapshot!(format!("neurons-{}x{}", size.0, size.1), styled::screen(&app));
    }
    let mono = Theme::new(Depth::Mono, false);
    for (name, theme, text) in
        [("no-colour", mono, SHIP), ("korean", colours(), KOREAN), ("16", Theme::new(Depth::Ansi16, false), SHIP)]
    {
        let mut app = app((80, 24), theme, text);
        typed(&mut app, "lllj");
        insta::assert_snapshot!(format!("neurons-{name}"), styled::screen(&app));
    }
}

/// Before the first step there is a net already, and so all that is inside it; before the worker has answered, nothing.
#[test]
fn the_screen_is_there_before_anything_is_known() {
    let mut app = app((80, 24), colours(), SHIP);
    let snapshot = app.snapshot.as_mut().unwrap();
    (snapshot.loss, snapshot.record, snapshot.step, snapshot.epoch) = (None, Record::default(), 0, 0);
    insta::assert_snapshot!("neurons-at-first", styled::screen(&app));
    let snapshot = app.snapshot.as_mut().unwrap();
    (snapshot.view.inside, snapshot.studied) = (None, None);
    typed(&mut app, "ajklvV[]oa");
    insta::assert_snapshot!("neurons-not-yet", styled::screen(&app));
    let mut app = App::new(colours(), app.area, activation::ID);
    typed(&mut app, "2hlvVao:probe upper\r:text a\r");
    on_report(&mut app, Report::Ready(Box::new(info("ship.txt"))));
    picture(&app);
}

/// In the past all that is shown is of that step; what was ranked at another says so.
#[test]
fn a_ranking_says_of_which_step_it_is() {
    let mut app = app((80, 24), colours(), SHIP);
    let mut snapshot = seen(SHIP, neurons(SHIP), Some(studied(StudyAsk::default())));
    snapshot.step = 120;
    snapshot.past = Some(Past { target: 120, film: false, newest: 300, record: std::sync::Arc::default() });
    on_snapshot(&mut app, snapshot);
    insta::assert_snapshot!("neurons-past", styled::screen(&app));
    assert!(picture(&app).contains("at step 300; r ranks again"));
    assert_eq!(typed(&mut app, "r"), [Effect::Tell(Command::StudyAgain)]);
}

/// While a film plays nothing is ranked: that is said, in place of a bar that never moves.
#[test]
fn in_a_film_nothing_is_ranked() {
    let mut app = app((80, 24), colours(), SHIP);
    for study in [studied(StudyAsk::default()), StudyView { running: true, ..studied(StudyAsk::default()) }] {
        let mut snapshot = seen(SHIP, neurons(SHIP), Some(study));
        snapshot.step = 120;
        snapshot.past = Some(Past { target: 120, film: true, newest: 300, record: std::sync::Arc::default() });
        on_snapshot(&mut app, snapshot);
        let shown = picture(&app);
        assert!(shown.contains("when the film stops") && !shown.contains("any key stops"), "{shown}");
        assert_eq!(typed(&mut app, "r"), []);
        assert!(app.alarms.front().unwrap().contains("not ranked while the film plays"), "{:?}", app.alarms);
    }
}

/// Whatever is not a number, and whatever the size, is drawn.
#[test]
fn a_net_of_no_numbers_is_drawn() {
    for theme in [colours(), Theme::new(Depth::Mono, false)] {
        for size in SIZES {
            let mut app = app(size, theme, SHIP);
            let (mut view, mut known) = (neurons(SHIP), studied(StudyAsk::default()));
            view.parts.iter_mut().for_each(|part| part.h.fill(f32::NAN));
            known.ranked.iter_mut().flatten().for_each(|unit| unit.correlation = f64::NAN);
            on_snapshot(&mut app, seen(SHIP, view, Some(known)));
            for keys in ["", "a", "e", "\t", "j", "\t"] {
                typed(&mut app, keys);
                picture(&app);
            }
            if size == (80, 24) && theme.coloured() {
                insta::assert_snapshot!("neurons-diverged", styled::screen(&app));
            }
        }
    }
}

#[test]
fn arrows_choose_the_unit_by_rank_and_the_place() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(app.focus, activation::ID);
    assert!(picture(&app).contains("layer 1 u0 = -0.90 after 'i'"), "the unit that follows most closely");
    typed(&mut app, "j");
    assert_eq!(app.neurons.unit, Some((1, 0)));
    assert_eq!(typed(&mut app, "jlll"), [], "a unit and a place need no new look");
    assert!(picture(&app).contains("layer 1 u1 = +0.00 after 'y'"), "{}", picture(&app));
    typed(&mut app, "]");
    assert_eq!((app.neurons.unit, app.status.as_str()), (Some((1, 1)), "unit 1 of layer 2"));
    press(&mut app, KeyCode::Tab, false);
    assert_eq!(app.focus, ranked::ID);
    press(&mut app, KeyCode::End, false);
    assert_eq!(app.neurons.unit, Some((1, 11)));
    press(&mut app, KeyCode::BackTab, false);
    press(&mut app, KeyCode::End, false);
    assert_eq!(app.neurons.cursor, SHIP.chars().count() - 1);
    press(&mut app, KeyCode::PageUp, false);
    press(&mut app, KeyCode::Home, false);
    assert_eq!(app.neurons.cursor, 0);
}

/// The passage on show is a part of a long text: beyond it another one is asked for.
#[test]
fn beyond_the_passage_another_one_is_asked_for() {
    let mut app = app((80, 24), colours(), SHIP);
    let view = NeuronsView { total: 10_000, ..neurons(SHIP) };
    on_snapshot(&mut app, seen(SHIP, view.clone(), None));
    let len = SHIP.chars().count();
    app.neurons.cursor = len - 1;
    let ask = |place| NeuronsAsk { place, ..NeuronsAsk::default() };
    assert_eq!(typed(&mut app, "l"), [look(ask(len - len / 4))]);
    assert_eq!(app.neurons.cursor, len);
    on_snapshot(&mut app, seen(SHIP, NeuronsView { place: len - len / 4, ..view }, None));
    assert!(picture(&app).contains(&format!("{} of 10,000", len + 1)));
    let effects = press(&mut app, KeyCode::Home, false);
    assert_eq!(effects, [look(ask(0))]);
}

#[test]
fn a_mark_asks_where_else_its_units_are_on() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(typed(&mut app, "llla"), []);
    assert_eq!(typed(&mut app, "ll"), []);
    // Values change every three characters: at 3, 4 and 5 every fifth unit does nothing.
    let units = vec![0, 2, 3, 4, 5, 7, 8, 9, 10];
    let mark = Some(Mark { part: 0, units, place: 3, len: 3 });
    let study = StudyAsk { mark, ..StudyAsk::default() };
    assert_eq!(typed(&mut app, "a"), [look(NeuronsAsk { study: study.clone(), ..NeuronsAsk::default() })]);
    assert!(app.status.contains("9 units of layer 1 are on at every character of the mark (3)"), "{}", app.status);
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(studied(study))));
    press(&mut app, KeyCode::BackTab, false);
    press(&mut app, KeyCode::BackTab, false);
    press(&mut app, KeyCode::BackTab, false);
    while app.focus != elsewhere::ID {
        press(&mut app, KeyCode::Tab, false);
    }
    assert!(picture(&app).contains("Where else · 9 units · 30 places"), "{}", picture(&app));
    typed(&mut app, "jj");
    assert_eq!(app.neurons.found, Some(1), "the first key shows the first place");
    // A mark over the end of the passage, and one where nothing is on.
    let mut silent = neurons(SHIP);
    silent.parts.iter_mut().for_each(|part| part.h.fill(0.1));
    on_snapshot(&mut app, seen(SHIP, silent, None));
    typed(&mut app, "ala");
    assert!(app.alarms.front().unwrap().contains("no unit is on"), "{:?}", app.alarms);
    assert_eq!(app.neurons.ask.study.mark, None);
}

#[test]
fn probes_and_texts_are_asked_for() {
    let mut app = app((80, 24), colours(), SHIP);
    let enter = |app: &mut App, line: &str| {
        typed(app, line);
        press(app, KeyCode::Enter, false)
    };
    let probe = |probe: &str| StudyAsk { probe: Some(probe.to_owned()), ..StudyAsk::default() };
    let ask = |study: StudyAsk| look(NeuronsAsk { place: 0, study });
    assert_eq!(typed(&mut app, "v"), [ask(probe("round"))]);
    assert_eq!(typed(&mut app, "VV"), [ask(probe("quotes")), ask(probe("upper"))]);
    assert_eq!(enter(&mut app, "/a b+"), [ask(probe("/a b+/"))]);
    assert_eq!(enter(&mut app, ":probe vowels"), [ask(probe("vowels"))]);
    // What is none is said, and what was asked before counts again.
    enter(&mut app, ":probe /(/");
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(studied(probe("vowels")))));
    let refusal = || Report::StudyRefused {
        sentence: "/(/ is no regular expression".to_owned(),
        asked: Box::new(probe("/(/")),
        instead: Box::new(probe("vowels")),
    };
    // A frozen display knows nothing of the study.
    app.snapshot.as_mut().unwrap().studied = None;
    let effects = on_report(&mut app, refusal());
    assert_eq!((effects, app.alarms.len()), (vec![ask(probe("vowels"))], 1));
    assert_eq!(on_report(&mut app, refusal()), [], "what was asked for since then stays");
    let source = |source| StudyAsk { source, ..probe("vowels") };
    assert_eq!(typed(&mut app, "o"), [ask(source(Source::HeldOut))]);
    assert_eq!(enter(&mut app, ":text two words"), [ask(source(Source::Typed("two words".to_owned())))]);
    assert_eq!(enter(&mut app, ":text"), [ask(source(Source::Training))]);
    // From another screen the command leads here.
    typed(&mut app, "1");
    assert_eq!(enter(&mut app, ":probe upper").len(), 1);
    assert_eq!(app.tab, Tab::Neurons);
    enter(&mut app, &format!(":text {}", "a".repeat(10_001)));
    assert!(app.alarms.front().unwrap().contains("10,000 characters"));
    assert_eq!(app.neurons.ask.study.source, Source::Training);
}

/// Ten megabytes are refused at once, and the line is as it was.
#[test]
fn a_huge_paste_is_refused_in_a_sentence() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, ":text a");
    update(&mut app, &Event::Paste("한".repeat(10 << 20)));
    assert!(app.alarms.front().unwrap().contains("10,485,760 characters"), "{:?}", app.alarms);
    assert_eq!(app.input.value(), "text a");
    press(&mut app, KeyCode::Left, false);
    update(&mut app, &Event::Paste("b\r\nc\u{1b}".to_owned()));
    assert_eq!((app.input.value(), app.input.cursor()), ("text b\nca", 8));
}

/// What cannot be ranked is said where the units are listed, and they can be looked at all the same.
#[test]
fn what_cannot_be_ranked_is_said() {
    let mut app = app((80, 24), colours(), SHIP);
    let sentence = "units are ranked over texts of characters; here they can only be looked at";
    let refused = StudyView::refused(StudyAsk::default(), 300, sentence.to_owned());
    let view = NeuronsView { probes: Vec::new(), places: false, notes: vec!["a note".to_owned()], ..neurons(SHIP) };
    on_snapshot(&mut app, seen(SHIP, view, Some(refused)));
    typed(&mut app, "v");
    assert!(app.status.contains("nothing ranks the units"), "{}", app.status);
    typed(&mut app, "ala");
    assert!(app.alarms.front().unwrap().contains("can only be looked at"));
    press(&mut app, KeyCode::Down, false);
    insta::assert_snapshot!("neurons-refused", styled::screen(&app));
}
