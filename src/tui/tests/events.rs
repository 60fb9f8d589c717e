//! What keys, the mouse and reports change, without a terminal and without a worker.

use std::collections::BTreeSet;

use crossterm::event::{Event, KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

use super::runs::listed;
use super::{SHIP, app, area, colours, info, picture, press, snapshot, styled, typed};
use crate::train::message::{Command, Look, Report, RunInfo, RunState, Since, Snapshot};
use crate::train::record::LastStep;
use crate::tui::app::{App, Asked, Mode};
use crate::tui::effect::Effect;
use crate::tui::keys::{Action, Scope, TABLE};
use crate::tui::layout::Parts;
use crate::tui::on_report::{on_report, on_snapshot};
use crate::tui::pane::Id;
use crate::tui::panes::{TABLE as PANES, examples, hidden, loss};
use crate::tui::runs::Runs;
use crate::tui::update::{interrupt, update};

/// Each pane that exists stands on the screen under its own name, and the mouse finds it there.
#[test]
fn every_pane_has_a_name_and_a_place_of_its_own() {
    let ids: BTreeSet<Id> = PANES.iter().map(|pane| pane.id()).collect();
    assert_eq!(ids.len(), PANES.len());
    for size in [(60, 16), (80, 24), (200, 60)] {
        let mut app = app(size, colours(), SHIP);
        for pane in PANES.iter().filter(|pane| pane.exists(&app)) {
            let area = area(&app, pane.id());
            let found = Parts::of(&app).at(area.x + area.width / 2, area.y + area.height / 2).map(|at| at.pane.id());
            assert_eq!(found, Some(pane.id()), "{size:?}");
        }
        app.expanded = true;
        let parts = Parts::of(&app);
        let there: Vec<Id> = parts.panes.iter().filter(|at| !at.area.is_empty()).map(|at| at.pane.id()).collect();
        assert_eq!(there, [app.focus]);
    }
}

/// Who is told that the run is paused, and presses Space at once, wants it to go on.
#[test]
fn a_run_that_was_paused_goes_on_at_the_first_space() {
    for resumed in [true, false] {
        let mut app = App::new(colours(), Rect::new(0, 0, 80, 24), examples::ID);
        on_report(&mut app, Report::Ready(Box::new(RunInfo { resumed, ..info("ship.txt") })));
        let wanted = if resumed { Command::Continue } else { Command::Pause };
        assert_eq!(typed(&mut app, " "), [Effect::Tell(wanted)]);
    }
}

/// After `f` newer snapshots are not shown; after a second `f` they are.
#[test]
fn a_frozen_display_stands_still() {
    let mut app = app((80, 24), colours(), SHIP);
    let newer = |step| Box::new(Snapshot { step, ..*snapshot(SHIP) });
    typed(&mut app, "f");
    let frozen = styled::screen(&app);
    assert!(frozen.contains("display frozen"), "{frozen}");
    on_snapshot(&mut app, newer(301));
    assert_eq!(styled::screen(&app), frozen);
    typed(&mut app, "f");
    on_snapshot(&mut app, newer(302));
    let live = picture(&app);
    assert!(live.contains("step 302") && !live.contains("display frozen"), "{live}");
}

/// No key of the table is dead: each changes what the screen knows or asks something of the worker.
#[test]
fn every_key_answers() {
    for row in TABLE {
        for &(code, ctrl) in row.keys {
            let mut app = app((160, 45), colours(), SHIP);
            (app.example, app.first[examples::ID], app.time) = (60, 50, 5);
            app.layer = usize::from(row.action != Action::LayerUp);
            app.expanded = row.action == Action::Close;
            match row.scope {
                Scope::Leaving => app.mode = Mode::Leaving,
                Scope::Runs => {
                    app.runs = Some(Runs::new(listed()));
                    press(&mut app, KeyCode::Down, false);
                }
                Scope::Main | Scope::Always => {}
            }
            let before = format!("{app:?}");
            let effects = press(&mut app, code, ctrl);
            assert!(!effects.is_empty() || format!("{app:?}") != before, "{} does nothing", row.name);
        }
    }
}

/// A learner tries the keys the help names; nothing happens to the run behind it.
#[test]
fn keys_do_not_go_through_the_help() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, "?");
    let before = format!("{app:?}");
    assert_eq!(typed(&mut app, " +.suSf:ey"), []);
    assert_eq!(format!("{app:?}"), before);
    press(&mut app, KeyCode::Esc, false);
    assert_eq!(app.mode, Mode::Main);
}

/// Whoever presses Ctrl-C is there to be told that saving failed; after a signal nobody may be.
#[test]
fn ctrl_c_stays_where_saving_fails_and_a_signal_does_not() {
    let sentence = "cannot save \"x.ron\": no such directory";
    let ctrl_c = |app: &mut App| press(app, KeyCode::Char('c'), true);
    let mut app = app((80, 24), colours(), SHIP);
    for _ in 0..2 {
        assert_eq!(ctrl_c(&mut app), [Effect::Tell(Command::Quit { save: true })]);
        assert_eq!(on_report(&mut app, Report::SaveFailed(sentence.to_owned())), []);
        assert!(picture(&app).contains("NOT SAVED, so not left"));
    }
    assert_eq!(interrupt(&mut app, Asked::Signal), [Effect::Tell(Command::Rescue)]);
    assert_eq!(on_report(&mut app, Report::SaveFailed(sentence.to_owned())), []);
    assert_eq!(app.last_words.as_deref(), Some(sentence), "the worker ends all the same");
}

#[test]
fn pausing_is_said_until_the_worker_has_paused() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(typed(&mut app, " "), [Effect::Tell(Command::Pause)]);
    assert!(picture(&app).contains("pausing…"));
    on_report(&mut app, Report::State(RunState::Paused));
    assert!(picture(&app).contains("▮▮ paused") && !picture(&app).contains("pausing…"));
}

/// Two presses in one burst: the second undoes the first, whether or not the worker has answered.
#[test]
fn two_presses_of_space_go_on() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(typed(&mut app, "  "), [Effect::Tell(Command::Pause), Effect::Tell(Command::Continue)]);
    on_report(&mut app, Report::State(RunState::Paused));
    assert_eq!(app.waiting_for, Some("going on…"), "the first answer is not that to the second press");
    on_report(&mut app, Report::State(RunState::Training));
    assert_eq!((app.waiting_for, app.state, app.asked), (None, RunState::Training, None));
    // What the worker does by itself is what the next press starts from.
    on_report(&mut app, Report::State(RunState::Paused));
    assert_eq!(typed(&mut app, " "), [Effect::Tell(Command::Continue)]);
    assert_eq!(typed(&mut app, ". "), [Effect::Tell(Command::Step), Effect::Tell(Command::Continue)]);
}

#[test]
fn pasted_text_is_never_keys() {
    let mut app = app((80, 24), colours(), SHIP);
    let paste = |app: &mut App, text: &str| update(app, &Event::Paste(text.to_owned()));
    for keys in ["", "?"] {
        typed(&mut app, keys);
        let mode = app.mode.clone();
        assert_eq!(paste(&mut app, "quick draft of a text"), []);
        assert_eq!(app.mode, mode);
        assert!(app.status.contains("pasted text is left out"), "{:?}", app.status);
    }
    press(&mut app, KeyCode::Esc, false);
    typed(&mut app, ":lr ");
    paste(&mut app, "0.0\r\n03\u{1b}");
    assert_eq!(app.input.value(), "lr 0.003");
    assert_eq!(press(&mut app, KeyCode::Enter, false), [Effect::Tell(Command::SetLearningRate(0.003))]);
}

#[test]
fn the_mouse_can_be_let_go() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(typed(&mut app, "m"), [Effect::Mouse(false)]);
    assert!(picture(&app).contains("the mouse selects text; m takes it back"));
    app = app.of_another_run();
    assert_eq!(typed(&mut app, "m"), [Effect::Mouse(true)]);
}

/// Where the dashboard has no room, what is open is shown all the same.
#[test]
fn a_screen_that_is_too_small_shows_what_is_open() {
    let mut app = app((30, 5), colours(), SHIP);
    assert!(picture(&app).contains("rnntui needs 60 x 16"));
    typed(&mut app, "q");
    let question = picture(&app).replace('\n', " ");
    assert!(question.contains("Leave?") && question.contains("Esc stays"), "{question}");
    press(&mut app, KeyCode::Esc, false);
    typed(&mut app, ":lr 0.5");
    assert!(picture(&app).contains(":lr 0.5"));
    press(&mut app, KeyCode::Esc, false);
    on_report(&mut app, Report::SaveFailed("cannot save".to_owned()));
    assert!(picture(&app).contains("NOT SAVED"));
}

#[test]
fn rates_go_along_the_ladder_and_are_taken_exactly() {
    let mut app = app((80, 24), colours(), SHIP);
    let set = |rate| [Effect::Tell(Command::SetLearningRate(rate))];
    assert_eq!(typed(&mut app, "+"), set(0.063));
    assert_eq!(typed(&mut app, "+"), set(0.08));
    assert_eq!(typed(&mut app, "-"), set(0.063));
    typed(&mut app, ":lr 0.003");
    assert_eq!(press(&mut app, KeyCode::Enter, false), set(0.003));
    typed(&mut app, ":lr lots");
    assert_eq!(press(&mut app, KeyCode::Enter, false), []);
    assert!(app.alarms[0].contains("lr wants a number"), "{:?}", app.status);
}

#[test]
fn the_mouse_focuses_selects_and_scrolls_what_is_under_it() {
    let mut app = app((80, 24), colours(), SHIP);
    let [loss, hidden, examples] = [loss::ID, hidden::ID, examples::ID].map(|id| area(&app, id));
    let mouse = |app: &mut App, kind, area: Rect| {
        let event = MouseEvent { kind, column: area.x + 3, row: area.y + 3, modifiers: KeyModifiers::NONE };
        update(app, &Event::Mouse(event))
    };
    let click = MouseEventKind::Down(MouseButton::Left);
    mouse(&mut app, click, loss);
    assert_eq!(app.focus, loss::ID);
    mouse(&mut app, MouseEventKind::ScrollDown, hidden);
    assert_eq!((app.focus, app.first[hidden::ID]), (loss::ID, 3));
    assert_eq!(
        mouse(&mut app, click, examples),
        [Effect::Tell(Command::Look(Look { example: 2, trace: false, ask: None, since: Since::Values }))]
    );
    assert_eq!((app.focus, app.example), (examples::ID, 2));
    mouse(&mut app, MouseEventKind::ScrollDown, examples);
    assert_eq!(app.first[examples::ID], 3);
}

#[test]
fn an_alarm_of_what_is_lost_comes_once_and_stays_until_a_key_answers_it() {
    let mut app = app((80, 24), colours(), SHIP);
    let mut lost = snapshot(SHIP);
    for step in 301..=400 {
        lost.record.push_step(step, LastStep { loss: 2.75, accuracy: 0.0, grad_norm: 1.0 });
    }
    on_snapshot(&mut app, lost.clone());
    assert!(app.alarms[0].contains("to 2.750") && app.alarms[0].contains('B'), "{:?}", app.alarms);
    let saved = Report::Saved { path: "s.ron".into(), bytes: 1, step: 400, by_hand: false, instead: None };
    on_report(&mut app, saved);
    on_snapshot(&mut app, lost.clone());
    assert_eq!(app.alarms.len(), 1, "news does not replace it, and it comes once");
    assert_eq!(typed(&mut app, "B"), [Effect::Tell(Command::GoToBest)], "the key does what it does");
    on_snapshot(&mut app, lost);
    assert!(app.alarms.is_empty(), "answered");
}
