//! The hidden state as a heatmap: a row for each unit (two to a line, as half blocks), a column for each time step, and
//! under each column what was read there. Without colours a character shows sign and strength. With all the room, a
//! unit has a line or more of its own, and its numbers stand in it.

use std::ops::Range;

use ndarray::Array2;
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
    /// The unit under the cursor, where one is shown.
    pub unit: Option<usize>,
    /// Whether columns and rows take all the room, however few they are.
    pub fill: bool,
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of a unit's name.
const LABEL: u16 = 6;
/// Columns of a number in a cell, with a blank on both sides.
const NUMBER: u16 = 7;
/// Lines that are no units: the time steps and the legend.
const OTHERS: u16 = 2;
/// Most lines of a unit: more would make flags of cells.
const TALLEST: usize = 3;

/// How units stand in lines.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// Units of a line.
    per_line: usize,
    /// Lines of a unit, where each has its own.
    tall: usize,
}

impl Rows {
    /// Those of so many units in an area; with `fill` they take what there is.
    pub fn new(units: usize, area: Rect, fill: bool, theme: &Theme) -> Self {
        let lines = usize::from(area.height.saturating_sub(OTHERS));
        if fill && units > 0 && units <= lines {
            return Self { per_line: 1, tall: (lines / units).min(TALLEST) };
        }
        Self { per_line: if theme.halves() { 2 } else { 1 }, tall: 1 }
    }

    /// How many units an area has room for.
    pub fn shown(self, area: Rect) -> usize {
        usize::from(area.height.saturating_sub(OTHERS)) * self.per_line / self.tall
    }
}

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
        let rows = Rows::new(units, area, self.fill, self.theme);
        // The labels of the time steps stand right below the last unit.
        let lines = units.saturating_sub(self.first_unit).div_ceil(rows.per_line) * rows.tall;
        let map = Rect { height: u16::try_from(lines).unwrap_or(u16::MAX).min(area.height - OTHERS), ..area };

        for (line, y) in (map.y..map.bottom()).enumerate() {
            let unit = self.first_unit + rows.per_line * (line / rows.tall);
            if line % rows.tall == 0 {
                let here = self.unit.filter(|here| (unit..unit + rows.per_line).contains(here));
                let style = if here.is_some() { self.theme.accent() } else { self.theme.dim() };
                let label = self.view.name_of(here.unwrap_or(unit), units);
                buf.set_stringn(map.x, y, format!("{label:>5} "), usize::from(LABEL), style);
            }
            for (column, step) in shown.clone().enumerate() {
                let x = map.x + LABEL + cell * u16::try_from(column).unwrap_or(0);
                let numbers = self.fill && rows.per_line == 1 && cell > NUMBER;
                let ground = Rect { x, y, width: if numbers { cell - NUMBER } else { cell }, height: 1 };
                let below = (rows.per_line == 2).then_some(unit + 1).filter(|&below| below < units);
                self.cells(values, step, (unit, below), rows, ground, buf);
                if numbers && line % rows.tall == rows.tall / 2 {
                    let number = format!(" {:+.2} ", values[[step, unit]]);
                    let here = self.unit == Some(unit) && step == self.time;
                    let style = if here { self.theme.cursor() } else { self.theme.text() };
                    buf.set_stringn(ground.right(), y, number, usize::from(NUMBER), style);
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
    /// The cells of a time step in a line: those of a unit, and of the one `below` it where two share a line.
    fn cells(
        &self,
        values: &Array2<f32>,
        step: usize,
        (unit, below): (usize, Option<usize>),
        rows: Rows,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let (theme, value) = (self.theme, values[[step, unit]]);
        let (symbol, style) = if !theme.halves() {
            // In a colour the sign can be read, the colour of 0 cannot.
            let strong = theme.coloured() && value.abs() > 0.2;
            (sign(value), if strong { theme.text().fg(theme.diverging(value)) } else { theme.text() })
        } else if rows.per_line == 1 {
            ('█', Style::new().fg(theme.diverging(value)))
        } else {
            let style = Style::new().fg(theme.diverging(value));
            ('▀', below.map_or(style, |below| style.bg(theme.diverging(values[[step, below]]))))
        };
        for x in area.x..area.right() {
            buf[(x, area.y)].set_char(symbol).set_style(style);
        }
    }

    /// The unit under the cursor at the time cursor, in long and in short.
    fn under_cursor(&self) -> Option<[String; 2]> {
        let (unit, values) = (self.unit?, self.view.layers.get(self.layer)?);
        let value = values.get([self.time, unit])?;
        let name = self.view.name_of(unit, values.ncols());
        Some([format!("{name} at step {}: {value:+.4}", self.time + 1), format!("{name} {value:+.3}")])
    }

    fn legend(&self, area: Rect, buf: &mut Buffer) {
        let (mut x, _) = buf.set_stringn(area.x + 2, area.y, "-1 ", usize::from(area.width - 2), self.theme.dim());
        x = diverging(self.theme, area, x, buf);
        (x, _) = buf.set_stringn(x, area.y, " +1", usize::from(area.right() - x), self.theme.dim());
        let room = usize::from(area.right() - x);
        let means = ["  rows: units, columns: time steps", "  a row is a unit"].map(ToOwned::to_owned);
        let here = self.under_cursor().map(|texts| texts.map(|text| format!("  {text}")));
        let style = if here.is_some() { self.theme.accent() } else { self.theme.dim() };
        if let Some(text) = here.unwrap_or(means).iter().find(|text| columns(text) <= room) {
            buf.set_stringn(x, area.y, text, room, style);
        }
    }
}

/// The time steps that are shown: as many as there is room for, the cursor among them.
pub fn shown(time: usize, steps: usize, room: usize) -> Range<usize> {
    let first = (time + 1).saturating_sub(room).min(steps.saturating_sub(room));
    first..steps.min(first + room)
}

#[cfg(test)]
mod tests;
