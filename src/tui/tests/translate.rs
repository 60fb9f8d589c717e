//! Whole screens of a translation.

use crossterm::event::KeyCode;
use ndarray::Array2;

use super::{SHIP, banded, colours, info, press, snapshot, styled, typed};
use crate::train::message::{
    Alignment, Examples, HiddenView, Measures, PairView, Part, Piece, Report, RunInfo, Score, TranslateView, View,
};
use crate::tui::app::App;
use crate::tui::on_report::{on_report, on_snapshot};
use crate::tui::panes::examples;
use crate::tui::theme::{Depth, Theme};

const PAIRS: [(&str, &str, &str, bool); 5] = [
    ("we see the sea today", "우리는 오늘 바다를 봐요", "우리는 오늘 바다를 봐요", true),
    ("the captain builds the ship", "선장은 배를 만들어요", "선장은 별을 만들어요", true),
    ("I draw the star", "저는 별을 그려요", "저는 별을 그려요", false),
    ("\u{1b}[31m the ship is far\u{202e}", "배는 멀어요", "배는 <EOS>", false),
    ("a sentence that goes on and on until no screen is wide enough", "끝이 없는 문장", "끝이 끝이 끝이", false),
];

fn translations(attention: bool) -> View {
    let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let pairs = PAIRS.iter().zip(1..).map(|(&(source, target, translation, held_out), number)| {
        let true_words = words(target);
        let piece = |(k, word): (usize, &String)| Piece {
            text: format!("{}{word}", if k > 0 { " " } else { "" }),
            right: true_words.get(k) == Some(word),
        };
        PairView {
            number,
            part: if held_out { Part::Validation } else { Part::Training },
            source: source.to_owned(),
            target: target.to_owned(),
            translation: words(translation).iter().enumerate().map(piece).collect(),
            ended: number < 5,
            exact: target == translation,
        }
    });
    let (mut source, mut target) = (words(PAIRS[0].0), words(PAIRS[0].1));
    source.push("<EOS>".to_owned());
    target.push("<EOS>".to_owned());
    let weight = |(t, s): (usize, usize)| if s == 5 - t { 0.7 } else { 0.06 };
    let steps = [source.clone(), vec!["<SOS>".to_owned()], target[..4].to_vec()].concat();
    let wave = |(t, u): (usize, usize)| banded((f32::from(u16::try_from(t * 3 + u * u).unwrap()) * 0.7).sin());
    View {
        whole: true,
        trace: None,
        inside: None,
        hidden: HiddenView {
            example: "pair 1: read, then write".to_owned(),
            layers: vec![Array2::from_shape_fn((steps.len(), 16), wave)],
            directions: 1,
            steps,
        },
        examples: Examples::Translate(TranslateView {
            pairs: pairs.collect(),
            training: Score { pairs: 3, of: 54, exact: 1, tokens: 11, right: 8 },
            validation: Score { pairs: 2, of: 2, exact: 1, tokens: 9, right: 8 },
            test: Score::default(),
            alignment: attention.then(|| Alignment {
                weights: Array2::from_shape_fn((target.len(), source.len()), weight),
                source,
                target,
            }),
        }),
    }
}

fn app((width, height): (u16, u16), theme: Theme, attention: bool) -> App {
    let mut app = App::new(theme, ratatui::layout::Rect::new(0, 0, width, height), examples::ID);
    let measures = Measures { unit: "tokens", bits_per: None, accuracy: true };
    let info = RunInfo { model: "GRU 1×16".to_owned(), measures, ..info("pairs.tsv") };
    on_report(&mut app, Report::Ready(Box::new(info)));
    let mut snapshot = snapshot(SHIP);
    snapshot.view = translations(attention);
    on_snapshot(&mut app, snapshot);
    app
}

#[test]
fn translations_are_whole_at_every_size() {
    for size in [(60, 16), (80, 24), (160, 45)] {
        let name = |what| format!("{what}-{}x{}", size.0, size.1);
        insta::assert_snapshot!(name("attention"), styled::screen(&app(size, colours(), true)));
        insta::assert_snapshot!(name("plain"), styled::screen(&app(size, colours(), false)));
    }
    insta::assert_snapshot!(
        "attention-no-colour",
        styled::screen(&app((80, 24), Theme::new(Depth::Mono, false), true))
    );
}

#[test]
fn pairs_are_chosen_by_keys_and_the_cursor_walks_over_both_sentences() {
    let mut app = app((80, 24), colours(), true);
    press(&mut app, KeyCode::Down, false);
    press(&mut app, KeyCode::Down, false);
    press(&mut app, KeyCode::Down, false);
    assert_eq!((app.example, app.first[examples::ID]), (3, 1), "three fit beside the heatmap");
    for _ in 0..40 {
        press(&mut app, KeyCode::Right, false);
    }
    assert_eq!(app.time, 10, "six read, five written");
    typed(&mut app, "e");
    insta::assert_snapshot!("expanded", styled::screen(&app));
}
