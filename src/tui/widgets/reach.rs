//! How far the gradient of each loss reaches back, as a heatmap on a logarithmic scale: a row for each loss (two to a
//! line as half blocks, where they need it), a column for each step that was read. Without colours a digit shows how
//! strong it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::hidden::shown;
use super::scale::{digit, sequential};
use crate::figures::figure;
use crate::train::message::Fading;
use crate::tui::text::{clipped, columns};
use crate::tui::theme::Theme;

/// Powers of ten between the strongest gradient and one that is not seen.
const DECADES: f32 = 5.0;
/// Columns of a loss's name: a mark, the name, a blank.
const LABEL: u16 = 8;
/// Columns of a cell at most.
const WIDEST: usize = 4;

/// The heatmap of one direction of a layer.
pub struct ReachMap<'a> {
    /// The gradients, `(R, T)`.
    pub fading: &'a Fading,
    /// What should come out at each of the R losses.
    pub wanted: &'a [String],
    /// What was read at each of the T steps.
    pub steps: &'a [String],
    /// The loss under the time cursor.
    pub row: usize,
    /// The step under the time cursor.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// How strong a gradient is beside the strongest one: 1 if it is that, 0 if it is [`DECADES`] powers of ten less.
fn strength(norm: f32, most: f32) -> f32 {
    if norm.is_finite() { (1.0 + (norm / most).log10() / DECADES).max(0.0) } else { norm }
}

impl Widget for ReachMap<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let norms = &self.fading.by_step;
        if area.height < 3 || area.width < LABEL + 2 || norms.is_empty() {
            return;
        }
        let theme = self.theme;
        let most = norms.iter().copied().filter(|norm| norm.is_finite()).fold(0.0, f32::max);
        if most == 0.0 && norms.iter().all(|norm| !norm.is_nan()) {
            let text = "no gradient reaches this layer";
            buf.set_stringn(area.x + 1, area.y, text, usize::from(area.width - 1), theme.dim());
            return;
        }
        let (rows, steps) = norms.dim();
        let per_line = if theme.halves() && rows > usize::from(area.height - 2) { 2 } else { 1 };
        let room = usize::from(area.width - LABEL);
        let cell = (room / steps).clamp(1, WIDEST);
        let steps = shown(self.time, steps, room / cell);
        let rows = shown(self.row, rows, usize::from(area.height - 2) * per_line);
        let cell = u16::try_from(cell).unwrap_or(1);
        let lines = u16::try_from(rows.len().div_ceil(per_line)).unwrap_or(u16::MAX);
        let map = Rect { height: lines, ..area };
        let style = |row: usize, step: usize| Style::new().fg(theme.sequential(strength(norms[[row, step]], most)));
        for (line, y) in (map.y..map.bottom()).enumerate() {
            let row = rows.start + per_line * line;
            let here = (row..row + per_line).contains(&self.row);
            let name = self.wanted.get(if here { self.row } else { row }).map_or("", String::as_str);
            let name = clipped(name, usize::from(LABEL) - 2);
            let pad = " ".repeat((usize::from(LABEL) - 2).saturating_sub(columns(&name)));
            let (mark, label) = if here { ("›", theme.accent()) } else { (" ", theme.dim()) };
            buf.set_stringn(map.x, y, format!("{mark}{pad}{name} "), usize::from(LABEL), label);
            for (column, step) in steps.clone().enumerate() {
                let left = map.x + LABEL + cell * u16::try_from(column).unwrap_or(0);
                for x in left..left + cell {
                    if !theme.halves() {
                        let norm = norms[[row, step]];
                        let symbol = if norm == 0.0 { ' ' } else { digit(strength(norm, most)) };
                        buf[(x, y)].set_char(symbol).set_style(theme.text());
                        continue;
                    }
                    let above = style(row, step);
                    if per_line == 1 {
                        buf[(x, y)].set_char('█').set_style(above);
                        continue;
                    }
                    let below = (row + 1 < rows.end).then(|| style(row + 1, step)).and_then(|below| below.fg);
                    buf[(x, y)].set_char('▀').set_style(below.map_or(above, |below| above.bg(below)));
                }
            }
        }
        for (column, step) in steps.enumerate() {
            let left = map.x + LABEL + cell * u16::try_from(column).unwrap_or(0);
            if let Some(label) = self.steps.get(step) {
                let style = if step == self.time { theme.cursor() } else { theme.text() };
                let room = usize::from(cell) - usize::from(cell > 2);
                buf.set_stringn(left, map.bottom(), clipped(label, room), room, style);
            }
        }
        self.legend(most, Rect { y: map.bottom() + 1, height: 1, ..area }, buf);
    }
}

impl ReachMap<'_> {
    /// What the colours mean.
    fn legend(&self, most: f32, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let room = usize::from(area.width.saturating_sub(2));
        let low = format!("{:.0e} ", most * 10.0_f32.powf(-DECADES));
        let (mut x, _) = buf.set_stringn(area.x + 2, area.y, low, room, theme.dim());
        // A cell for each digit that stands for a share where there are no colours.
        x = sequential(theme, area, x, 10, buf);
        let room = usize::from(area.right().saturating_sub(x));
        let most = figure(most);
        let texts = [
            format!(" {most}   rows: what is wanted, columns: what was read"),
            format!(" {most}  rows: wanted"),
            format!(" {most}"),
        ];
        if let Some(text) = texts.iter().find(|text| text.chars().count() <= room) {
            buf.set_stringn(x, area.y, text, room, theme.dim());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_counts_powers_of_ten() {
        let close = |found: f32, wanted: f32| (found - wanted).abs() < 1e-6;
        assert!(close(strength(2.0, 2.0), 1.0) && close(strength(0.02, 2.0), 0.6));
        assert!(close(strength(0.0, 2.0), 0.0) && close(strength(1e-9, 2.0), 0.0));
        assert!(strength(f32::NAN, 2.0).is_nan());
    }
}
