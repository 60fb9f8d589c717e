//! A series and its forecasts as two curves of braille dots, in the data's own unit.
//!
//! If there are more rows than columns of dots, each column reaches from the smallest to the largest value of its rows,
//! so that no peak is lost. Without colours a forecast is a single dot, so that it differs from the line of true
//! values.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Context, Line, Points};

use crate::figures::amount;
use crate::train::message::SeriesView;
use crate::tui::text::{clipped, columns};
use crate::tui::theme::Theme;

/// The chart.
pub struct Curves<'a> {
    /// The series and its forecasts.
    pub view: &'a SeriesView,
    /// The selected example.
    pub selected: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of the labels of the value axis, with a blank after them.
const SCALE: u16 = 9;

impl Widget for Curves<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width < SCALE + 8 {
            return;
        }
        let plot = Rect::new(area.x + SCALE, area.y, area.width - SCALE - 1, area.height - 1);
        let (low, high) = self.range();
        let last = place(self.view.known.values.len() - 1);
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, last])
            .y_bounds([low, high])
            .paint(|context| self.paint(context, plot, [low, high]))
            .render(plot, buf);
        self.cursor(plot, last, buf);
        self.scale(area, plot, (low, high), buf);
        self.axis(Rect { y: plot.bottom(), height: 1, ..plot }, buf);
    }
}

impl Curves<'_> {
    /// The ends of the value axis, a little beyond both curves.
    fn range(&self) -> (f64, f64) {
        let all = self.view.known.values.iter().chain(self.view.predicted.iter().flatten());
        let (low, high) = all
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
        let margin = (high - low) * 0.04;
        // A constant series is drawn in the middle.
        let margin = if margin > 0.0 { margin } else { high.abs().max(1.0) * 0.1 };
        (low - margin, high + margin)
    }

    fn paint(&self, context: &mut Context<'_>, plot: Rect, [low, high]: [f64; 2]) {
        let color = |style: Style| style.fg.unwrap_or(Color::Reset);
        let known = &self.view.known;
        let rows = known.values.len();
        let dots = usize::from(plot.width) * 2;
        if let Some(row) = known.held_out_from() {
            let x = place(row) - 0.5;
            // Every third dot, so that it does not look like a curve.
            let heights = (0..plot.height * 4).step_by(3).map(|dot| f64::from(dot) / f64::from(plot.height * 4 - 1));
            let coords: Vec<_> = heights.map(|share| (x, low + share * (high - low))).collect();
            context.draw(&Points { coords: &coords, color: color(self.theme.dim()) });
            context.layer();
        }
        let truth = known.values.iter().copied().enumerate();
        curve(context, truth, rows, dots, color(self.theme.text()));
        // Both parts are in one layer, because a later layer hides the dots under its own.
        let examples = self.view.predicted.iter().enumerate();
        let predicted = examples.filter_map(|(i, value)| value.map(|value| (known.first + i, value)));
        let parts = [
            (self.theme.accent(), 0..known.first + known.training),
            (self.theme.second(), known.first + known.training..rows),
        ];
        for (style, part) in parts {
            let points = predicted.clone().filter(|(row, _)| part.contains(row));
            if self.theme.coloured() {
                curve(context, points, rows, dots, color(style));
            } else {
                let coords: Vec<_> = points.map(|(row, value)| (place(row), value)).collect();
                context.layer();
                context.marker(Marker::Dot);
                context.draw(&Points { coords: &coords, color: Color::Reset });
            }
        }
    }

    /// Marks the column of the selected row.
    fn cursor(&self, plot: Rect, last: f64, buf: &mut Buffer) {
        let row = place(self.view.known.first + self.selected);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a column of the plot")]
        let column = (row / last.max(1.0) * f64::from(plot.width - 1)).round() as u16;
        buf.set_style(Rect { x: plot.x + column.min(plot.width - 1), width: 1, ..plot }, self.theme.selected());
    }

    fn scale(&self, area: Rect, plot: Rect, (low, high): (f64, f64), buf: &mut Buffer) {
        let room = usize::from(SCALE) - 1;
        let ends = [(plot.y, high), (plot.bottom() - 1, low)];
        let middle = (plot.height >= 5).then(|| (plot.y + plot.height / 2, f64::midpoint(low, high)));
        for (y, value) in ends.into_iter().chain(middle) {
            let text = amount(value, high - low);
            buf.set_stringn(area.x, y, format!("{text:>room$}"), room, self.theme.dim());
        }
    }

    /// Draws the labels of the first and the last row, and between them the legend.
    fn axis(&self, area: Rect, buf: &mut Buffer) {
        let known = &self.view.known;
        let third = usize::from(area.width / 3);
        let (first, last) = (clipped(&known.label(0), third), clipped(&known.label(known.values.len() - 1), third));
        let (left, _) = buf.set_stringn(area.x, area.y, &first, third, self.theme.dim());
        let right = area.right() - u16::try_from(columns(&last)).unwrap_or(0).min(area.width);
        buf.set_stringn(right, area.y, &last, third, self.theme.dim());
        let sign = if self.theme.coloured() { '─' } else { '•' };
        let mut parts = vec![("─ true".to_owned(), self.theme.text())];
        if self.view.predicted.iter().any(Option::is_some) {
            parts.push((format!("{sign} predicted"), self.theme.accent()));
        }
        if let Some(row) = known.held_out_from() {
            parts.push((format!("{sign} held out"), self.theme.second()));
            parts.push((format!("┊ from {}", known.label(row)), self.theme.dim()));
        }
        let mut x = left + 2;
        for (text, style) in parts {
            let wide = columns(&text);
            let room = usize::from(right.saturating_sub(x + 1));
            if wide > room {
                return;
            }
            x = buf.set_stringn(x, area.y, clipped(&text, room), room, style).0 + 2;
        }
    }
}

/// Draws the values of rows as a curve. If `dots` columns are enough for all `rows`, neighbours are joined by lines; if
/// not, each column reaches from the smallest to the largest value of its rows.
fn curve(
    context: &mut Context<'_>,
    points: impl Iterator<Item = (usize, f64)>,
    rows: usize,
    dots: usize,
    color: Color,
) {
    let points = points.filter(|(_, value)| value.is_finite());
    let mut before: Option<(usize, f64)> = None;
    let mut bucket: Option<(usize, f64, f64, f64)> = None;
    let mut line = |x1: usize, y1: f64, x2: usize, y2: f64| {
        context.draw(&Line { x1: place(x1), y1, x2: place(x2), y2, color });
    };
    if rows <= dots {
        for (row, value) in points {
            let (from, start) = before.filter(|(from, _)| from + 1 == row).unwrap_or((row, value));
            line(from, start, row, value);
            before = Some((row, value));
        }
        return;
    }
    // A column's first row, its smallest, largest and last value.
    for (row, value) in points {
        let column = row * dots / rows;
        let place = (column * rows).div_ceil(dots);
        match &mut bucket {
            Some((at, low, high, last)) if *at == place => {
                (*low, *high, *last) = (low.min(value), high.max(value), value);
            }
            _ => {
                if let Some((at, low, high, last)) = bucket {
                    line(at, low, at, high);
                    if row <= at + 2 * rows.div_ceil(dots) {
                        line(at, last, place, value);
                    }
                }
                bucket = Some((place, value, value, value));
            }
        }
    }
    if let Some((at, low, high, _)) = bucket {
        line(at, low, at, high);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn place(row: usize) -> f64 {
    row as f64
}
