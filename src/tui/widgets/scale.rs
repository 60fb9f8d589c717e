//! The scales below heatmaps, and what stands for a value where there are no colours.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::tui::theme::Theme;

/// Cells of a scale: one in the middle for 0, and as many on each side.
pub const CELLS: u8 = 9;

/// The colours from -1 to +1, in the first line of `area` from the column `x` on; the column after them.
pub fn diverging(theme: &Theme, area: Rect, x: u16, buf: &mut Buffer) -> u16 {
    let signed = |share: f32| 2.0 * share - 1.0;
    draw(theme, area, x, CELLS, buf, |share| (theme.diverging(signed(share)), sign(signed(share))))
}

/// The colours from 0 to 1 in so many cells, likewise.
pub fn sequential(theme: &Theme, area: Rect, x: u16, cells: u8, buf: &mut Buffer) -> u16 {
    draw(theme, area, x, cells, buf, |share| (theme.sequential(share), digit(share)))
}

fn draw(theme: &Theme, area: Rect, first: u16, cells: u8, buf: &mut Buffer, of: impl Fn(f32) -> (Color, char)) -> u16 {
    let mut after = first;
    for (x, cell) in (first..area.right()).zip(0..cells) {
        let (colour, symbol) = of(f32::from(cell) / f32::from(cells - 1));
        if theme.halves() {
            buf[(x, area.y)].set_char('█').set_style(Style::new().fg(colour));
        } else {
            buf[(x, area.y)].set_char(symbol).set_style(theme.text());
        }
        after = x + 1;
    }
    after
}

/// Sign and strength in one character.
pub fn sign(value: f32) -> char {
    match value {
        v if v.is_nan() => '?',
        v if v < -0.6 => '=',
        v if v < -0.2 => '-',
        v if v <= 0.2 => '·',
        v if v <= 0.6 => '+',
        _ => '#',
    }
}

/// A share by its first digit.
pub fn digit(share: f32) -> char {
    if !share.is_finite() {
        return '?';
    }
    let tenths = (1u8..10).filter(|&tenth| share >= f32::from(tenth) / 10.0).count();
    char::from_digit(u32::try_from(tenths).unwrap_or(0), 10).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_shown_by_its_first_digit() {
        let shown: String = [0.0, 0.05, 0.1, 0.55, 0.99, 1.0, f32::NAN].into_iter().map(digit).collect();
        assert_eq!(shown, "001599?");
    }
}
