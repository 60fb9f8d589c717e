//! Gates and states of a layer as heatmaps side by side: a row for each unit (two to a line, as half blocks), a column
//! for each time step. Without colours a share is shown by its first digit, anything else by sign and strength.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::hidden::shown;
use super::scale::{CELLS, digit, diverging, sequential, sign};
use crate::train::message::{GateVector, GatesPart};
use crate::tui::text::{clipped, columns};
use crate::tui::theme::Theme;

/// Columns of a unit's name.
const LABEL: u16 = 7;
/// Columns between two heatmaps.
const GAP: usize = 2;
/// Lines that are no units: the names above, the time steps and the legend below.
const OTHERS: u16 = 3;

/// The heatmaps of one direction of a layer.
pub struct UnitMap<'a> {
    /// What it did.
    pub part: &'a GatesPart,
    /// The first unit shown.
    pub first_unit: usize,
    /// The unit under the cursor.
    pub unit: usize,
    /// The selected gate or state, an index into the part's vectors.
    pub vector: usize,
    /// The time cursor.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// How the heatmaps are laid out.
struct Laid {
    /// The vectors shown.
    vectors: Range<usize>,
    /// The time steps shown.
    steps: Range<usize>,
    /// Columns of a time step.
    cell: u16,
}

/// How many units an area shows.
pub fn units(area: Rect, theme: &Theme) -> usize {
    usize::from(area.height.saturating_sub(OTHERS)) * if theme.halves() { 2 } else { 1 }
}

/// What a gate or a state is called in words.
pub fn words(name: &str) -> &'static str {
    match name {
        "i" => "input",
        "f" => "forget",
        "o" => "output",
        "r" => "reset",
        "z" => "update",
        "g" | "n" => "candidate",
        "c" => "cell",
        _ => "hidden",
    }
}

/// Where the colours of a vector end: at 1, or at its largest number where that is beyond.
pub fn most(vector: &GateVector) -> f32 {
    vector.values.iter().copied().filter(|value| value.is_finite()).map(f32::abs).fold(1.0, f32::max)
}

impl UnitMap<'_> {
    fn laid(&self, area: Rect) -> Laid {
        let (steps, room) = (self.part.steps.len().max(1), usize::from(area.width.saturating_sub(LABEL)));
        let widest = self.part.steps.iter().map(|step| columns(step)).max().unwrap_or(1);
        // Words need more columns than characters.
        let least = match widest {
            0 | 1 => 1,
            2 => 2,
            _ => 4,
        };
        let all = self.part.vectors.len();
        let fit = ((room + GAP) / (steps * least + GAP)).clamp(1, all.max(1));
        let cell = (((room + GAP) / fit).saturating_sub(GAP) / steps).clamp(least, widest.clamp(4, 8));
        let first = if fit < all { self.vector.min(all - fit) } else { 0 };
        Laid {
            vectors: first..all.min(first + fit),
            steps: shown(self.time, steps, room / cell),
            cell: u16::try_from(cell).unwrap_or(1),
        }
    }

    fn colour(&self, vector: &GateVector, most: f32, step: usize, unit: usize) -> Style {
        let value = vector.values[[step, unit]];
        let theme = self.theme;
        Style::new().fg(if vector.is_share { theme.sequential(value) } else { theme.diverging(value / most) })
    }
}

impl Widget for UnitMap<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height <= OTHERS || area.width <= LABEL + 2 {
            return;
        }
        let (laid, theme) = (self.laid(area), self.theme);
        let per_line = if theme.halves() { 2 } else { 1 };
        let units = self.part.units();
        let lines = u16::try_from(units.saturating_sub(self.first_unit).div_ceil(per_line)).unwrap_or(u16::MAX);
        let map = Rect { y: area.y + 1, height: lines.min(area.height - OTHERS), ..area };
        for (line, y) in (map.y..map.bottom()).enumerate() {
            let unit = self.first_unit + per_line * line;
            let here = (unit..unit + per_line).contains(&self.unit);
            let (mark, style) = if here { ("›", theme.accent()) } else { (" ", theme.dim()) };
            let name = format!("u{}", if here { self.unit } else { unit });
            buf.set_stringn(map.x, y, format!("{mark}{name:>5} "), usize::from(LABEL), style);
        }
        let width = laid.cell * u16::try_from(laid.steps.len()).unwrap_or(0);
        for (place, index) in laid.vectors.clone().enumerate() {
            let left = map.x + LABEL + (width + 2) * u16::try_from(place).unwrap_or(0);
            let block = Rect { x: left, width: width.min(area.right().saturating_sub(left)), ..map };
            self.block(&self.part.vectors[index], index == self.vector, &laid, block, buf);
        }
        self.legend(&laid, Rect { y: map.bottom() + 1, height: 1, ..area }, buf);
    }
}

impl UnitMap<'_> {
    /// One heatmap with its name above and the time steps below.
    fn block(&self, vector: &GateVector, selected: bool, laid: &Laid, map: Rect, buf: &mut Buffer) {
        let (theme, room) = (self.theme, usize::from(map.width));
        let long = format!("{} {}", vector.name, words(vector.name));
        let name = if long.len() <= room { long.as_str() } else { vector.name };
        let bold = theme.accent().add_modifier(Modifier::BOLD);
        buf.set_stringn(map.x, map.y - 1, name, room, if selected { bold } else { theme.dim() });
        let (units, most) = (vector.values.ncols(), most(vector));
        let per_line = if theme.halves() { 2 } else { 1 };
        for (column, step) in laid.steps.clone().enumerate() {
            let left = map.x + laid.cell * u16::try_from(column).unwrap_or(0);
            for (line, y) in (map.y..map.bottom()).enumerate() {
                let unit = self.first_unit + per_line * line;
                if unit >= units {
                    break;
                }
                for x in left..(left + laid.cell).min(map.right()) {
                    if per_line == 1 {
                        let value = vector.values[[step, unit]];
                        let symbol = if vector.is_share { digit(value) } else { sign(value / most) };
                        buf[(x, y)].set_char(symbol).set_style(theme.text());
                        continue;
                    }
                    let above = self.colour(vector, most, step, unit);
                    let below = (unit + 1 < units).then(|| self.colour(vector, most, step, unit + 1));
                    let style = below.and_then(|below| below.fg).map_or(above, |below| above.bg(below));
                    buf[(x, y)].set_char('▀').set_style(style);
                }
            }
            if let Some(label) = self.part.steps.get(step) {
                let style = if step == self.time { theme.cursor() } else { theme.text() };
                let room = usize::from(laid.cell) - usize::from(laid.cell > 2);
                buf.set_stringn(left, map.bottom(), clipped(label, room), room, style);
            }
        }
    }

    /// What the colours mean, and how to come to the other gates.
    fn legend(&self, laid: &Laid, area: Rect, buf: &mut Buffer) {
        let all = &self.part.vectors;
        let mut x = area.x + 2;
        let write = |x: u16, text: &str, buf: &mut Buffer| {
            let room = usize::from(area.right().saturating_sub(x));
            buf.set_stringn(x, area.y, text, room, self.theme.dim()).0
        };
        let shown = &all[laid.vectors.clone()];
        for is_share in [true, false] {
            if shown.iter().all(|vector| vector.is_share != is_share) {
                continue;
            }
            let [low, high] = if is_share { ["0", "1"] } else { ["-1", "+1"] };
            x = write(x, &format!("{low} "), buf);
            x = if is_share {
                sequential(self.theme, area, x, CELLS, buf)
            } else {
                diverging(self.theme, area, x, buf)
            };
            x = write(x, &format!(" {high}   "), buf);
        }
        // What goes beyond 1 has a scale of its own.
        for vector in shown.iter().filter(|vector| most(vector) > 1.0) {
            x = write(x, &format!("{} ±{:.2}   ", vector.name, most(vector)), buf);
        }
        if all.len() > 1 {
            let more = if shown.len() < all.len() { "v the next gate" } else { "v selects a gate" };
            let texts = [format!("↑ ↓ unit   {more}"), more.to_owned()];
            let room = usize::from(area.right().saturating_sub(x));
            if let Some(text) = texts.iter().find(|text| text.chars().count() <= room) {
                write(x, text, buf);
            }
        }
    }
}
