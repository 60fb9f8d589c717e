//! The loss over the steps as a curve of braille dots, with the latest steps as a sparkline below.
//!
//! The curve is the mean of each bucket of steps. If buckets hold more than one step, their smallest and largest losses
//! are drawn behind it, dimmed, so that no spike is lost.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::Marker;
use ratatui::widgets::canvas::{Canvas, Context, Line, Points};
use ratatui::widgets::{Sparkline, Widget};

use super::loss_axis::LossAxis;
use super::loss_marks::{Mark, marks};
use crate::figures::{cell, count, figure, rate};
use crate::train::curve::{Bucket, Curve};
use crate::train::record::Record;
use crate::tui::steps::StepAxis;
use crate::tui::text::shorten;
use crate::tui::theme::Theme;

/// Curves of other runs at most: as many as there are colours for.
pub const MOST_LAID: usize = 5;

/// Another run's curve, laid under this one's.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The name at the end of its line.
    pub name: String,
    /// Its training loss.
    pub curve: Curve,
}

/// The loss chart.
pub struct LossChart<'a> {
    /// The record of the whole run.
    pub record: &'a Record,
    /// The axis of steps.
    pub steps: StepAxis,
    /// Whether the loss axis is logarithmic.
    pub log: bool,
    /// The step on show, where it is not the newest.
    pub cursor: Option<u64>,
    /// The learning rate of the step on show.
    pub rate: f64,
    /// The latest losses of the step on show, oldest first.
    pub recent: &'a VecDeque<f32>,
    /// Other runs.
    pub laid: &'a [Laid],
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of the labels of the loss axis.
const LABELS: u16 = 7;

/// Where the curve is, within the chart's area; empty where there is no room for it.
pub fn plot(area: Rect) -> Rect {
    if area.height < 3 || area.width < LABELS + 4 {
        return Rect::default();
    }
    Rect::new(area.x + LABELS, area.y, area.width - LABELS - 1, area.height - spark_rows(area) - 1)
}

fn spark_rows(area: Rect) -> u16 {
    if area.height >= 12 { 2 } else { 1 }
}

impl Widget for LossChart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let plot = plot(area);
        if plot.is_empty() {
            return;
        }
        if self.record.train.is_empty() {
            let room = usize::from(area.width - 1);
            let texts = ["the loss will fall here, step by step", "no step yet"];
            let text = texts.into_iter().find(|text| text.len() <= room).unwrap_or("");
            buf.set_stringn(area.x + 1, area.y, text, room, self.theme.dim());
            return;
        }
        let laid = self.laid.iter().map(|laid| &laid.curve);
        let curves = [&self.record.train, &self.record.validation].into_iter().chain(laid);
        let axis = LossAxis::new(curves, |step| self.steps.holds(step), self.log);
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds(self.steps.bounds())
            .y_bounds([axis.low, axis.high])
            .paint(|context| self.paint(axis, context))
            .render(plot, buf);
        self.name_others(axis, plot, buf);
        self.mark(axis, plot, buf);
        self.label(area, plot, axis, buf);
        let spark = Rect { y: area.bottom() - spark_rows(area), height: spark_rows(area), ..plot };
        buf.set_stringn(area.x, spark.y, format!("{:>6}", "last"), usize::from(LABELS), self.theme.dim());
        self.sparkline(spark, buf);
    }
}

impl LossChart<'_> {
    fn points(&self, curve: &Curve, of: impl Fn(Bucket) -> f64) -> Vec<(f64, f64)> {
        // The buckets beside what is seen are drawn too, so that lines go on to the edge.
        let buckets: Vec<Bucket> = curve.buckets().collect();
        let first = buckets.partition_point(|bucket| bucket.step < self.steps.first).saturating_sub(1);
        let last = (buckets.partition_point(|bucket| bucket.step <= self.steps.last) + 1).min(buckets.len());
        buckets[first..last].iter().map(|&bucket| (self.steps.place(bucket.step), of(bucket))).collect()
    }

    fn paint(&self, axis: LossAxis, context: &mut Context<'_>) {
        for (number, laid) in self.laid.iter().enumerate() {
            let points = self.points(&laid.curve, |bucket| axis.scale(bucket.mean));
            draw(&points, color(self.theme.other(number)), false, context);
            context.layer();
        }
        let train = &self.record.train;
        if train.points() > train.buckets().count() as u64 {
            for end in [|bucket: Bucket| bucket.min, |bucket: Bucket| bucket.max] {
                let coords = self.points(train, |bucket| axis.scale(end(bucket)));
                context.draw(&Points { coords: &coords, color: color(self.theme.border()) });
            }
            context.layer();
        }
        draw(&self.points(train, |bucket| axis.scale(bucket.mean)), color(self.theme.accent()), false, context);
        context.layer();
        let validation = self.points(&self.record.validation, |bucket| axis.scale(bucket.mean));
        draw(&validation, color(self.theme.second()), true, context);
    }

    /// The cell in which the dot of a step and a loss is.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the screen")]
    fn cell(&self, axis: LossAxis, plot: Rect, step: u64, loss: f32) -> (u16, u16) {
        let dots = |share: f64, dots: u16| (share.clamp(0.0, 1.0) * f64::from(dots - 1)).round() as u16;
        let height = (axis.high - axis.scale(loss)) / (axis.high - axis.low);
        (plot.x + dots(self.steps.share(step), 2 * plot.width) / 2, plot.y + dots(height, 4 * plot.height) / 4)
    }

    /// Draws the cursor and the marks.
    fn mark(&self, axis: LossAxis, plot: Rect, buf: &mut Buffer) {
        for Mark { step, loss, symbol } in marks(self.record).filter(|mark| self.steps.holds(mark.step)) {
            let (x, y) = self.cell(axis, plot, step, loss);
            buf.set_string(x, y, symbol, self.theme.second());
        }
        if let Some(cursor) = self.cursor.filter(|&cursor| self.steps.holds(cursor)) {
            let (x, _) = self.cell(axis, plot, cursor, 0.0);
            for y in plot.y..plot.bottom() {
                let cell = &mut buf[(x, y)];
                if matches!(cell.symbol(), " " | "\u{2800}") {
                    cell.set_symbol("│").set_style(self.theme.second());
                } else {
                    cell.set_style(self.theme.second().add_modifier(Modifier::REVERSED));
                }
            }
        }
    }

    /// Writes the names of the other runs at the ends of their lines.
    fn name_others(&self, axis: LossAxis, plot: Rect, buf: &mut Buffer) {
        let mut taken: Vec<u16> = Vec::new();
        for (number, laid) in self.laid.iter().enumerate() {
            let seen = |bucket: &Bucket| self.steps.holds(bucket.step);
            let Some(end) = laid.curve.buckets().rev().find(seen) else { continue };
            let (x, mut y) = self.cell(axis, plot, end.step, end.mean);
            while taken.contains(&y) && y + 1 < plot.bottom() {
                y += 1;
            }
            taken.push(y);
            let name = shorten(&laid.name, usize::from(plot.width / 3).max(4));
            let columns = u16::try_from(name.chars().count()).unwrap_or(plot.width);
            let x = (x + 1).min(plot.right().saturating_sub(columns)).max(plot.x);
            buf.set_stringn(x, y, name, usize::from(plot.right() - x), self.theme.other(number));
        }
    }

    /// Draws the labels of both axes.
    fn label(&self, area: Rect, plot: Rect, axis: LossAxis, buf: &mut Buffer) {
        let LossAxis { low, high, zero, .. } = axis;
        let values = [axis.loss(high), axis.loss(f64::midpoint(low, high)), if zero { 0.0 } else { axis.loss(low) }];
        for (y, value) in [plot.y, plot.y + plot.height / 2, plot.bottom() - 1].into_iter().zip(values) {
            let text = cell(value, 3, usize::from(LABELS) - 1);
            buf.set_stringn(area.x, y, text, usize::from(LABELS), self.theme.dim());
        }
        let y = plot.bottom();
        let first = count(self.steps.first);
        let (x, _) = buf.set_stringn(plot.x, y, first, usize::from(plot.width), self.theme.dim());
        let log = if self.steps.log { " (log)" } else { "" };
        let end = format!("step {}{log}", count(self.steps.last));
        let end_x = plot.right().saturating_sub(u16::try_from(end.len()).unwrap_or(plot.width));
        let end_x = end_x.max(x);
        buf.set_stringn(end_x, y, &end, usize::from(plot.right().saturating_sub(end_x)), self.theme.dim());
        match self.cursor {
            Some(cursor) => write(&self.readout(cursor), (x, y, end_x), buf),
            None => write(&self.legend(), (x, y, end_x), buf),
        }
    }

    /// What the curve says of the step under the cursor.
    fn readout(&self, step: u64) -> Vec<(String, Style)> {
        let (accent, second, dim) = (self.theme.accent(), self.theme.second(), self.theme.dim());
        let mut parts = vec![(format!("step {}", count(step)), second)];
        if let Some(bucket) = self.record.train.at(step.max(1)) {
            parts.push((format!("loss {}", figure(bucket.mean)), accent));
            if bucket.min < bucket.max {
                parts.push((format!("{}–{}", figure(bucket.min), figure(bucket.max)), dim));
            }
        }
        if let Some(bucket) = self.record.validation.before(step) {
            parts.push((format!("val {}", figure(bucket.mean)), second));
        }
        parts.push((format!("lr {}", rate(self.rate)), dim));
        parts
    }

    /// What the symbols mean, and the latest change of the learning rate.
    fn legend(&self) -> Vec<(String, Style)> {
        let second = self.theme.second();
        let mut parts = vec![("─ train".to_owned(), self.theme.accent())];
        if !self.record.validation.is_empty() {
            parts.push(("· val".to_owned(), second));
        }
        if self.record.best.is_some() {
            parts.push(("★ best".to_owned(), second));
        }
        if let Some((step, to)) = self.record.journal.rate_changes().last() {
            parts.push((format!("◆ lr {} at {}", rate(to), count(step)), second));
        }
        for (symbol, name) in [("✗", "diverged"), ("○", "resumed"), ("└", "branch")] {
            if marks(self.record).any(|mark| mark.symbol == symbol) {
                parts.push((format!("{symbol} {name}"), second));
            }
        }
        parts
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    /// Draws the latest losses, one a column.
    fn sparkline(&self, area: Rect, buf: &mut Buffer) {
        let recent = self.recent.iter().rev().take(usize::from(area.width)).rev();
        let (low, high) =
            recent.clone().fold((f32::INFINITY, 0.0f32), |(low, high), &loss| (low.min(loss), high.max(loss)));
        // The lowest loss is still an eighth of a row high, and noise on a flat curve stays low.
        let spread = (high - low).max(high * 0.02).max(1e-9);
        let data: Vec<u64> = recent.map(|&loss| (130.0 + 870.0 * (loss - low) / spread) as u64).collect();
        Sparkline::default().data(data).max(1000).style(self.theme.accent()).render(area, buf);
    }
}

fn color(style: Style) -> Color {
    style.fg.unwrap_or(Color::Reset)
}

/// Draws a curve: as dots, or as a line between them.
fn draw(points: &[(f64, f64)], color: Color, dotted: bool, context: &mut Context<'_>) {
    if dotted || points.len() == 1 {
        context.draw(&Points { coords: points, color });
    }
    if !dotted {
        for pair in points.windows(2) {
            context.draw(&Line { x1: pair[0].0, y1: pair[0].1, x2: pair[1].0, y2: pair[1].1, color });
        }
    }
}

/// Writes as many of the parts as have room between two columns of a row.
fn write(parts: &[(String, Style)], (left, y, right): (u16, u16, u16), buf: &mut Buffer) {
    let mut x = left + 2;
    for (text, style) in parts {
        let columns = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        if x.saturating_add(columns + 1) >= right {
            return;
        }
        buf.set_stringn(x, y, text, usize::from(columns), *style);
        x += columns + 2;
    }
}
