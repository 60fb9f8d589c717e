//! A series and its forecasts as two curves of braille dots, in the data's own unit: of a file of several series the
//! one that the selected example belongs to.
//!
//! Of the selected example all that is forecast is drawn, as a fan with its band. Without colours a forecast is a
//! single dot, so that it differs from the line of true values. A value that was filled in is a single dot too.

mod line;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Context, Points};

use self::line::{curve, place};
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

/// A row on show, what is forecast of it, and the ends of the band around that.
type Forecast = (usize, f64, Option<(f64, f64)>);

/// Columns of the labels of the value axis, with a blank after them.
const SCALE: u16 = 9;

impl Widget for Curves<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width < SCALE + 8 {
            return;
        }
        let plot = Rect::new(area.x + SCALE, area.y, area.width - SCALE - 1, area.height - 1);
        let (low, high) = self.range();
        let last = place(self.rows().len() - 1);
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
    /// The selected example, and the place of its series.
    fn selected(&self) -> (usize, usize) {
        let example = self.selected.min(self.view.rows().saturating_sub(1));
        (example, self.view.known.examples.group(example))
    }

    /// The rows on show.
    fn rows(&self) -> Range<usize> {
        self.view.known.groups[self.selected().1].rows.clone()
    }

    /// The forecasts for the nearest row of these examples, by their rows on show.
    fn forecasts(&self, examples: Range<usize>) -> impl Iterator<Item = (usize, f64)> {
        let (view, group, start) = (self.view, self.selected().1, self.rows().start);
        let of_group = examples.filter(move |&example| view.known.examples.group(example) == group);
        of_group.filter_map(move |example| Some((view.known.examples.target(example) - start, view.nearest(example)?)))
    }

    /// All that is forecast of the selected example with the ends of its band, by the rows on show.
    fn fan(&self) -> Vec<Forecast> {
        let (example, _) = self.selected();
        let bands = self.view.bands(example);
        let last = self.view.known.examples.last(example) - self.rows().start;
        let said = self.view.forecasts(example).unwrap_or_default().iter().zip(self.view.known.ahead());
        said.enumerate().map(|(at, (&said, ahead))| (last + ahead, said, bands.get(at).copied())).collect()
    }

    /// The ends of the value axis, a little beyond both curves.
    fn range(&self) -> (f64, f64) {
        let known = &self.view.known;
        let forecasts = self.forecasts(0..known.examples.len()).map(|(_, said)| said);
        let fan = self.fan().into_iter().flat_map(|(_, said, band)| {
            let (low, high) = band.unwrap_or((said, said));
            [said, low, high]
        });
        let (low, high) = known.values[self.rows()]
            .iter()
            .copied()
            .chain(forecasts)
            .chain(fan)
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let margin = (high - low) * 0.04;
        // A constant series is drawn in the middle.
        let margin = if margin > 0.0 { margin } else { high.abs().max(1.0) * 0.1 };
        (low - margin, high + margin)
    }

    fn paint(&self, context: &mut Context<'_>, plot: Rect, [low, high]: [f64; 2]) {
        let color = |style: Style| style.fg.unwrap_or(Color::Reset);
        let (known, shown) = (&self.view.known, self.rows());
        let rows = shown.len();
        let dots = usize::from(plot.width) * 2;
        for row in known.held_out_from(self.selected().1).into_iter().flatten() {
            let x = place(row - shown.start) - 0.5;
            // Every third dot, so that it does not look like a curve.
            let heights = (0..plot.height * 4).step_by(3).map(|dot| f64::from(dot) / f64::from(plot.height * 4 - 1));
            let coords: Vec<_> = heights.map(|share| (x, low + share * (high - low))).collect();
            context.draw(&Points { coords: &coords, color: color(self.theme.dim()) });
        }
        context.layer();
        let is_filled = |row: usize| known.filled.binary_search(&row).is_ok();
        let truth = shown.clone().filter(|&row| !is_filled(row)).map(|row| (row - shown.start, known.values[row]));
        curve(context, truth, rows, dots, color(self.theme.text()));
        let filled = known.filled.iter().filter(|row| shown.contains(row));
        let filled: Vec<_> = filled.map(|&row| (place(row - shown.start), known.values[row])).collect();
        context.draw(&Points { coords: &filled, color: color(self.theme.dim()) });
        // Both parts are in one layer, because a later layer hides the dots under its own.
        let examples = &known.examples;
        let held_out = examples.validation().start..examples.test().end;
        for (style, part) in [(self.theme.accent(), examples.training()), (self.theme.second(), held_out)] {
            if self.theme.coloured() {
                curve(context, self.forecasts(part), rows, dots, color(style));
            } else {
                let coords: Vec<_> = self.forecasts(part).map(|(row, value)| (place(row), value)).collect();
                context.layer();
                context.marker(Marker::Dot);
                context.draw(&Points { coords: &coords, color: Color::Reset });
            }
        }
        let fan = self.fan();
        let ends = fan.iter().filter_map(|&(row, _, band)| Some((row, band?)));
        let coords: Vec<_> = ends.flat_map(|(row, (low, high))| [(place(row), low), (place(row), high)]).collect();
        context.draw(&Points { coords: &coords, color: color(self.theme.dim()) });
        if fan.len() > 1 {
            curve(context, fan.iter().map(|&(row, said, _)| (row, said)), rows, dots, color(self.theme.second()));
        }
    }

    /// Marks the column of the selected row.
    fn cursor(&self, plot: Rect, last: f64, buf: &mut Buffer) {
        let (example, _) = self.selected();
        let row = place(self.view.known.examples.target(example) - self.rows().start);
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
        let (known, rows) = (&self.view.known, self.rows());
        let third = usize::from(area.width / 3);
        let [first, last] = [rows.start, rows.end - 1].map(|row| clipped(&known.label(row), third));
        let (left, _) = buf.set_stringn(area.x, area.y, &first, third, self.theme.dim());
        let right = area.right() - u16::try_from(columns(&last)).unwrap_or(0).min(area.width);
        buf.set_stringn(right, area.y, &last, third, self.theme.dim());
        let sign = if self.theme.coloured() { '─' } else { '•' };
        let mut parts = vec![("─ true".to_owned(), self.theme.text())];
        if self.forecasts(0..known.examples.len()).next().is_some() {
            parts.push((format!("{sign} predicted"), self.theme.accent()));
        }
        let [validation, test] = known.held_out_from(self.selected().1);
        if validation.or(test).is_some() {
            parts.push((format!("{sign} held out"), self.theme.second()));
        }
        if known.filled.iter().any(|row| rows.contains(row)) {
            parts.push(("· filled in".to_owned(), self.theme.dim()));
        }
        if !self.view.band.is_empty() {
            parts.push(("· 8 of 10 errors".to_owned(), self.theme.dim()));
        }
        for (row, name) in [(validation, "validation"), (test, "test")] {
            parts.extend(row.map(|row| (format!("┊ {name} from {}", known.label(row)), self.theme.dim())));
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
