//! Attention weights as a heatmap: a line for each word of the translation, a column for each word of the source,
//! lighter where the weight is larger. Without colours the weights are shown in hundredths.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::hidden::shown;
use crate::train::message::Alignment;
use crate::tui::text::{columns, cut};
use crate::tui::theme::Theme;

/// The attention weights of one translation.
pub struct Heatmap<'a> {
    /// The weights and the words.
    pub alignment: &'a Alignment,
    /// The time cursor: a word of the source, or after those a word of the translation.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// Fewest and most columns of a word of the source, with the blank after it.
const CELL: (usize, usize) = (4, 9);
/// Most columns of a word of the translation, at the left.
const LABEL: usize = 14;

impl Heatmap<'_> {
    /// Columns and lines of the whole heatmap.
    pub fn wanted(alignment: &Alignment) -> (u16, u16) {
        let columns = label(alignment) + 1 + cell(alignment) * alignment.source.len();
        (u16::try_from(columns).unwrap_or(u16::MAX), u16::try_from(alignment.target.len() + 1).unwrap_or(u16::MAX))
    }
}

/// Columns of the words at the left.
fn label(alignment: &Alignment) -> usize {
    alignment.target.iter().map(|word| columns(word)).max().unwrap_or(0).min(LABEL)
}

/// Columns of a word of the source: as many as the longest needs, within limits.
fn cell(alignment: &Alignment) -> usize {
    (alignment.source.iter().map(|word| columns(word)).max().unwrap_or(0) + 1).clamp(CELL.0, CELL.1)
}

impl Widget for Heatmap<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let alignment = self.alignment;
        let (sources, targets) = (alignment.source.len(), alignment.target.len());
        let left = label(alignment).min(usize::from(area.width / 3)) + 1;
        let room = usize::from(area.width).saturating_sub(left);
        if area.height < 2 || room < CELL.0 {
            return;
        }
        // Words are cut before any is left out.
        let cell = (room / sources.max(1)).clamp(CELL.0, cell(alignment));
        let columns = shown(self.time.min(sources.saturating_sub(1)), sources, room / cell);
        let target = self.time.checked_sub(sources);
        let lines = shown(target.unwrap_or(0), targets, usize::from(area.height - 1));
        let x = |column: usize| area.x + u16::try_from(left + cell * column).unwrap_or(u16::MAX);
        let style = |marked: bool| if marked { self.theme.cursor() } else { self.theme.text() };
        for (column, source) in columns.clone().enumerate() {
            let word = cut(&alignment.source[source], cell - 1);
            buf.set_string(x(column), area.y, word, style(source == self.time));
        }
        for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
            let word = cut(&alignment.target[line], left - 1);
            buf.set_string(area.x, y, word, style(target == Some(line)));
            for (column, source) in columns.clone().enumerate() {
                let weight = alignment.weights[[line, source]];
                if self.theme.coloured() {
                    let style = Style::new().bg(self.theme.sequential(weight));
                    buf.set_string(x(column), y, " ".repeat(cell), style);
                } else {
                    let shown = if weight.is_nan() { "?".to_owned() } else { format!("{:.0}", 100.0 * weight) };
                    buf.set_string(x(column), y, format!("{shown:>3}"), self.theme.text());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
