//! The screen of the weights.

use std::sync::Arc;

use crossterm::event::KeyCode;
use insta::assert_snapshot;
use ndarray::Array2;

use super::{
    App, Effect, Report, SHIP, app, banded, colours, on_report, on_snapshot, picture, press, snapshot, styled, typed,
};
use crate::train::message::{
    Ask, Block, Command, Divergence, Inside, Look, Past, RunState, Since, Snapshot, View, WeightsView,
};
use crate::train::record::Record;
use crate::tui::cursor::Cursor;
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
        since: None,
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
    let look = |ask| [Effect::Tell(Command::Look(Look { example: 0, trace: false, ask, since: Since::Values }))];
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

/// The worker's answer with the change since a step in place of the values.
fn changed(size: (u16, u16), theme: Theme, since: u64, at: u64) -> App {
    let mut app = weights(size, theme, 0);
    let mut answer = answer(0);
    answer.step = at;
    if let Some(Inside::Weights(view)) = answer.view.inside.as_deref_mut() {
        view.values.mapv_inplace(|value| value / 1e3);
        view.since = Some(since);
    }
    on_snapshot(&mut app, answer);
    app
}

#[test]
fn the_change_since_the_step_before_is_shown_at_every_size() {
    let before = |size, theme| {
        let mut app = changed(size, theme, 299, 300);
        assert_eq!(app.look().since, Since::Values);
        let effects = typed(&mut app, "v");
        let asks =
            |effect: &Effect| matches!(effect, Effect::Tell(Command::Look(look)) if look.since == Since::StepBefore);
        assert!(effects.iter().any(asks), "{effects:?}");
        app
    };
    for size in [(60, 16), (80, 24), (160, 45), (200, 60)] {
        let shown = styled::screen(&before(size, colours()));
        assert!(shown.contains("change since step 299"), "{shown}");
        assert_snapshot!(format!("weights-change-{}x{}", size.0, size.1), shown);
    }
    let mono = Theme::new(Depth::Mono, false);
    assert_snapshot!("weights-change-no-colour", styled::screen(&before((80, 24), mono)));
}

/// What the worker has not answered yet is not shown in the place of what is asked for.
#[test]
fn values_are_never_shown_as_a_change() {
    let mut app = weights((80, 24), colours(), 0);
    typed(&mut app, "v");
    assert!(picture(&app).contains("with the next step") && !picture(&app).contains("norm"), "{}", picture(&app));
    app.state = RunState::Paused;
    assert!(picture(&app).contains("step 299 is made again…"), "{}", picture(&app));
    let snapshot = app.snapshot.as_mut().unwrap();
    (snapshot.step, snapshot.loss, snapshot.record) = (0, None, Record::default());
    let shown = styled::screen(&app);
    assert!(shown.contains("there is no step before this one"), "{shown}");
    assert_snapshot!("weights-change-at-first", shown);
    // Nor a change as values, on the way back.
    let mut app = changed((80, 24), colours(), 299, 300);
    assert!(!picture(&app).contains("norm"), "{}", picture(&app));
    typed(&mut app, "v");
    assert!(picture(&app).contains("norm"), "{}", picture(&app));
}

#[test]
fn a_moment_is_marked_and_forgotten_where_the_run_has_it_no_longer() {
    let mut app = changed((80, 24), colours(), 120, 300);
    assert_eq!(typed(&mut app, "M"), [Effect::Tell(Command::Mark)]);
    on_report(&mut app, Report::Marked(120));
    assert!(app.status.contains("step 120 is marked"), "{}", app.status);
    typed(&mut app, "vv");
    assert_eq!(
        (app.look().since, app.status.as_str()),
        (Since::Marked, "the change since step 120, which M has marked")
    );
    assert_snapshot!("weights-change-marked", styled::screen(&app));
    // Seen from a step before it.
    let snapshot = app.snapshot.as_mut().unwrap();
    let record = Arc::new(snapshot.record.clone());
    (snapshot.step, snapshot.past) = (40, Some(Past { target: 40, film: false, newest: 300, record }));
    app.cursor = Cursor::Past(40);
    let shown = styled::screen(&app);
    assert!(shown.contains("difference from step 120"), "{shown}");
    assert_snapshot!("weights-change-past", shown);
    let divergence = Divergence { step: 301, quantity: "loss", value: f32::NAN, back_to: 100, learning_rate: 0.05 };
    on_report(&mut app, Report::Diverged(divergence));
    let effects = on_report(&mut app, Report::Unmarked(120));
    assert_eq!((app.marked, app.look().since), (None, Since::Values));
    assert_eq!(effects, [Effect::Tell(Command::Look(app.look()))]);
    assert!(app.alarms[0].ends_with("the mark at step 120 is forgotten"), "{:?}", app.alarms);
    on_snapshot(&mut app, answer(0));
    assert_snapshot!("weights-change-diverged", styled::screen(&app));
    press(&mut app, KeyCode::Char('v'), false);
    press(&mut app, KeyCode::Char('v'), false);
    assert_eq!(app.status, "the values; M marks a moment to compare with", "there is no third way without a mark");
    // Going back without a divergence is said in the status line, and what is lost after it.
    app.alarms.clear();
    on_report(&mut app, Report::Marked(200));
    on_report(&mut app, Report::WentToBest { from: 300, to: 150 });
    on_report(&mut app, Report::Unmarked(200));
    assert!(app.status.starts_with("back from step 300") && app.status.ends_with("200 is forgotten"), "{}", app.status);
}

/// Before the worker has answered, the screen stands and waits.
#[test]
fn a_screen_without_an_answer_is_drawn() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, "5");
    assert!(picture(&app).contains("Weights"), "{}", picture(&app));
}
