//! Whole screens, and what keys and the mouse do, without a terminal and without a worker.

mod labelled;
mod series;
pub(super) mod styled;
mod translate;

use std::collections::BTreeSet;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ndarray::Array2;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::app::{App, Asked, Mode};
use super::effect::Effect;
use super::keys::{Action, Scope, TABLE};
use super::layout::Parts;
use super::on_report::{on_report, on_snapshot};
use super::overlay::leaving;
use super::pane::Id;
use super::panes::{TABLE as TABLE_OF_PANES, examples, hidden, loss};
use super::theme::{Depth, Theme};
use super::update::{interrupt, update};
use super::view::draw;
use crate::train::history::History;
use crate::train::message::{
    Command, Examples, HiddenView, Look, Measures, Merged, Report, RunInfo, RunState, Snapshot, TextView, View,
};

const SHIP: &str = include_str!("../../ship.txt");

/// One of five values for all that the heatmap without colours shows alike: snapshots have a letter for each style.
fn banded(value: f32) -> f32 {
    [-0.8, -0.4, 0.0, 0.4].into_iter().find(|band| value < band + 0.2).unwrap_or(0.8)
}

/// A run of the ship's sentence that has learnt all but the first character of each chunk.
pub(super) fn snapshot(text: &str) -> Box<Snapshot> {
    let text: Vec<char> = text.chars().collect();
    let (seq_len, rows) = (10, text.len() - 10);
    let chunks = |from: usize| (0..rows).flat_map(|row| text[row + from..row + from + 10].to_vec()).collect();
    let target: Vec<char> = chunks(1);
    let predicted: Vec<Option<char>> =
        target.iter().enumerate().map(|(i, &c)| Some(if i % seq_len == 0 { 'x' } else { c })).collect();
    let mut merged = predicted[..seq_len].to_vec();
    merged.extend(text[seq_len + 1..].iter().copied().map(Some));
    let wave = |k: usize| banded((f32::from(u16::try_from(k).unwrap()) * 0.7).sin());
    let layer = |k: usize| Array2::from_shape_fn((seq_len, 25), |(t, u)| wave(t + u * u + k));
    let mut history = History::default();
    for step in 1..=300u16 {
        history.push_loss(u64::from(step), 3.2 / f32::from(step).sqrt() + 0.1);
    }
    history.validation.push(200, 1.5);
    Box::new(Snapshot {
        state: RunState::Training,
        epoch: 300,
        step: 300,
        step_in_epoch: 0,
        loss: Some(0.2847),
        validation_loss: None,
        accuracy: Some(0.9),
        learning_rate: 0.05,
        grad_norm: Some(0.42),
        units_per_second: Some(1.9e6),
        elapsed: Duration::from_secs(61),
        validating: None,
        unsaved: true,
        history,
        rate_changes: vec![(150, 0.05)],
        view: View {
            examples: Examples::Text(TextView {
                seq_len,
                starts: (0..rows).collect(),
                predicted,
                merged: Some(Merged { predicted: merged, target: text[1..].to_vec() }),
                target,
            }),
            hidden: HiddenView {
                example: "chunk 0".to_owned(),
                steps: text[..seq_len].iter().map(char::to_string).collect(),
                layers: vec![layer(0), layer(9)],
            },
            trace: None,
        },
    })
}

pub(super) fn info(file: &str) -> RunInfo {
    RunInfo {
        file: file.to_owned(),
        model: "RNN 2×25".to_owned(),
        parameters: 3250,
        optimizer: "Adam",
        measures: Measures { unit: "chars", bits_per: Some("char"), accuracy: true },
        notes: Vec::new(),
    }
}

fn app((width, height): (u16, u16), theme: Theme, text: &str) -> App {
    let mut app = App::new(theme, Rect::new(0, 0, width, height), examples::ID);
    on_report(&mut app, Report::Ready(Box::new(info("ship.txt"))));
    on_report(&mut app, Report::State(RunState::Training));
    on_snapshot(&mut app, snapshot(text));
    app
}

pub(super) fn colours() -> Theme {
    Theme::new(Depth::TrueColor, false)
}

/// The area of a pane.
pub(super) fn area(app: &App, id: Id) -> Rect {
    Parts::of(app).panes.iter().find(|placed| placed.pane.id() == id).unwrap().area
}

pub(super) fn picture(app: &App) -> String {
    let mut terminal = Terminal::new(TestBackend::new(app.area.width, app.area.height)).unwrap();
    terminal.draw(|frame| draw(app, frame)).unwrap();
    terminal.backend().to_string()
}

pub(super) fn press(app: &mut App, code: KeyCode, ctrl: bool) -> Vec<Effect> {
    let modifiers = if ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
    update(app, &Event::Key(KeyEvent::new(code, modifiers)))
}

fn typed(app: &mut App, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|c| press(app, KeyCode::Char(c), false)).collect()
}

#[test]
fn the_dashboard_is_whole_at_every_size() {
    for size in [(60, 16), (80, 24), (160, 45), (200, 60)] {
        insta::assert_snapshot!(format!("main-{}x{}", size.0, size.1), styled::screen(&app(size, colours(), SHIP)));
    }
    for (name, theme) in [
        ("no-colour", Theme::new(Depth::Mono, false)),
        ("main-16", Theme::new(Depth::Ansi16, false)),
        ("main-256", Theme::new(Depth::Ansi256, false)),
        ("main-light", Theme::new(Depth::TrueColor, true)),
    ] {
        insta::assert_snapshot!(name, styled::screen(&app((80, 24), theme, SHIP)));
    }
    insta::assert_snapshot!("too-small", styled::screen(&app((59, 16), colours(), SHIP)));
}

#[test]
fn korean_keeps_its_columns() {
    let text = "배를 만들고 싶다면 사람들에게 나무를 모아 오라고 하지 말고 바다를 그리워하게 하라";
    insta::assert_snapshot!("korean", styled::screen(&app((80, 24), colours(), text)));
}

#[test]
fn what_lies_over_the_dashboard() {
    let mut app = app((60, 16), colours(), SHIP);
    typed(&mut app, "?");
    insta::assert_snapshot!("help-60x16", styled::screen(&app));
    update(&mut app, &Event::Resize(80, 24));
    insta::assert_snapshot!("help", styled::screen(&app));
    typed(&mut app, "?q");
    insta::assert_snapshot!("leaving", styled::screen(&app));
    press(&mut app, KeyCode::Esc, false);
    typed(&mut app, ":lr 0.003");
    insta::assert_snapshot!("prompt", styled::screen(&app));
    press(&mut app, KeyCode::Esc, false);
    typed(&mut app, "e");
    insta::assert_snapshot!("expanded", styled::screen(&app));
}

#[test]
fn what_lies_over_a_large_dashboard() {
    let mut app = app((160, 45), colours(), SHIP);
    for (name, keys) in [("help", "?"), ("leaving", "?q"), ("prompt", ":lr 0.003")] {
        typed(&mut app, keys);
        insta::assert_snapshot!(format!("{name}-160x45"), styled::screen(&app));
        if app.mode != Mode::Help {
            press(&mut app, KeyCode::Esc, false);
        }
    }
}

/// Each pane that exists stands on the screen under its own name, and the mouse finds it there.
#[test]
fn every_pane_has_a_name_and_a_place_of_its_own() {
    let ids: BTreeSet<Id> = TABLE_OF_PANES.iter().map(|pane| pane.id()).collect();
    assert_eq!(ids.len(), TABLE_OF_PANES.len());
    for size in [(60, 16), (80, 24), (200, 60)] {
        let mut app = app(size, colours(), SHIP);
        for pane in TABLE_OF_PANES.iter().filter(|pane| pane.exists(&app)) {
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

/// The mark and the accent are on the pane in focus, and on no other.
#[test]
fn the_pane_in_focus_is_marked() {
    let mut app = app((80, 24), colours(), SHIP);
    for pane in [loss::ID, hidden::ID, examples::ID] {
        press(&mut app, KeyCode::Tab, false);
        assert_eq!(app.focus, pane);
        insta::assert_snapshot!(format!("focus-{}", pane.0), styled::screen(&app));
    }
    press(&mut app, KeyCode::BackTab, false);
    assert_eq!(app.focus, hidden::ID);
}

#[test]
fn the_loss_is_drawn_on_a_linear_axis_when_asked() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, "y");
    insta::assert_snapshot!("linear", styled::screen(&app));
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

/// A wide character under a dialog's edge makes no hole in its border.
#[test]
fn dialogs_have_whole_borders_over_korean() {
    let app = app((80, 24), colours(), SHIP);
    for first in [0, 1] {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let frame = terminal.draw(|frame| {
            for y in 0..24 {
                frame.buffer_mut().set_string(first, y, "한".repeat(39), app.theme.text());
            }
            leaving(&app, frame);
        });
        let buffer = frame.unwrap().buffer;
        let corners = (0..24).flat_map(|y| (1..80).map(move |x| (x, y)));
        let (left, top) = corners.into_iter().find(|&at| buffer[at].symbol() == "╭").unwrap();
        for y in top..top + 7 {
            assert!(buffer[(left - 1, y)].symbol().width() <= 1, "row {y}, from column {first}");
        }
    }
}

#[test]
fn the_help_explains_the_numbers_at_every_size() {
    for size in [(80, 24), (109, 24), (110, 24), (120, 30), (120, 36), (120, 40), (200, 30), (160, 45)] {
        let mut app = app(size, colours(), SHIP);
        typed(&mut app, "?");
        assert!(picture(&app).contains("what the net remembers"), "{size:?}");
    }
}

#[test]
fn loading_shows_how_far_it_is_and_offers_to_leave() {
    let mut app = App::new(colours(), Rect::new(0, 0, 80, 24), examples::ID);
    on_report(&mut app, Report::Loading { read: 30 << 20, total: 90 << 20 });
    insta::assert_snapshot!("loading", styled::screen(&app));
    assert_eq!(typed(&mut app, "q"), [Effect::Tell(Command::Quit { save: false })]);
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
            if row.scope == Scope::Leaving {
                app.mode = Mode::Leaving;
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

#[test]
fn what_went_wrong_is_shown_whole_on_any_screen() {
    let sentence = "cannot save \"sessions/ship.ron\": the disk or quota is full; free some space or save elsewhere";
    for (name, size) in [("alarm", (60, 16)), ("alarm-80x24", (80, 24)), ("alarm-160x45", (160, 45))] {
        let mut app = app(size, colours(), SHIP);
        on_report(&mut app, Report::SaveFailed(sentence.to_owned()));
        insta::assert_snapshot!(name, styled::screen(&app));
    }
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
    assert_eq!(interrupt(&mut app, Asked::Signal), [Effect::Tell(Command::Quit { save: true })]);
    assert_eq!(
        on_report(&mut app, Report::SaveFailed(sentence.to_owned())),
        [Effect::Tell(Command::Quit { save: false })]
    );
}

#[test]
fn pausing_is_said_until_the_worker_has_paused() {
    let mut app = app((80, 24), colours(), SHIP);
    assert_eq!(typed(&mut app, " "), [Effect::Tell(Command::Pause)]);
    assert!(picture(&app).contains("pausing…"));
    on_report(&mut app, Report::State(RunState::Paused));
    assert!(picture(&app).contains("▮▮ paused") && !picture(&app).contains("pausing…"));
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
    assert!(app.status.0.contains("lr wants a number"), "{:?}", app.status);
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
    assert_eq!(mouse(&mut app, click, examples), [Effect::Tell(Command::Look(Look { example: 2, trace: false }))]);
    assert_eq!((app.focus, app.example), (examples::ID, 2));
    mouse(&mut app, MouseEventKind::ScrollDown, examples);
    assert_eq!(app.first[examples::ID], 3);
}

/// Whatever the size becomes, every position stays within what there is.
#[test]
fn resizing_at_any_moment_is_drawn() {
    let mut app = app((200, 60), colours(), SHIP);
    for (width, height) in [(80, 24), (1, 1), (60, 16), (2, 1), (300, 5), (20, 90), (200, 60)] {
        typed(&mut app, "G\te");
        update(&mut app, &Event::Resize(width, height));
        picture(&app);
    }
}

#[test]
fn a_net_that_has_unlearnt_is_told_of_once() {
    let mut app = app((80, 24), colours(), SHIP);
    let mut lost = snapshot(SHIP);
    for step in 301..=400 {
        lost.history.push_loss(step, 2.75);
    }
    on_snapshot(&mut app, lost.clone());
    assert!(app.status.0.contains("to 2.750: restart at a lower lr"), "{:?}", app.status);
    app.say("something else");
    on_snapshot(&mut app, lost);
    assert_eq!(app.status.0, "something else");
}
