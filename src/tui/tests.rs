//! Whole screens without a terminal and without a worker.

mod events;
mod inside;
mod labelled;
mod long_epoch;
mod moments;
mod neurons;
mod past;
mod runs;
mod series;
pub(super) mod styled;
mod translate;
mod weights;
mod write;

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ndarray::Array2;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::app::{App, Mode};
use super::effect::Effect;
use super::layout::Parts;
use super::on_report::{on_report, on_snapshot};
use super::overlay::leaving;
use super::pane::Id;
use super::panes::{examples, hidden, loss};
use super::symbols::Symbols;
use super::theme::{Depth, Theme};
use super::update::update;
use super::view::draw;
use crate::train::journal::{Action, Entry};
use crate::train::message::{
    Command, Examples, HiddenView, Measures, Merged, Report, RunInfo, RunState, Snapshot, Speed, TextView, Token, View,
};
use crate::train::plan::Plan;
use crate::train::record::{LastStep, Record};

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
    let mut record = Record::default();
    for step in 1..=300u16 {
        record.push_step(
            u64::from(step),
            LastStep { loss: 3.2 / f32::from(step).sqrt() + 0.1, accuracy: 0.0, grad_norm: 1.0 },
        );
    }
    record.validation.push(200, 1.5);
    let changed = Entry { step: 150, validating: false, action: Action::SetLearningRate(0.05) };
    record.journal.record(changed);
    Box::new(Snapshot {
        state: RunState::Training,
        epoch: 300,
        step: 300,
        step_in_epoch: 0,
        steps_per_epoch: 1,
        loss: Some(0.2847),
        validation_loss: None,
        accuracy: Some(0.9),
        learning_rate: 0.05,
        grad_norm: Some(0.42),
        speed: Speed { units: Some(1.9e6), ..Speed::default() },
        past: None,
        studied: None,
        first_step: 0,
        elapsed: Duration::from_secs(61),
        validating: None,
        unsaved: true,
        plan: Plan::default(),
        record,
        view: View {
            whole: true,
            examples: Examples::Text(TextView {
                seq_len,
                starts: (0..rows).collect(),
                ends: (1..=rows).map(|row| row * seq_len).collect(),
                predicted: predicted.into_iter().map(|c| c.map(Token::Char)).collect(),
                merged: Some(Merged {
                    sure: vec![0.9; merged.len()],
                    truth: (0..merged.len()).map(|at| [0.9, 0.3, 0.05, 0.001][at % 4]).collect(),
                    predicted: merged.into_iter().map(|c| c.map(Token::Char)).collect(),
                    target: text[1..].iter().copied().map(Token::Char).collect(),
                }),
                sure: vec![0.9; target.len()],
                truth: (0..target.len()).map(|at| [0.9, 0.3, 0.05, 0.001][at % 4]).collect(),
                likeliest: vec![
                    [(' ', 0.52), ('e', 0.2), ('o', 0.1), ('\n', 0.05), ('x', 0.01)]
                        .map(|(c, p)| (Token::Char(c), p))
                        .to_vec();
                    seq_len
                ],
                target: target.into_iter().map(Token::Char).collect(),
                free: "to long for the\nendless ship of the sea".chars().map(String::from).collect(),
            }),
            hidden: HiddenView {
                example: "chunk 0".to_owned(),
                steps: text[..seq_len].iter().map(char::to_string).collect(),
                layers: vec![layer(0), layer(9)],
                directions: 1,
            },
            trace: None,
            inside: None,
        },
    })
}

pub(super) fn info(file: &str) -> RunInfo {
    RunInfo {
        resumed: false,
        session: None,
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

/// Whatever is on the screen, a terminal that has only ASCII is shown nothing else.
#[test]
fn the_screens_can_be_ascii() {
    for (text, keys) in [(SHIP, ""), (SHIP, "?"), (SHIP, "?q"), ("배를 그려요. 바다를 그려요. ที่ ที่", "")]
    {
        let mut app = app((120, 40), colours(), text);
        typed(&mut app, keys);
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
        terminal
            .draw(|frame| {
                draw(&app, frame);
                Symbols::Ascii.fit(frame.buffer_mut());
            })
            .unwrap();
        let cells = &terminal.backend().buffer().content;
        assert!(cells.iter().all(|cell| cell.symbol().is_ascii() && cell.symbol().len() == 1), "{keys}");
        let unknown = cells.iter().filter(|cell| cell.symbol() == "?").count();
        assert!(text != SHIP || unknown <= 2, "{unknown} symbols of ours have no ASCII: {keys}");
    }
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

#[test]
fn what_went_wrong_is_shown_whole_on_any_screen() {
    let sentence = "cannot save \"sessions/ship.ron\": the disk or quota is full; free some space or save elsewhere";
    for (name, size) in [("alarm", (60, 16)), ("alarm-80x24", (80, 24)), ("alarm-160x45", (160, 45))] {
        let mut app = app(size, colours(), SHIP);
        on_report(&mut app, Report::SaveFailed(sentence.to_owned()));
        insta::assert_snapshot!(name, styled::screen(&app));
    }
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
