use ratatui::style::Modifier;

use super::super::tests::{SIZES, draw, line};
use super::*;
use crate::train::message::Part;
use crate::tui::theme::Depth;

fn answer(label: &str, said: Option<(&str, f32)>, text: &str, held_out: bool) -> Answer {
    Answer {
        number: 1,
        part: if held_out { Part::Test } else { Part::Training },
        label: label.to_owned(),
        said: said.map(|(said, probability)| (said.to_owned(), probability)),
        right: said.is_some_and(|(said, _)| said == label),
        text: text.to_owned(),
    }
}

fn view() -> ClassifyView {
    let answers = vec![
        answer("한국어", Some(("English", 0.625)), "바다\u{1b}[2J", true),
        answer("English", Some(("English", 1.0)), "sea", false),
        answer("English", None, "ship", false),
    ];
    ClassifyView { answers, ..ClassifyView::default() }
}

#[test]
fn wrong_labels_stand_out_without_colour_and_korean_keeps_columns() {
    let (view, theme) = (view(), Theme::new(Depth::Mono, false));
    let buffer = draw(44, 5, Answers { view: &view, first: 0, selected: 1, theme: &theme });
    assert!(line(&buffer, 0).starts_with("xxxxtruexxxxsaidxxxxpxxxxtext · v: val, t: …"), "{}", line(&buffer, 0));
    assert!(line(&buffer, 1).starts_with(" t✗x한 국 어 xxEnglishx0.62x바 다 ␛[2J"), "{}", line(&buffer, 1));
    assert!(line(&buffer, 2).starts_with("› ✓xEnglishxEnglishx1.00xsea"), "{}", line(&buffer, 2));
    assert!(
        line(&buffer, 3).starts_with("   xEnglishx·xxxxxxxxxxxxship"),
        "nothing was said yet: {}",
        line(&buffer, 3)
    );
    assert_eq!(line(&buffer, 4), "x".repeat(44), "there is no fourth row");
    let strong = Modifier::BOLD | Modifier::UNDERLINED;
    let said = |y: u16| buffer[(2 + 12, 2 + y)].modifier;
    assert!(said(1).contains(strong) && !said(2).contains(strong) && !said(3).contains(strong));
}

/// Before the first answer, of a single label, of many rows, and of none: nothing is drawn outside the area.
#[test]
fn any_size_is_drawn_within_the_area() {
    let theme = Theme::new(Depth::Ansi256, true);
    let long = answer(&"긴 라벨 ".repeat(30), Some((&"long ".repeat(30), f32::NAN)), &"끝없는 글 ".repeat(90), true);
    let silent = ClassifyView { answers: vec![answer("only", None, "x", false)], ..ClassifyView::default() };
    let many = ClassifyView { answers: vec![long; 300], ..ClassifyView::default() };
    for (width, height) in SIZES {
        for view in [&view(), &silent, &many, &ClassifyView::default()] {
            for first in [0, 2, 299, 1000] {
                draw(width, height, Answers { view, first, selected: first, theme: &theme });
            }
        }
    }
}
