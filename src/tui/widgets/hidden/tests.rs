use super::*;
use crate::tui::theme::Depth;
use crate::tui::widgets::tests::{draw, line};

/// Three steps of four units; unit u at step t is (10 u + t) / 100, of odd units below 0.
fn view(directions: usize) -> HiddenView {
    let value = |(t, u): (usize, usize)| {
        let size = f32::from(u8::try_from(10 * u + t).unwrap()) / 100.0;
        if u % 2 == 1 { -size } else { size }
    };
    HiddenView {
        example: "chunk 0".to_owned(),
        steps: ["a", "b", "c"].map(str::to_owned).to_vec(),
        layers: vec![Array2::from_shape_fn((3, 4), value)],
        directions,
    }
}

fn lines(size: (u16, u16), hidden: Hidden<'_>) -> Vec<String> {
    let buffer = draw(size.0, size.1, hidden);
    (0..size.1).map(|y| line(&buffer, y)).collect()
}

/// With all the room each unit has lines of its own, and each number stands in its cell.
#[test]
fn with_all_the_room_the_numbers_are_there() {
    let (view, theme) = (view(1), Theme::new(Depth::TrueColor, false));
    let hidden = |fill| Hidden { view: &view, layer: 0, first_unit: 0, time: 1, unit: Some(3), fill, theme: &theme };
    let shown = lines((48, 10), hidden(true));
    for (unit, numbers) in [["+0.00", "+0.01", "+0.02"], ["-0.10", "-0.11", "-0.12"]].iter().enumerate() {
        let text = &shown[2 * unit + 1];
        assert!(numbers.iter().all(|number| text.contains(number)), "{shown:?}");
        assert!(!shown[2 * unit].contains('0') || shown[2 * unit].contains("u0"), "once in two lines: {shown:?}");
    }
    assert_eq!(Rows::new(4, Rect::new(0, 0, 48, 10), true, &theme).shown(Rect::new(0, 0, 48, 10)), 4);
    assert!(shown[9].contains("u3 at step 2: -0.3100"), "{shown:?}");
    // Elsewhere two units share a line, and there is no room for numbers.
    let small = lines((48, 10), hidden(false));
    assert!(small[0].starts_with("   u0 ▀") && small[1].starts_with("   u3 ▀"), "{small:?}");
    assert!(small[3].contains("u3 at step 2: -0.3100") && !small.concat().contains("-0.30"), "{small:?}");
}

/// A unit of the direction that reads backwards is named as such; what there is little room for is said in short.
#[test]
fn the_unit_under_the_cursor_is_named_with_its_direction() {
    let (view, theme) = (view(2), Theme::new(Depth::Mono, false));
    let hidden = |unit| Hidden { view: &view, layer: 0, first_unit: 0, time: 2, unit, fill: false, theme: &theme };
    assert!(lines((60, 6), hidden(Some(2)))[5].contains("←u0 at step 3: +0.2200"));
    assert!(lines((32, 6), hidden(Some(2)))[5].contains("+1  ←u0 +0.220"));
    assert!(lines((60, 6), hidden(None))[5].contains("rows: units"));
}
