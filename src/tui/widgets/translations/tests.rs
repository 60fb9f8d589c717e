use ratatui::style::Modifier;

use super::super::tests::{SIZES, draw, line};
use super::*;
use crate::train::message::{Part, Piece};
use crate::tui::theme::Depth;

fn view() -> TranslateView {
    let piece = |text: &str, right| Piece { text: text.to_owned(), right };
    TranslateView {
        pairs: vec![
            PairView {
                number: 3,
                part: Part::Validation,
                source: "see the\u{1b} sea".to_owned(),
                target: "바다를 봐요".to_owned(),
                translation: vec![piece("바다를", true), piece(" 그려요", false)],
                ended: true,
                exact: false,
            },
            PairView {
                number: 1,
                source: "go".to_owned(),
                target: "가요".to_owned(),
                translation: vec![piece("가요", true), piece(" 가요", false)],
                ended: false,
                ..PairView::default()
            },
        ],
        ..TranslateView::default()
    }
}

#[test]
fn korean_keeps_columns_and_wrong_words_stand_out_without_colour() {
    let (view, theme) = (view(), Theme::new(Depth::Mono, false));
    let buffer = draw(60, 4, Translations { view: &view, first: 0, selected: 1, theme: &theme });
    assert_eq!(
        line(&buffer, 0),
        format!("xxxxsource · v: val, t: testxxtarget{}translation{}", "x".repeat(7), "x".repeat(6))
    );
    assert!(
        line(&buffer, 1).starts_with(" v xsee the␛ seaxxxxxxxxxxxxxx바 다 를  봐 요 xx바 다 를  그 려 요 "),
        "{}",
        line(&buffer, 1)
    );
    assert!(
        line(&buffer, 2).starts_with("›  xgoxxxxxxxxxxxxxxxxxxxxxxxx가 요 xxxxxxxxx가 요  가 요 …"),
        "{}",
        line(&buffer, 2)
    );
    let style = |x: u16, y: u16| buffer[(x + 2, y + 2)].modifier;
    let wrong = Modifier::BOLD | Modifier::UNDERLINED;
    assert!(!style(43, 1).contains(wrong) && style(50, 1).contains(wrong), "the second word alone");
    assert!(!style(49, 1).contains(Modifier::UNDERLINED), "not the blank before it");
}

#[test]
fn long_sentences_end_in_a_mark() {
    let (view, theme) = (view(), Theme::new(Depth::TrueColor, false));
    let buffer = draw(30, 2, Translations { view: &view, first: 0, selected: 9, theme: &theme });
    // 22 columns for three sentences.
    assert_eq!(line(&buffer, 1), " v xsee the…xx바 다 를 …xx바 다 를 …");
}

#[test]
fn any_size_is_drawn_within_the_area() {
    let theme = Theme::new(Depth::Ansi256, true);
    for (width, height) in SIZES {
        for view in [&view(), &TranslateView::default()] {
            for first in [0, 1, 7] {
                draw(width, height, Translations { view, first, selected: first, theme: &theme });
            }
        }
    }
}
