//! Going back on the dashboard: the cursor, what the screen says of it, and what the worker is asked for.

use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use insta::assert_snapshot;

use super::{
    App, Effect, SHIP, app, area, colours, loss, on_snapshot, picture, press, snapshot, styled, typed, update,
};
use crate::train::message::{Command, Past, RunState, Snapshot};
use crate::tui::cursor::Cursor;

/// The screen that stands at this step of 300, on the way to `target`.
pub(super) fn at(step: u64, target: u64) -> Box<Snapshot> {
    let live = snapshot(SHIP);
    let past = Past { target, film: false, newest: 300, record: Arc::new(live.record.clone()) };
    Box::new(Snapshot { step, epoch: step, loss: Some(0.9), state: RunState::Paused, past: Some(past), ..*live })
}

fn past(size: (u16, u16), step: u64, target: u64) -> App {
    let mut app = app(size, colours(), SHIP);
    app.focus = loss::ID;
    app.state = RunState::Paused;
    app.cursor = Cursor::Asked(target);
    on_snapshot(&mut app, at(step, target));
    app
}

fn told(command: Command) -> Vec<Effect> {
    vec![Effect::Tell(command)]
}

#[test]
fn the_screen_says_which_step_it_shows() {
    for (width, height) in [(80, 24), (160, 45)] {
        assert_snapshot!(format!("past-{width}x{height}"), styled::screen(&past((width, height), 37, 37)));
    }
    assert_snapshot!("past-on-the-way", styled::screen(&past((80, 24), 120, 250)));
}

#[test]
fn the_cursor_goes_along_the_curve_and_back_to_the_newest() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(press(&mut app, KeyCode::Left, false), [], "the hidden state's time has nothing to do with it");
    app.focus = loss::ID;
    app.state = RunState::Paused;
    assert_eq!(press(&mut app, KeyCode::Left, false), told(Command::GoTo(299)));
    on_snapshot(&mut app, at(299, 299));
    assert_eq!(press(&mut app, KeyCode::PageUp, false), told(Command::GoTo(269)));
    assert_eq!(press(&mut app, KeyCode::Left, false), told(Command::GoTo(268)), "from what was asked for last");
    assert_eq!(press(&mut app, KeyCode::Home, false), told(Command::GoTo(0)));
    on_snapshot(&mut app, at(0, 0));
    assert_eq!(press(&mut app, KeyCode::Right, false), told(Command::GoTo(1)));
    on_snapshot(&mut app, at(1, 1));
    assert!(picture(&app).contains("step 1 of 300"), "{}", picture(&app));
    assert_eq!(press(&mut app, KeyCode::End, false), told(Command::ComeBack));
    press(&mut app, KeyCode::Left, false);
    on_snapshot(&mut app, at(299, 299));
    assert_eq!(press(&mut app, KeyCode::Esc, false), told(Command::ComeBack));
    on_snapshot(&mut app, snapshot(SHIP));
    assert!(!picture(&app).contains("past"), "{}", picture(&app));
}

/// What was asked for last counts, whatever the worker has not answered yet.
#[test]
fn keys_in_one_burst_leave_the_cursor_where_the_run_is() {
    let mut app = app((80, 24), colours(), SHIP);
    app.focus = loss::ID;
    press(&mut app, KeyCode::End, false);
    assert!(!picture(&app).contains("pausing"), "the newest step of a run that trains is where it is");
    press(&mut app, KeyCode::Left, false);
    typed(&mut app, " ");
    assert_eq!((app.cursor, app.at()), (Cursor::Live, 300), "trained on");
    for key in ["-", "u", "B", ":lr 0.1\r", ":epochs 3\r"] {
        app.cursor = Cursor::Past(12);
        for c in key.chars() {
            press(&mut app, if c == '\r' { KeyCode::Enter } else { KeyCode::Char(c) }, false);
        }
        assert_eq!(app.cursor, Cursor::Live, "{key}");
    }
    let mut app = past((80, 24), 120, 250);
    press(&mut app, KeyCode::Left, false);
    press(&mut app, KeyCode::Esc, false);
    on_snapshot(&mut app, at(121, 121));
    assert_eq!(app.cursor, Cursor::Past(121), "where the way was broken off");
    app.frozen = true;
    press(&mut app, KeyCode::Left, false);
    assert!(!app.frozen, "what was frozen would be another step than the cursor's");
}

#[test]
fn a_click_goes_to_the_step_below_the_mouse() {
    let mut app = app((80, 24), colours(), SHIP);
    let area = area(&app, loss::ID);
    let click = |app: &mut App, column| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(app, &Event::Mouse(MouseEvent { kind, column, row: area.y + 2, modifiers: KeyModifiers::NONE }))
    };
    let [Effect::Tell(Command::GoTo(left))] = click(&mut app, area.x + 9)[..] else { panic!("no step") };
    let [Effect::Tell(Command::GoTo(middle))] = click(&mut app, area.x + area.width / 2)[..] else { panic!("no step") };
    assert!(left < 30 && (100..200).contains(&middle), "{left}, {middle}");
    assert_eq!(click(&mut app, area.x + 2), [], "beside the curve");
}

#[test]
fn a_long_way_is_broken_off_by_any_key_and_the_film_plays_from_the_cursor() {
    let mut app = past((80, 24), 120, 250);
    assert_eq!(press(&mut app, KeyCode::Esc, false), told(Command::Stay));
    assert_eq!(typed(&mut app, "y"), told(Command::Stay));
    let mut app = past((80, 24), 37, 37);
    assert_eq!(typed(&mut app, "P"), told(Command::Film));
    let mut app = self::app((80, 24), colours(), SHIP);
    let whole = [Effect::Tell(Command::GoTo(0)), Effect::Tell(Command::Film)];
    assert_eq!(typed(&mut app, "P"), whole, "of the newest step: from the first");
    let mut app = past((80, 24), 37, 37);
    typed(&mut app, "blr 0.01");
    let [Effect::Branch(37, ref changes)] = press(&mut app, KeyCode::Enter, false)[..] else { panic!("no branch") };
    assert_eq!(changes.text("lr"), Some("0.01"));
    typed(&mut app, "bfoo 1");
    assert_eq!(press(&mut app, KeyCode::Enter, false), []);
    assert!(app.alarms[0].contains("foo"), "{}", app.alarms[0]);
}

#[test]
fn the_pace_is_shown_and_changed() {
    use crate::train::message::{Pace, Speed};
    let mut app = app((80, 24), colours(), SHIP);
    let speed = Speed { units: Some(2e6), steps: Some(9.9), possible: Some(6800.0), pace: Pace::Steps(10) };
    on_snapshot(&mut app, Box::new(Snapshot { speed, ..*snapshot(SHIP) }));
    assert!(picture(&app).contains("10 of 6,800 steps/s · > faster"), "{}", picture(&app));
    assert_eq!(typed(&mut app, ">"), told(Command::Pace(Pace::Steps(30))));
    assert_eq!(typed(&mut app, "<"), told(Command::Pace(Pace::Steps(10))), "from what was asked for last");
    typed(&mut app, ":pace 12");
    assert_eq!(press(&mut app, KeyCode::Enter, false), told(Command::Pace(Pace::Steps(12))));
    typed(&mut app, ":pace fast");
    press(&mut app, KeyCode::Enter, false);
    assert!(app.alarms[0].contains("fast"));
}
