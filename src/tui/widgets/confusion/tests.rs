use ndarray::{Array2, array};
use ratatui::style::Modifier;

use super::super::tests::{SIZES, draw, line};
use super::*;
use crate::train::message::LabelScore;
use crate::tui::theme::Depth;

fn confusion(labels: usize, count: impl Fn(usize, usize) -> usize) -> Confusion {
    Confusion {
        labels: (0..labels).map(|at| format!("라벨{at}")).collect(),
        others: 0,
        counts: Array2::from_shape_fn((labels, labels), |(line, column)| count(line, column)),
        right_others: 0,
    }
}

#[test]
fn errors_stand_out_without_colour_and_right_answers_are_quiet() {
    let confusion = Confusion {
        labels: ["a\u{1b}", "한국"].map(str::to_owned).to_vec(),
        others: 3,
        counts: array![[12, 0, 1], [0, 7, 0], [2, 0, 9]],
        right_others: 8,
    };
    let theme = Theme::new(Depth::Mono, false);
    let buffer = draw(25, 4, Matrix { confusion: &confusion, labels: None, theme: &theme });
    let lines: Vec<String> = (0..4).map(|y| line(&buffer, y)).collect();
    assert_eq!(Matrix::wanted(&confusion, None), (24, 4));
    assert!(lines[0].starts_with("true\\saidxxxa␛x한 국 xxx+3"), "{lines:?}");
    assert!(lines[1].starts_with("a␛xxxxxxxxxx12xxxx·xxxx1"), "{lines:?}");
    assert!(lines[2].starts_with("한 국 xxxxxxxxx·xxxx7xxxx·"), "{lines:?}");
    assert!(lines[3].starts_with("+3xxxxxxxxxxx2xxxx·xxxx9"), "{lines:?}");
    let strong = |x: u16, y: u16| buffer[(x + 2, y + 2)].modifier.contains(Modifier::BOLD | Modifier::UNDERLINED);
    assert!(strong(23, 1) && strong(13, 3), "one label for another");
    assert!(strong(23, 3), "one of the rare labels for another of them");
    assert!(!strong(13, 1) && !strong(18, 2) && !strong(18, 1));
}

/// Where there is no room for all labels the rare ones are counted together, and no row is lost.
#[test]
fn many_labels_are_counted_together_until_they_fit() {
    let theme = Theme::new(Depth::Mono, false);
    let many = confusion(24, |_, _| 1);
    let buffer = draw(40, 8, Matrix { confusion: &many, labels: None, theme: &theme });
    let counted: usize = (1..8)
        .flat_map(|y| {
            line(&buffer, y).split('x').skip(1).filter_map(|cell| cell.trim().parse::<usize>().ok()).collect::<Vec<_>>()
        })
        .sum();
    assert_eq!(counted, 24 * 24, "{buffer:?}");
    assert!((1..8).any(|y| line(&buffer, y).starts_with('+')));
}

/// No label, one, many; before the first answer all counts are 0.
#[test]
fn any_size_is_drawn_within_the_area() {
    let theme = Theme::new(Depth::Ansi256, true);
    let long = Confusion { labels: vec!["긴 라벨 ".repeat(40)], ..confusion(1, |_, _| usize::MAX) };
    let silent = confusion(5, |_, _| 0);
    for (width, height) in SIZES {
        for confusion in [&Confusion::default(), &confusion(1, |_, _| 7), &silent, &confusion(24, |a, b| a * b), &long]
        {
            draw(width, height, Matrix { confusion, labels: None, theme: &theme });
        }
    }
    let buffer = draw(40, 6, Matrix { confusion: &silent, labels: None, theme: &theme });
    assert_eq!(line(&buffer, 1).matches('·').count(), 5, "{}", line(&buffer, 1));
    let (columns, lines) = Matrix::wanted(&confusion(1, |_, _| 7), None);
    assert!(
        line(&draw(columns, lines, Matrix { confusion: &confusion(1, |_, _| 7), labels: None, theme: &theme }), 1)
            .ends_with('7')
    );
}

/// Precision and recall stand at the end of each label's line, also where labels are counted together for them.
#[test]
fn how_well_each_label_is_told_stands_beside_it() {
    let theme = Theme::new(Depth::Mono, false);
    let confusion = confusion(5, |line, column| usize::from(line == column) * 7 + 1);
    let score = |at: usize| LabelScore { label: format!("라벨{at}"), rows: 12, said: 10 + at, right: 8 };
    let scores = LabelScores { labels: (0..5).rev().map(score).collect() };
    let (columns, lines) = Matrix::wanted(&confusion, Some(&scores));
    assert_eq!((columns, lines), (Matrix::wanted(&confusion, None).0 + 10, 6));
    for width in [columns, columns - 12] {
        let buffer = draw(width, lines, Matrix { confusion: &confusion, labels: Some(&scores), theme: &theme });
        assert!(line(&buffer, 0).trim_end_matches('x').ends_with("prec  rec"), "{}", line(&buffer, 0));
        assert!(line(&buffer, 2).trim_end_matches('x').ends_with("73   67"), "{}", line(&buffer, 2));
    }
    let buffer = draw(20, lines, Matrix { confusion: &confusion, labels: Some(&scores), theme: &theme });
    assert!(!line(&buffer, 0).contains("prec"), "no room");
}
