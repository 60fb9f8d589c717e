//! Forecasts of a series, a line each, beside what is known without learning and the truth.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::figures::figure;
use crate::train::message::Ahead;
use crate::tui::text::{columns, cut};
use crate::tui::theme::Theme;

/// Columns of a number, with a blank before it, and most of a row's name.
const NUMBER: usize = 12;
const NAME: usize = 20;

/// The list, under a line that names its columns.
pub struct Forecasts<'a> {
    /// The forecasts.
    pub ahead: &'a [Ahead],
    /// What is to be said of them, below.
    pub note: Option<&'static str>,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for Forecasts<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 || area.width < 2 {
            return;
        }
        let theme = self.theme;
        let name = self.ahead.iter().map(|ahead| columns(&ahead.row)).max().unwrap_or(0).clamp(3, NAME);
        let mut line = |y: u16, cells: [(&str, Style); 4]| {
            let [(row, style), numbers @ ..] = cells;
            let mut x = area.x + 1;
            let mut put = |text: String, style: Style| {
                let room = area.right().saturating_sub(x);
                (x, _) = buf.set_stringn(x, y, text, usize::from(room), style);
            };
            let row = cut(row, name);
            let pad = " ".repeat(name.saturating_sub(columns(&row)));
            put(row + &pad, style);
            for (number, style) in numbers {
                put(format!("{number:>NUMBER$}"), style);
            }
        };
        let dim = theme.dim();
        line(area.y, [("row", dim), ("forecast", dim), ("last value", dim), ("true", dim)]);
        let known = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figure);
        let lines = area.bottom() - u16::from(self.note.is_some());
        for (y, ahead) in (area.y + 1..lines).zip(self.ahead) {
            let [said, base, truth] = [figure(ahead.said), known(ahead.base), known(ahead.truth)];
            line(y, [(&ahead.row, dim), (&said, theme.accent()), (&base, dim), (&truth, theme.text())]);
        }
        if let Some(note) = self.note {
            buf.set_stringn(
                area.x + 1,
                lines,
                cut(note, usize::from(area.width - 1)),
                usize::from(area.width - 1),
                dim,
            );
        }
    }
}
