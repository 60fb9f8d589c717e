use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::super::theme::Depth;
use super::*;
use crate::lessons;
use crate::tui::tests::styled;

fn picture(start: &Start<'_>, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| start.draw(frame)).unwrap();
    styled::buffer(terminal.backend().buffer(), &start.theme)
}

fn press(start: &mut Start<'_>, code: KeyCode) -> Option<Choice> {
    start.pressed(KeyEvent::new(code, KeyModifiers::NONE))
}

fn sessions() -> Vec<(PathBuf, String)> {
    vec![
        ("sessions/ship.ron".into(), "text · RNN 2×25 · epoch 300 · loss 0.2341 · 5 min ago".into()),
        ("sessions/한국어-소설.ron".into(), "text · LSTM 2×128 · epoch 4 · loss 2.1000 · 3 days ago".into()),
    ]
}

#[test]
fn the_start_screen_is_whole_at_every_size_and_in_both_languages() {
    let lessons = lessons::all();
    for (width, height) in [(60, 16), (80, 24), (160, 45)] {
        for lang in [Lang::En, Lang::Ko] {
            let start = Start::new(Theme::new(Depth::TrueColor, false), &lessons, sessions(), lang);
            insta::assert_snapshot!(format!("start-{width}x{height}-{lang:?}"), picture(&start, (width, height)));
        }
    }
    let start = Start::new(Theme::new(Depth::Mono, false), &lessons, Vec::new(), Lang::En);
    insta::assert_snapshot!("start-empty", picture(&start, (80, 24)));
    picture(&start, (5, 2));
}

#[test]
fn lessons_sessions_and_paths_are_chosen() {
    let lessons = lessons::all();
    let mut start = Start::new(Theme::new(Depth::TrueColor, false), &lessons, sessions(), Lang::En);
    press(&mut start, KeyCode::Down);
    press(&mut start, KeyCode::Char('j'));
    assert_eq!(press(&mut start, KeyCode::Enter), Some(Choice::Lesson("hihello".into())));
    press(&mut start, KeyCode::Tab);
    press(&mut start, KeyCode::End);
    assert_eq!(press(&mut start, KeyCode::Enter), Some(Choice::Session("sessions/한국어-소설.ron".into())));
    press(&mut start, KeyCode::Tab);
    assert_eq!(press(&mut start, KeyCode::Enter), None);
    assert!(start.alarm.contains("type the path"), "{}", start.alarm);
    for c in "no-such-file".chars() {
        press(&mut start, KeyCode::Char(c));
    }
    assert_eq!(press(&mut start, KeyCode::Enter), None);
    assert!(start.alarm.contains("no-such-file"), "{}", start.alarm);
    press(&mut start, KeyCode::Esc);
    for c in "Cargo.toml".chars() {
        press(&mut start, KeyCode::Char(c));
    }
    assert_eq!(press(&mut start, KeyCode::Enter), Some(Choice::File("Cargo.toml".into())));
    press(&mut start, KeyCode::Esc);
    assert_eq!(press(&mut start, KeyCode::Esc), Some(Choice::Leave));
    press(&mut start, KeyCode::BackTab);
    assert_eq!(press(&mut start, KeyCode::Char('q')), Some(Choice::Leave));
    assert_eq!(press(&mut start, KeyCode::Char('x')), None);
    assert!(start.alarm.contains("Enter opens"), "every key answers: {}", start.alarm);
}

/// Lists stand side by side only where no line is cut for it.
#[test]
fn no_lesson_is_cut_beside_a_pane_with_room() {
    let lessons = lessons::all();
    for lang in [Lang::En, Lang::Ko] {
        for (sessions, size) in [(Vec::new(), (120, 36)), (sessions(), (120, 36)), (sessions(), (160, 45))] {
            let start = Start::new(Theme::new(Depth::Mono, false), &lessons, sessions, lang);
            let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
            terminal.draw(|frame| start.draw(frame)).unwrap();
            let screen = terminal.backend().to_string();
            assert!(!screen.contains('…'), "{screen}");
        }
    }
}
