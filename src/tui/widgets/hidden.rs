//! The hidden state as a heatmap: a row for each unit (two to a line, as half blocks), a column for each time step, and
//! under each column what was read there. Without colours a character shows sign and strength.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::scale::{diverging, sign};
use crate::train::message::HiddenView;
use crate::tui::text::{clipped, columns};
use crate::tui::theme::Theme;

/// The heatmap of one layer over the selected example.
pub struct Hidden<'a> {
    /// The hidden states of the example.
    pub view: &'a HiddenView,
    /// The layer, from 0.
    pub layer: usize,
    /// The first unit shown.
    pub first_unit: usize,
    /// The time cursor.
    pub time: usize,
    /// Whether the columns take all the width, however few they are.
    pub fill: bool,
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of a unit's name.
const LABEL: u16 = 6;

impl Widget for Hidden<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width <= LABEL {
            return;
        }
        let Some(values) = self.view.layers.get(self.layer) else {
            buf.set_stringn(
                area.x + 1,
                area.y,
                "nothing yet: no step has been made",
                usize::from(area.width - 1),
                self.theme.dim(),
            );
            return;
        };
        let (steps, units) = values.dim();
        let labels = &self.view.steps;
        let room = area.width - LABEL;
        // Columns are as wide as there is room for, within limits. Words need more columns than characters.
        let widest = labels.iter().map(|label| columns(label)).max().unwrap_or(1);
        let least = match widest {
            0 | 1 if steps * 2 > usize::from(room) => 1,
            0..=2 => 2,
            _ => 4,
        };
        let most = usize::from(room) / steps.max(1);
        let limit = if self.fill { most.max(least) } else { widest.clamp(4, 8) };
        let cell = u16::try_from(most.clamp(least, limit)).unwrap_or(1);
        let shown = shown(self.time, steps, usize::from(room / cell));
        let per_line = if self.theme.halves() { 2 } else { 1 };
        // The labels of the time steps stand right below the last unit.
        let lines = u16::try_from(units.saturating_sub(self.first_unit).div_ceil(per_line)).unwrap_or(u16::MAX);
        let map = Rect { height: lines.min(area.height - 2), ..area };

        for (line, y) in (map.y..map.bottom()).enumerate() {
            let unit = self.first_unit + per_line * line;
            if unit >= units {
                break;
            }
            let label = self.view.name_of(unit, units);
            buf.set_stringn(map.x, y, format!("{label:>5} "), usize::from(LABEL), self.theme.dim());
            for (column, step) in shown.clone().enumerate() {
                let x = map.x + LABEL + cell * u16::try_from(column).unwrap_or(0);
                for x in x..x + cell {
                    if per_line == 1 {
                        let style = self.theme.text();
                        let value = values[[step, unit]];
                        // In a colour the sign can be read, the colour of 0 cannot.
                        let strong = self.theme.coloured() && value.abs() > 0.2;
                        let style = if strong { style.fg(self.theme.diverging(value)) } else { style };
                        buf[(x, y)].set_char(sign(value)).set_style(style);
                        continue;
                    }
                    let style = Style::new().fg(self.theme.diverging(values[[step, unit]]));
                    let below = (unit + 1 < units).then(|| self.theme.diverging(values[[step, unit + 1]]));
                    let style = below.map_or(style, |color| style.bg(color));
                    buf[(x, y)].set_char('▀').set_style(style);
                }
            }
        }
        for (column, step) in shown.enumerate() {
            let x = map.x + LABEL + cell * u16::try_from(column).unwrap_or(0);
            if let Some(label) = labels.get(step) {
                let style = if step == self.time { self.theme.cursor() } else { self.theme.text() };
                // A blank between words, none between characters.
                let room = usize::from(cell) - usize::from(cell > 2);
                buf.set_stringn(x, map.bottom(), clipped(label, room), room, style);
            }
        }
        self.legend(Rect { y: map.bottom() + 1, height: 1, ..area }, buf);
    }
}

impl Hidden<'_> {
    fn legend(&self, area: Rect, buf: &mut Buffer) {
        let (mut x, _) = buf.set_stringn(area.x + 2, area.y, "-1 ", usize::from(area.width - 2), self.theme.dim());
        x = diverging(self.theme, area, x, buf);
        let room = usize::from(area.right() - x);
        let texts = [" +1  rows: units, columns: time steps", " +1  a row is a unit", " +1"];
        if let Some(text) = texts.into_iter().find(|text| text.len() <= room) {
            buf.set_stringn(x, area.y, text, room, self.theme.dim());
        }
    }
}

/// The time steps that are shown: as many as there is room for, the cursor among them.
pub fn shown(time: usize, steps: usize, room: usize) -> Range<usize> {
    let first = (time + 1).saturating_sub(room).min(steps.saturating_sub(room));
    first..steps.min(first + room)
}
