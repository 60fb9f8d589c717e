//! Whole screens of labels told and texts written.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ndarray::{Array2, array};

use super::{SHIP, area, banded, colours, info, picture, press, snapshot, styled, typed};
use crate::train::message::{
    Answer, ClassifyView, Command, Confusion, Examples, GenerateView, HiddenView, LabelScore, LabelScores, Letter,
    Look, Measures, Part, Report, Right, RunInfo, Since, View, Written,
};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::on_report::{on_report, on_snapshot};
use crate::tui::panes::examples;
use crate::tui::theme::{Depth, Theme};
use crate::tui::update::update;
use crossterm::event::KeyCode;

/// A row: its label, the label said and its probability, its text, whether it is held out.
type Row = (&'static str, Option<(&'static str, f32)>, &'static str, bool);

const ROWS: [Row; 5] = [
    ("English", Some(("German", 0.63)), "sarosaer", true),
    ("한국어", Some(("일본어", 0.512)), "김하은", true),
    ("Russian", Some(("English", 0.9)), "\u{1b}[31mkoov\u{202e}", false),
    (
        "a label that goes on and on",
        Some(("English", 1.0)),
        "a text that goes on and on until no screen is wide",
        false,
    ),
    ("Italian", None, "manisaini", false),
];

fn hidden() -> HiddenView {
    let wave = |(t, u): (usize, usize)| banded((f32::from(u16::try_from(t * 3 + u * u).unwrap()) * 0.7).sin());
    HiddenView {
        example: "row 12".to_owned(),
        steps: "sarosaer".chars().map(String::from).collect(),
        layers: vec![Array2::from_shape_fn((8, 16), wave)],
        directions: 2,
    }
}

pub(super) fn labels(labels: usize) -> Examples {
    let answers = ROWS.iter().zip(1..).map(|(&(label, said, text, held_out), number)| Answer {
        number,
        part: if held_out { Part::Validation } else { Part::Training },
        label: label.to_owned(),
        said: said.map(|(said, probability)| (said.to_owned(), probability)),
        right: said.is_some_and(|(said, _)| said == label),
        text: text.to_owned(),
    });
    let names = ["English", "한국어", "Russian", "일본어", "Italian"];
    let name = |at: usize| names.get(at).map_or_else(|| format!("L{at}"), |name| (*name).to_owned());
    let count = |(line, column)| if line == column { 80 + line } else { usize::from((line + 2 * column) % 5 == 3) };
    Examples::Classify(ClassifyView {
        answers: answers.collect(),
        training: Right { right: 4471, answered: 4500, of: 4500, ..Right::default() },
        validation: Right { right: 496, answered: 500, of: 500, ..Right::default() },
        test: Right { right: 480, answered: 490, unsure: 10, of: 500 },
        reported: Part::Test,
        confusion: Confusion {
            labels: (0..labels).map(name).collect(),
            others: 0,
            counts: Array2::from_shape_fn((labels, labels), count),
            right_others: 0,
        },
        labels: LabelScores {
            labels: (0..labels).map(|at| LabelScore { label: name(at), rows: 100, said: 80 + at, right: 70 }).collect(),
        },
    })
}

fn texts() -> Examples {
    let written = |label: &str, text: &str, example: &str, texts: usize, ended: bool| Written {
        label: label.to_owned(),
        text: text
            .chars()
            .enumerate()
            .map(|(at, character)| Letter {
                character,
                wrong: texts == 1 && example.chars().nth(at) != Some(character),
            })
            .collect(),
        ended,
        example: example.to_owned(),
        texts,
        exact: ended && text == example,
    };
    Examples::Generate(GenerateView {
        written: vec![
            written("1", "hello world", "hello world", 1, true),
            written("2", "midnaght", "midnight", 1, true),
            written("한국어", "안녕히 가세오", "안녕히 가세요", 1, true),
            written(
                "a label that goes on and on",
                "ha ha ha ha ha ha ha ha ha ha ha ha ha",
                "ha ha\u{1b}[2J",
                412,
                false,
            ),
            written("5", "", "short circuit", 1, true),
        ],
        labels: 9,
        batch_sizes: vec![5, 5, 5, 2],
        padded: 3,
    })
}

fn app((width, height): (u16, u16), theme: Theme, examples: Examples) -> App {
    let mut app = App::new(theme, ratatui::layout::Rect::new(0, 0, width, height), examples::ID);
    let measures = Measures { unit: "rows", bits_per: None, accuracy: true };
    let info = RunInfo { model: "LSTM 1×64".to_owned(), measures, ..info("names.tsv") };
    on_report(&mut app, Report::Ready(Box::new(info)));
    let mut snapshot = snapshot(SHIP);
    snapshot.view = View { whole: true, examples, hidden: hidden(), trace: None, inside: None };
    on_snapshot(&mut app, snapshot);
    app
}

#[test]
fn labels_and_texts_are_whole_at_every_size() {
    for size in [(60, 16), (80, 24), (160, 45)] {
        let name = |what: &str| format!("{what}-{}x{}", size.0, size.1);
        insta::assert_snapshot!(name("classify"), styled::screen(&app(size, colours(), labels(5))));
        insta::assert_snapshot!(name("classify-many"), styled::screen(&app(size, colours(), labels(24))));
        insta::assert_snapshot!(name("generate"), styled::screen(&app(size, colours(), texts())));
    }
    let mono = Theme::new(Depth::Mono, false);
    insta::assert_snapshot!("classify-mono", styled::screen(&app((80, 24), mono, labels(5))));
}

/// A row longer than the screen is cut in the list; with all the room, the selected one can be read to its end.
#[test]
fn a_long_row_can_be_read_whole() {
    let long: String = ('a'..='z').cycle().take(150).chain("the end".chars()).collect();
    let Examples::Generate(mut written) = texts() else { unreachable!() };
    written.written[1].text = long.chars().map(|character| Letter { character, wrong: true }).collect();
    let Examples::Classify(mut labels) = labels(5) else { unreachable!() };
    labels.answers[1].text = long;
    for examples in [Examples::Generate(written), Examples::Classify(labels)] {
        let mut app = app((80, 24), colours(), examples);
        typed(&mut app, "j");
        assert!(!picture(&app).contains("the end"));
        typed(&mut app, "e");
        let screen = picture(&app);
        assert!(screen.contains("the selected row in full") && screen.contains("the end"), "{screen}");
        assert!(screen.lines().any(|line| line.contains('›')), "the selected row stays in sight: {screen}");
        typed(&mut app, "k");
        assert!(!picture(&app).contains("in full"), "nothing of this row is cut");
    }
}

#[test]
fn before_the_first_step_there_is_nothing_to_say() {
    let Examples::Classify(mut view) = labels(5) else { unreachable!() };
    view.answers.iter_mut().for_each(|answer| (answer.said, answer.right) = (None, false));
    (view.training, view.validation) = (Right { of: 4500, ..Right::default() }, Right { of: 500, ..Right::default() });
    (view.test, view.labels) = (view.validation, LabelScores::default());
    view.confusion.counts.fill(0);
    insta::assert_snapshot!("classify-start", styled::screen(&app((80, 24), colours(), Examples::Classify(view))));
}

#[test]
fn a_click_and_the_keys_choose_what_stands_there() {
    for examples in [labels(5), texts()] {
        let mut app = app((80, 24), colours(), examples);
        let area = area(&app, examples::ID);
        let mouse = MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: area.x + 3,
            row: area.y + 2 + 3,
            modifiers: KeyModifiers::NONE,
        };
        let look =
            |example| [Effect::Tell(Command::Look(Look { example, trace: false, ask: None, since: Since::Values }))];
        assert_eq!(update(&mut app, &Event::Mouse(mouse)), look(3));
        assert!(
            picture(&app).lines().nth(usize::from(area.y) + 5).unwrap().contains('›'),
            "the line clicked is marked"
        );
        assert_eq!(press(&mut app, KeyCode::Up, false), look(2));
        typed(&mut app, "G");
        assert_eq!(app.example, 4);
    }
}

#[test]
fn resizing_at_any_moment_is_drawn() {
    for examples in [labels(5), labels(24), labels(1), texts(), Examples::Generate(GenerateView::default())] {
        let mut app = app((200, 60), colours(), examples);
        for (width, height) in [(80, 24), (1, 1), (60, 16), (61, 17), (300, 16), (60, 90), (200, 60)] {
            typed(&mut app, "G\te");
            update(&mut app, &Event::Resize(width, height));
            picture(&app);
        }
    }
}

#[test]
fn collapsing_keeps_every_row_and_tells_right_from_wrong() {
    let whole = Confusion {
        labels: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
        others: 0,
        counts: array![[9, 1, 0, 0], [0, 5, 0, 2], [0, 0, 3, 1], [0, 1, 0, 2]],
        right_others: 0,
    };
    assert_eq!(whole.collapsed(4), whole);
    let small = whole.collapsed(3);
    assert_eq!((small.labels.len(), small.others, small.right_others), (2, 2, 5));
    assert_eq!(small.counts, array![[9, 1, 0], [0, 5, 2], [0, 1, 6]]);
    assert_eq!(small.collapsed(2).counts, array![[9, 1], [0, 14]]);
    assert_eq!(small.collapsed(2), whole.collapsed(2), "in steps or at once");
    assert!(small.is_error(2, 2), "c for d is an error among the others");
    assert!(!small.is_error(0, 0) && small.is_error(0, 1) && !small.is_error(0, 2));
    assert_eq!(whole.collapsed(1).counts, array![[24]]);
}
