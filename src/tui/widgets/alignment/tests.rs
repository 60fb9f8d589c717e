use ndarray::array;
use ratatui::style::{Color, Modifier};

use super::super::tests::{SIZES, draw, line};
use super::*;
use crate::tui::theme::Depth;

fn alignment() -> Alignment {
    Alignment {
        source: ["see", "the\u{1b}", "<EOS>"].map(str::to_owned).to_vec(),
        target: ["바다를", "봐요"].map(str::to_owned).to_vec(),
        weights: array![[0.0, 1.0, 0.0], [0.876, 0.12, f32::NAN]],
    }
}

#[test]
fn weights_are_lightness_or_without_colour_hundredths() {
    let alignment = alignment();
    let theme = Theme::new(Depth::TrueColor, false);
    let buffer = draw(30, 3, Heatmap { alignment: &alignment, time: 9, theme: &theme });
    assert!(line(&buffer, 0).starts_with("xxxxxxxseexxxthe␛xx<EOS>x"), "{}", line(&buffer, 0));
    assert!(line(&buffer, 1).starts_with("바 다 를 x      "), "{}", line(&buffer, 1));
    assert_eq!(buffer[(9, 3)].bg, theme.sequential(0.0));
    assert_eq!(buffer[(15, 3)].bg, theme.sequential(1.0));
    assert_eq!(buffer[(21, 4)].bg, theme.sequential(f32::NAN));
    let theme = Theme::new(Depth::Mono, false);
    let buffer = draw(30, 3, Heatmap { alignment: &alignment, time: 9, theme: &theme });
    assert!(line(&buffer, 1).starts_with("바 다 를 x  0xxx100xxx  0"), "{}", line(&buffer, 1));
    assert!(line(&buffer, 2).starts_with("봐 요 xxx 88xxx 12xxx  ?"), "{}", line(&buffer, 2));
    assert!((0..34).all(|x| buffer[(x, 3)].bg == Color::Reset));
}

/// The cursor goes over the words read and then over those written; the word under it is always shown.
#[test]
fn the_time_cursor_is_in_sight() {
    let alignment = alignment();
    let theme = Theme::new(Depth::Mono, false);
    for time in 0..5 {
        // Room for two words of the source and one of the translation.
        let buffer = draw(13, 2, Heatmap { alignment: &alignment, time, theme: &theme });
        let marked = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        assert!(marked > 0, "time {time}: {buffer:?}");
    }
}

#[test]
fn any_size_is_drawn_within_the_area() {
    let theme = Theme::new(Depth::Ansi16, true);
    let nothing = Alignment { source: vec![], target: vec![], weights: ndarray::Array2::default((0, 0)) };
    for (width, height) in SIZES {
        for alignment in [&alignment(), &nothing] {
            for time in [0, 1, 4, 99] {
                draw(width, height, Heatmap { alignment, time, theme: &theme });
            }
        }
    }
    assert_eq!(Heatmap::wanted(&alignment()), (25, 3));
}
