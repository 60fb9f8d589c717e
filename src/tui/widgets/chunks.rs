//! Chunks of text, predicted or true. Wrong characters are coloured, bold and underlined.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::hidden::shown;
use crate::glyph::glyph;
use crate::train::message::{Merged, TextView};
use crate::tui::text::width;
use crate::tui::theme::Theme;

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the net predicts.
    Predicted,
    /// What the text says.
    True,
}

/// A list of chunks, one a row.
pub struct Chunks<'a> {
    /// The chunks.
    pub view: &'a TextView,
    /// Which side of them.
    pub side: Side,
    /// The first row shown.
    pub first: usize,
    /// The selected row.
    pub selected: usize,
    /// The time cursor, drawn in the selected row.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for Chunks<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let digits = self.view.starts.last().map_or(1, |last| last.to_string().len());
        for (y, row) in (area.y..area.bottom()).zip(self.first..self.view.rows()) {
            let selected = row == self.selected;
            let base = if selected { self.theme.selected() } else { Style::new() };
            buf.set_style(Rect { y, height: 1, ..area }, base);
            let mark = if selected { '›' } else { ' ' };
            let label = format!("{mark}{:>digits$} ", self.view.starts[row]);
            let (x, _) = buf.set_stringn(area.x, y, label, usize::from(area.width), self.theme.dim().patch(base));
            let (predicted, target) = (self.view.row(&self.view.predicted, row), self.view.row(&self.view.target, row));
            let widest = predicted.iter().flatten().chain(target).map(|&c| width(c)).max().unwrap_or(1);
            let room = usize::from(area.right().saturating_sub(x)) / widest;
            let first = shown(self.time, self.view.seq_len, room).start;
            let pairs = predicted.iter().zip(target).enumerate().skip(first);
            let characters = pairs.map(|(t, (&p, &y))| {
                let (c, columns, style) = styled(self.theme, self.side, p, y);
                (c, columns, if selected && t == self.time { self.theme.cursor().patch(style) } else { style })
            });
            write(buf, (x, y), area.right(), characters, base);
        }
    }
}

/// The merged text in lines, scrolled so that the selected chunk is in sight.
pub struct MergedText<'a> {
    /// The text, predicted and true.
    pub merged: &'a Merged,
    /// Which side of it.
    pub side: Side,
    /// The place of the character that is kept in sight.
    pub around: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for MergedText<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let pairs: Vec<_> = self.merged.predicted.iter().copied().zip(self.merged.target.iter().copied()).collect();
        // Each character takes the columns of the wider of its two sides, so that both sides break at the same places.
        let columns = usize::from(area.width);
        let mut lines = vec![Vec::new()];
        let (mut used, mut seen) = (0, 0);
        for (place, &(p, t)) in pairs.iter().enumerate() {
            let wide = width(t).max(p.map_or(1, width));
            if used + wide > columns {
                lines.push(Vec::new());
                used = 0;
            }
            used += wide;
            if place == self.around {
                seen = lines.len() - 1;
            }
            if let Some(line) = lines.last_mut() {
                line.push((p, t));
            }
        }
        let rows = usize::from(area.height);
        let first = (seen + 1).saturating_sub(rows.div_ceil(2)).min(lines.len().saturating_sub(rows));
        for (y, line) in (area.y..area.bottom()).zip(&lines[first..]) {
            let styled = line.iter().map(|&(p, t)| styled(self.theme, self.side, p, t));
            write(buf, (area.x, y), area.right(), styled, Style::new());
        }
    }
}

/// A character of one side, its columns and its style.
fn styled(theme: &Theme, side: Side, predicted: Option<char>, target: char) -> (char, usize, Style) {
    let columns = width(target).max(predicted.map_or(1, width));
    match (side, predicted) {
        (Side::Predicted, None) => ('·', columns, theme.dim()),
        (Side::Predicted, Some(p)) if p == target => (glyph(p), columns, theme.text()),
        (Side::Predicted, Some(p)) => (glyph(p), columns, theme.wrong()),
        (Side::True, Some(p)) if p != target => (glyph(target), columns, theme.text().add_modifier(Modifier::BOLD)),
        (Side::True, _) => (glyph(target), columns, theme.text()),
    }
}

/// Writes characters of so many columns from a place on, up to the column `right`.
fn write(
    buf: &mut Buffer,
    (mut x, y): (u16, u16),
    right: u16,
    characters: impl Iterator<Item = (char, usize, Style)>,
    base: Style,
) {
    for (c, columns, style) in characters {
        let columns = u16::try_from(columns).unwrap_or(1);
        if x + columns > right {
            break;
        }
        buf.set_stringn(x, y, c.encode_utf8(&mut [0; 4]), usize::from(columns), style.patch(base));
        x += columns;
    }
}
