//! The screen of runs.

use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use insta::assert_snapshot;

use super::{App, Effect, SHIP, app, colours, picture, press, styled, typed, update};
use crate::config::Options;
use crate::train::message::Command;
use crate::train::record::{BestMark, Measure};
use crate::tui::runs::{Ask, Runs};
use crate::tui::shelf::{About, Listed};

/// Four runs: a text with two branches, and one that is damaged.
pub fn listed() -> Vec<Listed> {
    let run = |name: &str, age: u64, parent: Option<&str>, lr: &str, loss: f32| {
        let mut options = Options::default();
        options.set("lr", lr).unwrap();
        options.set("cell", "rnn").unwrap();
        let best = BestMark { step: 97, epoch: 97, loss, measure: Measure::Training, measurement: 98 };
        let about = About {
            task: "text",
            model: "RNN 2×25".to_owned(),
            options,
            epoch: 100,
            loss: Some(loss + 0.01),
            validation_loss: None,
            validation_accuracy: None,
            best: Some(best),
            parent: parent.map(|parent| (parent.to_owned(), 40)),
        };
        Listed { path: format!("sessions/{name}.ron").into(), age: Duration::from_secs(age), about: Ok(about) }
    };
    let damaged = "it was edited or damaged: it does not match its checksum".to_owned();
    vec![
        run("ship-3", 12, Some("ship.ron"), "0.01", 0.31),
        run("ship-2", 400, Some("ship.ron"), "0.05", 0.24),
        run("ship", 9000, None, "0.1", 0.2285),
        Listed { path: "sessions/old.ron".into(), age: Duration::from_hours(99), about: Err(damaged) },
    ]
}

fn open(size: (u16, u16)) -> App {
    let mut app = app(size, colours(), SHIP);
    assert_eq!(typed(&mut app, "7"), [Effect::List]);
    app.runs = Some(Runs::new(listed()));
    app
}

#[test]
fn runs_are_a_tree_at_every_size() {
    for (width, height) in [(80, 24), (160, 45), (60, 16)] {
        assert_snapshot!(format!("runs-{width}x{height}"), styled::screen(&open((width, height))));
    }
}

#[test]
fn keys_open_lay_find_order_and_remove() {
    let mut app = open((120, 30));
    let path = |name: &str| PathBuf::from(format!("sessions/{name}.ron"));
    assert_eq!(press(&mut app, KeyCode::Enter, false), [Effect::Runs(Ask::Open(path("ship")))]);
    press(&mut app, KeyCode::Down, false);
    assert_eq!(typed(&mut app, " "), [Effect::Runs(Ask::Lay(path("ship-3")))]);
    assert_eq!(typed(&mut app, "dn"), [], "asked first");
    assert_eq!(app.status, "nothing was removed");
    assert_eq!(typed(&mut app, "dy"), [Effect::Runs(Ask::Remove(path("ship-3")))]);
    typed(&mut app, "d");
    assert_eq!(press(&mut app, KeyCode::Char('c'), true), [Effect::Tell(Command::Quit { save: true })]);
    let mut app = open((120, 30));
    let click =
        MouseEvent { kind: MouseEventKind::Down(MouseButton::Left), column: 20, row: 5, modifiers: KeyModifiers::NONE };
    assert_eq!(update(&mut app, &Event::Mouse(click)), [], "what lies behind the list is not there");
    typed(&mut app, "/0.05");
    press(&mut app, KeyCode::Enter, false);
    let shown = picture(&app);
    assert!(shown.contains("ship-2") && !shown.contains("ship-3"), "{shown}");
    typed(&mut app, "/");
    press(&mut app, KeyCode::Esc, false);
    typed(&mut app, "o");
    assert!(picture(&app).contains("by best loss"), "{}", picture(&app));
    typed(&mut app, "1");
    assert!(app.runs.is_none() && picture(&app).contains("Predicted"));
}
