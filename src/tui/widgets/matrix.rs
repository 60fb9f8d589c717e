//! A matrix as a heatmap: with its numbers where they have room, else two rows to a line in half blocks.

use ndarray::Array2;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::scale::{diverging, sign};
use crate::figures::{cell, figure};
use crate::tui::theme::Theme;

/// Columns of a number, with a blank before it.
const NUMBER: u16 = 8;
/// Columns of a cell of a heatmap at most, so that it does not become a flag.
const WIDEST: u16 = 4;

/// A matrix and what its rows are called.
pub struct Matrix<'a> {
    /// The numbers.
    pub values: &'a Array2<f32>,
    /// The name of each row.
    pub rows: Vec<String>,
    /// The first row and column shown.
    pub first: (usize, usize),
    /// Colours.
    pub theme: &'a Theme,
}

/// How the matrix is laid out in an area.
struct Laid {
    label: u16,
    /// Columns of a cell.
    cell: u16,
    /// Rows of the matrix to a line.
    per_line: usize,
    numbers: bool,
    map: Rect,
}

impl Matrix<'_> {
    fn laid(&self, area: Rect) -> Laid {
        let widest = self.rows.iter().map(String::len).max().unwrap_or(0);
        let label = u16::try_from(widest).unwrap_or(u16::MAX).saturating_add(2).min(area.width);
        // The last line is the legend.
        let map = Rect { x: area.x + label, width: area.width - label, height: area.height.saturating_sub(1), ..area };
        let (rows, columns) = self.values.dim();
        let columns = u16::try_from(columns.max(1)).unwrap_or(u16::MAX);
        let numbers = columns.saturating_mul(NUMBER) <= map.width && rows <= usize::from(map.height);
        let cell = if numbers { NUMBER } else { (map.width / columns).clamp(1, WIDEST) };
        Laid { label, cell, per_line: if numbers || !self.theme.halves() { 1 } else { 2 }, numbers, map }
    }

    /// How many rows and columns of the matrix an area shows.
    pub fn shown(&self, area: Rect) -> (usize, usize) {
        let Laid { cell, per_line, map, .. } = self.laid(area);
        (usize::from(map.height) * per_line, usize::from(map.width / cell))
    }

    /// The largest number, without its sign: where the colours end.
    fn most(&self) -> f32 {
        self.values.iter().copied().filter(|value| value.is_finite()).map(f32::abs).fold(0.0, f32::max)
    }
}

impl Widget for Matrix<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 || self.values.is_empty() {
            return;
        }
        let Laid { label, cell: wide, per_line, numbers, map } = self.laid(area);
        let most = self.most().max(f32::MIN_POSITIVE);
        let (rows, columns) = self.values.dim();
        let shown = self.first.1..columns.min(self.first.1 + usize::from(map.width / wide));
        for (line, y) in (map.y..map.bottom()).enumerate() {
            let row = self.first.0 + per_line * line;
            if row >= rows {
                break;
            }
            buf.set_stringn(area.x + 1, y, &self.rows[row], usize::from(label - 1), self.theme.dim());
            for (at, column) in shown.clone().enumerate() {
                let x = map.x + wide * u16::try_from(at).unwrap_or(0);
                let value = self.values[[row, column]];
                let colour = |value: f32| self.theme.diverging(value / most);
                if numbers {
                    let style = if self.theme.coloured() { Style::new().fg(colour(value)) } else { self.theme.text() };
                    let text = format!("{} ", cell(value, 4, usize::from(wide) - 1));
                    buf.set_stringn(x, y, text, usize::from(wide), style);
                    continue;
                }
                for x in x..x + wide {
                    if per_line == 1 {
                        buf[(x, y)].set_char(sign(value / most)).set_style(self.theme.text());
                        continue;
                    }
                    let style = Style::new().fg(colour(value));
                    let below = (row + 1 < rows).then(|| colour(self.values[[row + 1, column]]));
                    buf[(x, y)].set_char('▀').set_style(below.map_or(style, |below| style.bg(below)));
                }
            }
        }
        self.legend(Rect { y: area.bottom() - 1, height: 1, ..area }, most, shown.len() < columns, buf);
    }
}

impl Matrix<'_> {
    /// What the colours mean, and how to see the columns that do not fit.
    fn legend(&self, area: Rect, most: f32, more: bool, buf: &mut Buffer) {
        let room = usize::from(area.width.saturating_sub(2));
        let (mut x, _) = buf.set_stringn(area.x + 1, area.y, format!("{} ", figure(-most)), room, self.theme.dim());
        x = diverging(self.theme, area, x, buf);
        let hint = if more { "  ← → more columns" } else { "" };
        let text = format!(" {}{hint}", figure(most));
        buf.set_stringn(x, area.y, text, usize::from(area.right().saturating_sub(x)), self.theme.dim());
    }
}
