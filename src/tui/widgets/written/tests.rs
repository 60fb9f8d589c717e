use ratatui::style::Modifier;

use super::super::tests::{SIZES, draw, line};
use super::*;
use crate::train::message::Letter;
use crate::tui::theme::Depth;

/// A label with a single text, and what was written for it.
fn written(label: &str, text: &str, example: &str, ended: bool) -> Written {
    let letter = |(at, character)| Letter { character, wrong: example.chars().nth(at) != Some(character) };
    Written {
        label: label.to_owned(),
        text: text.chars().enumerate().map(letter).collect(),
        ended,
        example: example.to_owned(),
        texts: 1,
        exact: ended && text == example,
    }
}

fn view(written: Vec<Written>) -> GenerateView {
    GenerateView { labels: written.len(), written, ..GenerateView::default() }
}

#[test]
fn wrong_characters_stand_out_without_colour_and_korean_keeps_columns() {
    let theme = Theme::new(Depth::Mono, false);
    let several = Written { texts: 4, exact: true, ..written("c", "one", "one", true) };
    let view = view(vec![written("한국", "가나\u{1b}", "가다\u{1b}", true), written("b", "abc", "abc", true), several]);
    let buffer = draw(60, 5, WrittenTexts { view: &view, first: 0, selected: 1, theme: &theme });
    let lines: Vec<String> = (0..5).map(|y| line(&buffer, y)).collect();
    assert!(lines[0].starts_with("xxxlabelxxwritten nowxxin the file"), "{lines:?}");
    assert!(lines[1].starts_with("  x한 국 xxx가 나 ␛xxxxxxxx가 다 ␛"), "{lines:?}");
    assert!(lines[2].starts_with("›✓xbxxxxxxabcxxxxxxxxxxabc"), "{lines:?}");
    assert!(lines[3].starts_with(" ✓xcxxxxxxonexxxxxxxxxxone and 3 more"), "{lines:?}");
    assert_eq!(lines[4], "x".repeat(60));
    let strong = |x: u16| buffer[(x + 2, 3)].modifier.contains(Modifier::BOLD | Modifier::UNDERLINED);
    assert!(!strong(10) && strong(12) && !strong(14), "the second character alone");
}

#[test]
fn a_text_without_an_end_or_without_room_ends_in_a_mark() {
    let theme = Theme::new(Depth::TrueColor, false);
    let view = view(vec![written("a", "ha ha", "ha", false), written("b", "가나다라마바사", "가나다라마바사", true)]);
    let buffer = draw(30, 3, WrittenTexts { view: &view, first: 0, selected: 9, theme: &theme });
    assert!(line(&buffer, 1).starts_with("  xaxxxxxxha ha…"), "{}", line(&buffer, 1));
    // 9 columns for what is written: four characters and the mark.
    assert!(line(&buffer, 2).starts_with(" ✓xbxxxxxx가 나 다 라 …xx"), "{}", line(&buffer, 2));
}

/// No label, one, many; before anything is written.
#[test]
fn any_size_is_drawn_within_the_area() {
    let theme = Theme::new(Depth::Ansi256, true);
    let long = written(&"긴 라벨 ".repeat(30), &"끝없는 글 ".repeat(90), &"다른 글 ".repeat(90), false);
    let silent = written("only", "", "text", false);
    for (width, height) in SIZES {
        for view in [&view(Vec::new()), &view(vec![silent.clone()]), &view(vec![long.clone(); 300])] {
            for first in [0, 1, 299, 1000] {
                draw(width, height, WrittenTexts { view, first, selected: first, theme: &theme });
            }
        }
    }
}
