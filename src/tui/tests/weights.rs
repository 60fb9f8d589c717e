//! The screen of the weights.

use crossterm::event::KeyCode;
use insta::assert_snapshot;
use ndarray::Array2;

use super::{App, Effect, SHIP, app, banded, colours, on_snapshot, picture, press, snapshot, styled, typed};
use crate::train::message::{Ask, Block, Command, Inside, Look, Snapshot, View, WeightsView};
use crate::tui::tab::Tab;
use crate::tui::theme::{Depth, Theme};

/// The worker's answer: a parameter of an LSTM, or the bias of a small net.
pub(super) fn answer(place: usize) -> Box<Snapshot> {
    let all = [("rnn.weight_ih_l0", vec![40, 30]), ("rnn.bias_ih_l0", vec![40]), ("fc.weight", vec![4, 4])];
    let (rows, columns) = [(40, 30), (40, 1), (4, 4)][place];
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let value = |(row, column): (usize, usize)| 2.0 * banded(((row * 7 + column * 13) as f32).sin());
    let gates = if place == 2 { &[][..] } else { &["i", "f", "g", "o"] };
    let view = WeightsView {
        all: all.map(|(name, shape)| (name.to_owned(), shape)).to_vec(),
        place,
        values: Array2::from_shape_fn((rows, columns), value),
        blocks: gates.iter().enumerate().map(|(at, &gate)| Block { gate, rows: at * 10..(at + 1) * 10 }).collect(),
    };
    let live = snapshot(SHIP);
    Box::new(Snapshot { view: View { inside: Some(Box::new(Inside::Weights(view))), ..live.view.clone() }, ..*live })
}

fn weights(size: (u16, u16), theme: Theme, place: usize) -> App {
    let mut app = app(size, theme, SHIP);
    typed(&mut app, "5");
    app.parameter = place;
    on_snapshot(&mut app, answer(place));
    app
}

#[test]
fn the_weights_are_whole_at_every_size() {
    for size in [(60, 16), (80, 24), (160, 45), (200, 60)] {
        assert_snapshot!(format!("weights-{}x{}", size.0, size.1), styled::screen(&weights(size, colours(), 0)));
    }
    let mono = Theme::new(Depth::Mono, false);
    assert_snapshot!("weights-no-colour", styled::screen(&weights((80, 24), mono, 0)));
    assert_snapshot!("weights-in-full", styled::screen(&weights((80, 24), colours(), 2)));
}

#[test]
fn a_screen_asks_for_what_it_shows_and_esc_leads_back() {
    let mut app = app((80, 24), colours(), SHIP);
    let look = |ask| [Effect::Tell(Command::Look(Look { example: 0, trace: false, ask }))];
    assert_eq!(typed(&mut app, "5"), look(Some(Ask::Weights(0))));
    on_snapshot(&mut app, answer(0));
    assert_eq!(press(&mut app, KeyCode::Down, false), look(Some(Ask::Weights(1))));
    on_snapshot(&mut app, answer(1));
    assert!(picture(&app).contains("Weights · rnn.bias_ih_l0 (40)"), "{}", picture(&app));
    assert_eq!(press(&mut app, KeyCode::End, false), look(Some(Ask::Weights(2))), "the last one");
    assert_eq!(press(&mut app, KeyCode::Esc, false), look(None));
    assert_eq!(app.tab, Tab::Train);
    assert!(picture(&app).contains("Predicted"), "{}", picture(&app));
    // The keys of the run are the same on every screen.
    typed(&mut app, "5");
    assert_eq!(typed(&mut app, " "), [Effect::Tell(Command::Pause)]);
}

/// Before the worker has answered, the screen stands and waits.
#[test]
fn a_screen_without_an_answer_is_drawn() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, "5");
    assert!(picture(&app).contains("Weights"), "{}", picture(&app));
}
