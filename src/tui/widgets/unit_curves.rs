//! The gates and states of one unit over time, a small chart for each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::unit_map::{most, words};
use crate::train::message::{GateVector, GatesPart};
use crate::tui::theme::Theme;

/// Columns for a name and a number.
const LABEL: u16 = 10;
/// Columns of a chart that can be read, with its label.
const NARROW: u16 = LABEL + 5;
/// From this width on there are three charts side by side.
const WIDE: u16 = 84;

/// The charts of a unit.
pub struct UnitCurves<'a> {
    /// What its layer did.
    pub part: &'a GatesPart,
    /// The unit.
    pub unit: usize,
    /// The selected gate or state.
    pub vector: usize,
    /// The time cursor.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for UnitCurves<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let all = self.part.vectors.len();
        if all == 0 || area.is_empty() || self.unit >= self.part.units() {
            return;
        }
        let most = (area.width / NARROW).min(if area.width >= WIDE { 3 } else { 2 }).max(1);
        let columns = usize::from(most).min(all);
        let rows = all.div_ceil(columns);
        let height = (usize::from(area.height) / rows).max(1);
        let width = area.width / most.min(u16::try_from(all).unwrap_or(1));
        // If they do not all fit, those from the selected one on are shown.
        let fit = usize::from(area.height) / height * columns;
        let first = if fit < all { self.vector.min(all - fit) } else { 0 };
        for (place, index) in (first..all.min(first + fit)).enumerate() {
            let [x, y] = [place % columns, place / columns * height].map(|at| u16::try_from(at).unwrap_or(0));
            let chart = Rect {
                x: area.x + x * width,
                y: area.y + y,
                width,
                // A blank line between charts that have the room.
                height: u16::try_from(height - usize::from(height > 3)).unwrap_or(1),
            };
            self.chart(&self.part.vectors[index], index == self.vector, chart, buf);
        }
    }
}

impl UnitCurves<'_> {
    fn chart(&self, vector: &GateVector, selected: bool, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let values = vector.values.column(self.unit);
        let now = values.get(self.time).copied().unwrap_or(f32::NAN);
        let style = if selected { theme.accent().add_modifier(Modifier::BOLD) } else { theme.text() };
        let room = usize::from(LABEL);
        buf.set_stringn(area.x + 1, area.y, vector.name, room - 1, style);
        buf.set_stringn(area.x + 2, area.y, format!("{now:>6.2}"), room - 2, theme.text());
        if area.height > 1 {
            buf.set_stringn(area.x + 1, area.y + 1, words(vector.name), room - 1, theme.dim());
        }
        let most = f64::from(most(vector));
        let [low, high] = if vector.is_share { [0.0, 1.0] } else { [-most, most] };
        if area.height > 2 {
            let scale = if vector.is_share { "0 to 1".to_owned() } else { format!("±{high:.1}") };
            buf.set_stringn(area.x + 1, area.y + 2, scale, room - 1, theme.dim());
        }
        let plot = Rect { x: area.x + LABEL + 1, width: area.width.saturating_sub(LABEL + 3), ..area };
        if plot.is_empty() {
            return;
        }
        let points: Vec<(f64, f64)> =
            (0u32..).zip(values).filter(|(_, v)| v.is_finite()).map(|(t, &v)| (f64::from(t), f64::from(v))).collect();
        let last = f64::from(u32::try_from(values.len().max(2) - 1).unwrap_or(u32::MAX));
        let colour = |style: ratatui::style::Style| style.fg.unwrap_or(Color::Reset);
        let time = f64::from(u32::try_from(self.time).unwrap_or(u32::MAX));
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, last])
            .y_bounds([low, high])
            .paint(|context| {
                if theme.coloured() {
                    let border = colour(theme.border());
                    context.draw(&Line { x1: 0.0, y1: 0.0, x2: last, y2: 0.0, color: border });
                    context.draw(&Line { x1: time, y1: low, x2: time, y2: high, color: border });
                    context.layer();
                }
                let color = colour(theme.accent());
                context.draw(&Points { coords: &points, color });
                for pair in points.windows(2) {
                    context.draw(&Line { x1: pair[0].0, y1: pair[0].1, x2: pair[1].0, y2: pair[1].1, color });
                }
            })
            .render(plot, buf);
    }
}
