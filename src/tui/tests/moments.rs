//! The screens of the net's inside at other moments than the newest: in the past, and after the run has diverged.

use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::inside::{LSTM, gates, gradients};
use super::past::at;
use super::write::writing;
use super::{App, SHIP, app, colours, on_report, on_snapshot, press, styled, typed, weights};
use crate::train::message::{Divergence, Inside, Report, RunState, Snapshot, View, WriteView};
use crate::tui::cursor::Cursor;

/// The key of each screen, its name, and what it shows.
fn screens() -> Vec<(&'static str, &'static str, Inside)> {
    let parameter = weights::answer(0).view.inside.expect("the answer has the weights");
    vec![
        ("3", "gates", Inside::Gates(gates(SHIP, LSTM))),
        ("4", "gradients", Inside::Gradients(gradients(SHIP, 10))),
        ("5", "weights", *parameter),
        ("6", "write", Inside::Write(WriteView::Tokens(writing(SHIP)))),
    ]
}

/// Shows a moment with this of the net's inside.
fn show(app: &mut App, moment: Snapshot, inside: Inside) {
    let view = View { inside: Some(Box::new(inside)), ..moment.view.clone() };
    on_snapshot(app, Box::new(Snapshot { view, ..moment }));
}

#[test]
fn each_screen_shows_a_step_of_the_past() {
    for (key, name, inside) in screens() {
        let mut app = app((80, 24), colours(), SHIP);
        typed(&mut app, key);
        app.state = RunState::Paused;
        app.cursor = Cursor::Asked(37);
        show(&mut app, *at(37, 37), inside);
        assert_snapshot!(format!("past-{name}"), styled::screen(&app));
    }
}

#[test]
fn each_screen_tells_that_the_run_has_diverged() {
    for (key, name, inside) in screens() {
        let mut app = app((80, 24), colours(), SHIP);
        typed(&mut app, key);
        let live = *at(300, 300);
        show(&mut app, Snapshot { past: None, ..live }, inside);
        let divergence = Divergence { step: 301, quantity: "loss", value: f32::NAN, back_to: 256, learning_rate: 0.05 };
        on_report(&mut app, Report::Diverged(divergence));
        assert_snapshot!(format!("diverged-{name}"), styled::screen(&app));
    }
}

/// Before the worker has answered there is nothing to move over, and no key does any harm.
#[test]
fn keys_before_the_first_answer_do_no_harm() {
    for screen in "123456".chars() {
        let mut app = app((80, 24), colours(), SHIP);
        press(&mut app, KeyCode::Char(screen), false);
        for key in [KeyCode::End, KeyCode::Right, KeyCode::Left, KeyCode::Home, KeyCode::Right, KeyCode::PageDown] {
            press(&mut app, key, false);
            styled::screen(&app);
        }
    }
}
