//! The ranking while a study goes on, and what other tasks are ranked by.

use super::*;

/// While a study goes on and nobody has chosen a unit, the text keeps the colours it has: those of the first on the
/// list before, until the study has ended.
#[test]
fn the_unit_on_show_stays_while_a_study_goes_on() {
    let mut app = app((80, 24), colours(), SHIP);
    let shown = |app: &App| picture(app).lines().find(|line| line.contains("Neurons ·")).unwrap()[..40].to_owned();
    let before = shown(&app);
    assert!(before.contains("layer 1 u0"), "{before}");
    let mut study = StudyView { running: true, read: 1_000, ..studied(StudyAsk::default()) };
    study.ranked.as_mut().unwrap().rotate_left(3);
    let list = |app: &App| picture(app).lines().any(|line| line.contains("│  layer 2      u1 -0.875"));
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(study.clone())));
    assert_eq!(shown(&app), before);
    assert!(list(&app), "the list is that of now, from its top: {}", picture(&app));
    // Broken off it is no better known.
    study.running = false;
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(study.clone())));
    assert_eq!(shown(&app), before);
    study.read = study.of;
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(study.clone())));
    assert!(shown(&app).contains("layer 2 u1"), "{}", shown(&app));
    // Another property: what was shown stays until it is ranked by.
    typed(&mut app, "jv");
    let chosen = shown(&app);
    assert!(chosen.contains("layer 1 u2"), "{chosen}");
    study.ranked.as_mut().unwrap().rotate_left(3);
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(study.clone())));
    assert_eq!(shown(&app), chosen, "this is still the ranking by the one before");
    study.asked = app.neurons.ask.study.clone();
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(study)));
    assert!(shown(&app).contains("layer 1 u3"), "{}", shown(&app));
}

/// Of a series units are ranked by its columns, over rows; of pairs by words, the units of the side that reads them.
#[test]
fn columns_and_words_rank_the_units_of_other_tasks() {
    for (name, probe, unit, sides, probes) in [
        ("series", "close-2", "rows", ["layer 1", "layer 2"], ["close", "close-1", "close-2"]),
        ("pairs", "target:ist", "tokens", ["encoder layer 1", "decoder layer 1"], ["source:is", "target:ist", "a"]),
    ] {
        let mut app = app((80, 24), colours(), SHIP);
        let mut view = NeuronsView { places: false, ..neurons(SHIP) };
        view.probes = probes.map(str::to_owned).to_vec();
        view.parts.iter_mut().zip(sides).for_each(|(part, name)| name.clone_into(&mut part.name));
        let mut known = StudyView { probe: probe.to_owned(), unit, found: None, ..studied(StudyAsk::default()) };
        known.ranked.as_mut().unwrap().retain(|unit| name == "series" || unit.part == 1);
        on_snapshot(&mut app, seen(SHIP, view, Some(known)));
        insta::assert_snapshot!(format!("neurons-{name}"), styled::screen(&app));
        typed(&mut app, "v");
        let next = if name == "series" { "close" } else { "a" };
        assert_eq!(app.neurons.ask.study.probe.as_deref(), Some(next));
    }
}

/// Units of two directions, or of an encoder and a decoder, were written alike in a narrow list.
#[test]
fn units_of_both_directions_and_of_both_nets_are_told_apart() {
    for (names, rows) in [
        (["layer 2 forward", "layer 2 reverse"], ["layer 2     →u2", "layer 2     ←u2"]),
        (["encoder layer 1", "decoder layer 1"], ["e1           u2", "d1           u2"]),
    ] {
        let mut app = app((80, 24), colours(), SHIP);
        let mut view = neurons(SHIP);
        view.parts.iter_mut().zip(names).for_each(|(part, name)| name.clone_into(&mut part.name));
        on_snapshot(&mut app, seen(SHIP, view, Some(studied(StudyAsk::default()))));
        app.neurons.unit = Some((1, 2));
        let shown = picture(&app);
        assert!(rows.iter().all(|row| shown.contains(row)), "{shown}");
    }
}

/// A hundred places at most are told; that is no count of them.
#[test]
fn places_are_counted_though_only_the_likest_are_listed() {
    for (listed, all, said) in [(30, 1_234, "the 30 likest of 1,234 places"), (1, 1, "· 1 place ")] {
        let mut app = app((160, 45), colours(), SHIP);
        marked(&mut app, SHIP);
        let mut known = StudyView { places: all, ..studied(app.neurons.ask.study.clone()) };
        known.found.as_mut().unwrap().truncate(listed);
        on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(known)));
        assert!(picture(&app).contains(said), "{}", picture(&app));
    }
}

/// Of a series there is no other text to read.
#[test]
fn where_examples_are_read_no_other_text_is_promised() {
    let mut app = app((80, 24), colours(), SHIP);
    let mut snapshot = seen(SHIP, NeuronsView { places: false, ..neurons(SHIP) }, None);
    snapshot.view.examples = crate::tui::tests::labelled::labels(3);
    on_snapshot(&mut app, snapshot);
    let shown = picture(&app);
    assert!(!shown.contains("other part") && !shown.contains("a marks"), "{shown}");
    for line in ["o", ":text a"] {
        typed(&mut app, line);
        if line.len() > 1 {
            press(&mut app, KeyCode::Enter, false);
        }
        assert!(app.alarms.pop_front().unwrap_or_default().contains("reads the example"), "{line}");
        assert_eq!(app.neurons.ask.study.source, Source::Training);
    }
}

/// Any key breaks a study off, and does what it does all the same; but Esc does nothing else. Then r goes on with it.
#[test]
fn any_key_breaks_a_study_off() {
    let mut app = app((80, 24), colours(), SHIP);
    let running = StudyView { running: true, read: 31_000, ..studied(StudyAsk::default()) };
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(running.clone())));
    insta::assert_snapshot!("neurons-running", styled::screen(&app));
    let stopped = || Effect::Tell(Command::BreakOff);
    assert_eq!(press(&mut app, KeyCode::Esc, false), [stopped()]);
    assert_eq!(app.tab, Tab::Neurons);
    assert_eq!((typed(&mut app, "j"), app.neurons.unit), (vec![stopped()], Some((1, 0))));
    assert_eq!(press(&mut app, KeyCode::PageDown, false), [stopped()]);
    assert_eq!(typed(&mut app, "y"), [stopped()], "a key that is bound to nothing");
    let ask = look(NeuronsAsk { study: StudyAsk { probe: Some("round".to_owned()), ..StudyAsk::default() }, place: 0 });
    app.neurons.cursor = 0;
    assert_eq!(typed(&mut app, "v"), [stopped(), ask]);
    app.neurons.ask.study = StudyAsk::default();
    on_snapshot(&mut app, seen(SHIP, neurons(SHIP), Some(StudyView { running: false, ..running })));
    assert!(picture(&app).contains("broken off at 31%; r goes on"), "{}", picture(&app));
    assert_eq!(typed(&mut app, "r"), [Effect::Tell(Command::StudyAgain)]);
    assert_eq!(app.status, "the units are ranked at the step on show");
    press(&mut app, KeyCode::Esc, false);
    assert_eq!(app.tab, Tab::Train, "what Esc does where there is nothing to stop");
}
