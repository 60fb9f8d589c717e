//! The screens of a series.

use std::sync::Arc;

use crossterm::event::KeyCode;
use ndarray::Array2;
use ratatui::layout::Rect;

use super::{
    App, Depth, Effect, Theme, colours, examples, info, on_report, on_snapshot, picture, press, snapshot, styled,
};
use crate::data::series::{Base, BaseKind, Cut, Examples as SeriesExamples, Group, Shares};
use crate::train::journal::Journal;
use crate::train::message::{
    Command, Examples, HiddenView, Known, Look, Measures, Report, SeriesView, Since, Snapshot, View,
};

/// Prices that rise in waves, of which the net has learnt the training part well and the rest not.
fn prices(rows: u16, predicted: bool) -> SeriesView {
    let value = |row: u16| 100.0 + f64::from(row) * 0.05 + 8.0 * (f64::from(row) * 0.09).sin();
    let shares = Shares { train_frac: Some(0.7), val_frac: 0.0, test_frac: 0.0 };
    let (cut, all) = (Cut { seq_len: 7, ahead: 1..=1, reach: 0 }, 0..usize::from(rows));
    let examples = SeriesExamples::new(std::slice::from_ref(&all), cut, shares, |_, _| true).unwrap();
    let trained_on = 7 + examples.training().len();
    let said = |row: u16| value(row) + if usize::from(row) < trained_on { 0.4 } else { -5.0 };
    let known = Known {
        column: "close".to_owned(),
        sign: "",
        labels: Arc::new(
            (0..rows).map(|row| format!("{}-{:02}-{:02}", 2024 + row / 360, 1 + row / 30 % 12, 1 + row % 30)).collect(),
        ),
        skipped: vec!["date".to_owned()],
        groups: vec![Group { name: String::new(), rows: all }],
        examples: Arc::new(examples),
        values: (0..rows).map(value).collect(),
        filled: Vec::new(),
        base: None,
        naive: vec![Base { kind: BaseKind::Last, season: 0 }],
        steps: vec![1.0],
        units: vec![1.0],
    };
    SeriesView::new(Arc::new(known), (7..rows).map(|row| if predicted { said(row) } else { f64::NAN }).collect())
}

fn series(view: SeriesView, learnt: bool) -> Box<Snapshot> {
    let text = snapshot(super::SHIP);
    let layer = Array2::from_shape_fn((7, 10), |(t, u)| [-0.8, -0.3, 0.2, 0.7][(t + u) % 4]);
    let mut snapshot = Snapshot {
        accuracy: None,
        view: View {
            whole: true,
            examples: Examples::Series(view),
            hidden: HiddenView {
                example: "2024-01-08".to_owned(),
                steps: ["-6", "-5", "-4", "-3", "-2", "-1", "t"].map(str::to_owned).to_vec(),
                layers: vec![layer],
                directions: 1,
            },
            trace: None,
            inside: None,
        },
        ..*text
    };
    if !learnt {
        (snapshot.loss, snapshot.record, snapshot.step, snapshot.epoch) =
            (None, crate::train::record::Record::default(), 0, 0);
        snapshot.record.journal = Journal::default();
    }
    Box::new(snapshot)
}

fn app((width, height): (u16, u16), theme: Theme, snapshot: Box<Snapshot>) -> App {
    let mut app = App::new(theme, Rect::new(0, 0, width, height), examples::ID);
    let measures = Measures { unit: "rows", bits_per: None, accuracy: false };
    let info = crate::train::message::RunInfo { measures, model: "LSTM 1×10".to_owned(), ..info("prices.csv") };
    on_report(&mut app, Report::Ready(Box::new(info)));
    on_snapshot(&mut app, snapshot);
    app
}

#[test]
fn a_series_is_whole_at_every_size() {
    for size in [(60, 16), (80, 24), (160, 45)] {
        let app = app(size, colours(), series(prices(400, true), true));
        insta::assert_snapshot!(format!("series-{}x{}", size.0, size.1), styled::screen(&app));
    }
    let theme = Theme::new(Depth::Mono, false);
    insta::assert_snapshot!("series-no-colour", styled::screen(&app((80, 24), theme, series(prices(400, true), true))));
    insta::assert_snapshot!(
        "series-at-first",
        styled::screen(&app((80, 24), colours(), series(prices(400, false), false)))
    );
}

#[test]
fn the_unit_of_the_values_stands_above_them() {
    for (group, says) in [("", "close in % · 1 row ahead"), ("AAA", "close of AAA in % · 1 row ahead")] {
        let mut view = prices(400, true);
        let known = Arc::make_mut(&mut view.known);
        (known.sign, known.groups[0].name) = ("%", group.to_owned());
        for size in [(60, 16), (80, 24)] {
            let shown = picture(&app(size, colours(), series(view.clone(), true)));
            assert!(shown.contains(says), "{shown}");
        }
    }
}

/// Between two columns of dots nothing is lost: one row of a long series that stands out is seen.
#[test]
fn a_single_spike_among_many_rows_is_drawn() {
    let mut view = prices(60_000, false);
    let known = Arc::get_mut(&mut view.known).unwrap();
    known.values.fill(100.0);
    known.values[31_234] = 200.0;
    let picture = picture(&app((80, 24), colours(), series(view, true)));
    // The highest line of the chart, beside its label, has the spike's dots and the divider's.
    let line = picture.lines().find(|line| line.contains("  204 ")).expect("the scale reaches it");
    let dots = line.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
    assert_eq!(dots, 2, "{picture}");
}

#[test]
fn names_of_the_file_stay_in_their_place() {
    let mut view = prices(400, true);
    let known = Arc::get_mut(&mut view.known).unwrap();
    known.column = "종가 (원)\u{1b}[31m".to_owned();
    known.skipped = vec!["날짜\u{7}".to_owned(), "비고 ".repeat(30)];
    let labels = (0..400).map(|row| format!("{}월 {}일\u{1b}", 1 + row / 30 % 12, 1 + row % 30));
    known.labels = Arc::new(labels.collect());
    let app = app((80, 24), colours(), series(view, true));
    let picture = picture(&app);
    assert!(!picture.contains(['\u{1b}', '\u{7}']), "{picture}");
    insta::assert_snapshot!("series-korean", styled::screen(&app));
}

#[test]
fn keys_move_the_cursor_through_the_rows() {
    let mut app = app((80, 24), colours(), series(prices(400, true), true));
    let at = |example| [Effect::Tell(Command::Look(Look { example, trace: false, ask: None, since: Since::Values }))];
    assert_eq!(press(&mut app, KeyCode::Down, false), at(1));
    assert_eq!(press(&mut app, KeyCode::PageDown, false), at(20), "a twentieth of 393");
    assert_eq!(press(&mut app, KeyCode::PageUp, false), at(1));
    assert!(picture(&app).contains("›2024-01-09"), "the ninth row: {}", picture(&app));
    assert_eq!(press(&mut app, KeyCode::End, false), at(392));
    let picture = picture(&app);
    assert!(picture.contains("error -5.000") && picture.contains("held out"), "{picture}");
}
