//! The loss over all steps as a curve of braille dots, with the latest steps as a sparkline below.
//!
//! The curve is the mean of each bucket of steps. If buckets hold more than one step, their smallest and largest losses
//! are drawn behind it, dimmed, so that no spike is lost.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::text::Line as TextLine;
use ratatui::widgets::canvas::{Canvas, Context, Line, Points};
use ratatui::widgets::{Sparkline, Widget};

use crate::figures::{cell, rate};
use crate::train::curve::{Bucket, Curve};
use crate::train::record::Record;
use crate::tui::text::count;
use crate::tui::theme::Theme;

/// The loss chart.
pub struct LossChart<'a> {
    /// The curves.
    pub record: &'a Record,
    /// Changes of the learning rate by hand: `(step, new rate)`.
    pub rate_changes: &'a [(u64, f64)],
    /// Whether the loss axis is logarithmic.
    pub log: bool,
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of the labels of the loss axis.
const LABELS: u16 = 7;

impl Widget for LossChart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width < LABELS + 4 {
            return;
        }
        if self.record.train.is_empty() {
            let room = usize::from(area.width - 1);
            let texts = ["the loss will fall here, step by step", "no step yet"];
            let text = texts.into_iter().find(|text| text.len() <= room).unwrap_or("");
            buf.set_stringn(area.x + 1, area.y, text, room, self.theme.dim());
            return;
        }
        let spark_rows = if area.height >= 12 { 2 } else { 1 };
        let plot = Rect::new(area.x + LABELS, area.y, area.width - LABELS - 1, area.height - spark_rows - 1);
        let axis = Axis::new(self.record, self.log);
        let last = self.record.train.buckets().next_back().map_or(1, |bucket| bucket.step);
        #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
        let x_bounds = [1.0, (last.max(2)) as f64];
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds(x_bounds)
            .y_bounds([axis.low, axis.high])
            .paint(|context| self.paint(axis, context))
            .render(plot, buf);
        self.label(area, plot, axis, last, buf);
        let spark = Rect::new(plot.x, area.bottom() - spark_rows, plot.width, spark_rows);
        buf.set_stringn(area.x, spark.y, format!("{:>6}", "last"), usize::from(LABELS), self.theme.dim());
        self.sparkline(spark, buf);
    }
}

/// The loss axis: which loss stands where.
#[derive(Debug, Clone, Copy)]
struct Axis {
    log: bool,
    /// The lowest loss that is drawn at its own place.
    floor: f32,
    /// Whether a loss of exactly 0 is drawn below that. A logarithmic axis has no place for it, so its lower end is.
    zero: bool,
    /// The ends, a little beyond the curves.
    low: f64,
    high: f64,
}

impl Axis {
    fn new(record: &Record, log: bool) -> Self {
        let buckets = || {
            let all = record.train.buckets().chain(record.validation.buckets());
            all.filter(|bucket| bucket.mean.is_finite())
        };
        let mut axis = Self { log, floor: f32::NEG_INFINITY, zero: false, low: 0.0, high: 1.0 };
        if log {
            let positive = buckets().flat_map(|bucket| [bucket.min, bucket.max]).filter(|&loss| loss > 0.0);
            let lowest = positive.reduce(f32::min).unwrap_or(1.0);
            axis.zero = buckets().any(|bucket| bucket.min <= 0.0);
            // A zero is a decade below the others.
            axis.floor = if axis.zero { lowest / 10.0 } else { lowest };
        }
        let ends = buckets().map(|bucket| (axis.scale(bucket.min), axis.scale(bucket.max)));
        if let Some((low, high)) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
            let margin = ((high - low) * 0.04).max(1e-3);
            (axis.low, axis.high) = (low - margin, high + margin);
        }
        axis
    }

    /// Where a loss stands.
    fn scale(self, loss: f32) -> f64 {
        if self.log { f64::from(loss.max(self.floor)).log10() } else { f64::from(loss) }
    }

    /// The loss that stands there.
    fn loss(self, place: f64) -> f64 {
        if self.log { 10f64.powf(place) } else { place.max(0.0) }
    }
}

/// Draws a curve: as dots, or as a line between them.
fn curve(axis: Axis, context: &mut Context<'_>, curve: &Curve, color: Color, dotted: bool) {
    let points: Vec<(f64, f64)> = curve.buckets().map(|bucket| (place(bucket.step), axis.scale(bucket.mean))).collect();
    if dotted || points.len() == 1 {
        context.draw(&Points { coords: &points, color });
    }
    if !dotted {
        for pair in points.windows(2) {
            context.draw(&Line { x1: pair[0].0, y1: pair[0].1, x2: pair[1].0, y2: pair[1].1, color });
        }
    }
}

impl LossChart<'_> {
    fn paint(&self, axis: Axis, context: &mut Context<'_>) {
        let Axis { low, high, .. } = axis;
        let color = |style: ratatui::style::Style| style.fg.unwrap_or(Color::Reset);
        if self.record.train.points() > self.record.train.buckets().count() as u64 {
            let ends = |bucket: Bucket| {
                [(place(bucket.step), axis.scale(bucket.min)), (place(bucket.step), axis.scale(bucket.max))]
            };
            let points: Vec<(f64, f64)> = self.record.train.buckets().flat_map(ends).collect();
            context.draw(&Points { coords: &points, color: color(self.theme.border()) });
            context.layer();
        }
        curve(axis, context, &self.record.train, color(self.theme.accent()), false);
        context.layer();
        curve(axis, context, &self.record.validation, color(self.theme.second()), true);
        for &(step, _) in self.rate_changes {
            let at = self
                .record
                .train
                .buckets()
                .find(|bucket| bucket.step >= step)
                .or_else(|| self.record.train.buckets().next_back());
            let height = at.map_or(low, |bucket| axis.scale(bucket.mean));
            context.print(place(step.max(1)), height.clamp(low, high), TextLine::styled("◆", self.theme.second()));
        }
        if let Some(best) = self.record.best {
            // A training loss is measured in the step after the state it belongs to.
            let height = axis.scale(best.loss).clamp(low, high);
            context.print(place(best.step.max(1)), height, TextLine::styled("★", self.theme.second()));
        }
    }

    /// Draws the labels of both axes.
    fn label(&self, area: Rect, plot: Rect, axis: Axis, last: u64, buf: &mut Buffer) {
        let Axis { low, high, zero, .. } = axis;
        let values = [axis.loss(high), axis.loss(f64::midpoint(low, high)), if zero { 0.0 } else { axis.loss(low) }];
        for (y, value) in [plot.y, plot.y + plot.height / 2, plot.bottom() - 1].into_iter().zip(values) {
            let text = cell(value, 3, usize::from(LABELS) - 1);
            buf.set_stringn(area.x, y, text, usize::from(LABELS), self.theme.dim());
        }
        let y = plot.bottom();
        let (x, _) = buf.set_stringn(plot.x, y, "1", usize::from(plot.width), self.theme.dim());
        let end = format!("step {}", count(last));
        let end_x = plot.right().saturating_sub(u16::try_from(end.len()).unwrap_or(plot.width));
        let end_x = end_x.max(x);
        buf.set_stringn(end_x, y, &end, usize::from(plot.right().saturating_sub(end_x)), self.theme.dim());
        self.legend(plot, x, end_x, buf);
    }

    /// Draws the legend and the latest change of the learning rate, between the ends of the step axis.
    fn legend(&self, plot: Rect, left: u16, right: u16, buf: &mut Buffer) {
        let mut parts = vec![("─ train".to_owned(), self.theme.accent())];
        if !self.record.validation.is_empty() {
            parts.push(("· val".to_owned(), self.theme.second()));
        }
        if self.record.best.is_some() {
            parts.push(("★ best".to_owned(), self.theme.second()));
        }
        if let Some(&(step, to)) = self.rate_changes.last() {
            parts.push((format!("◆ lr {} at {}", rate(to), count(step)), self.theme.second()));
        }
        let mut x = left + 2;
        for (text, style) in parts {
            let columns = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
            if x.saturating_add(columns + 1) >= right {
                return;
            }
            buf.set_stringn(x, plot.bottom(), &text, usize::from(columns), style);
            x += columns + 2;
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    /// Draws the latest losses, one a column.
    fn sparkline(&self, area: Rect, buf: &mut Buffer) {
        let recent = self.record.recent.iter().rev().take(usize::from(area.width)).rev();
        let (low, high) =
            recent.clone().fold((f32::INFINITY, 0.0f32), |(low, high), &loss| (low.min(loss), high.max(loss)));
        // The lowest loss is still an eighth of a row high, and noise on a flat curve stays low.
        let spread = (high - low).max(high * 0.02).max(1e-9);
        let data: Vec<u64> = recent.map(|&loss| (130.0 + 870.0 * (loss - low) / spread) as u64).collect();
        Sparkline::default().data(data).max(1000).style(self.theme.accent()).render(area, buf);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn place(step: u64) -> f64 {
    step as f64
}
