//! A table of parameters: how large the gradient of each is now, and over the run its norm and how far an update moved
//! the parameter, as small lines on the axis of steps. It must show nothing that was recorded after the step on show.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::figures::{count, figure, short};
use crate::train::record::{Sizes, Updates};
use crate::tui::steps::StepAxis;
use crate::tui::text::cut;
use crate::tui::theme::Theme;

/// Columns of a gradient's norm, with a blank before it.
const NORM: usize = 9;
/// Columns of a ratio with a blank before it and its mark.
const RATIO: usize = 8;
/// Columns of a small line at most, and at least.
const LINE: (usize, usize) = (48, 3);
/// Columns of a bar at most.
const BAR: usize = 20;
/// The heights of a small line; none is full, so that the one above is told from it.
const LEVELS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
/// By what factor a ratio may be off [`Updates::HEALTHY`] before it is marked.
const OFF: f32 = 10.0;

/// The table.
pub struct NormTable<'a> {
    /// The norm of each parameter's gradient now, in the order of the table of parameters.
    pub now: &'a [(String, f64)],
    /// What is on record up to the step on show.
    pub updates: &'a Updates,
    /// The axis of steps.
    pub axis: StepAxis,
    /// The first parameter shown, the largest gradient first.
    pub first: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// Where the columns are.
struct Laid {
    name: usize,
    /// Columns of the small line of the gradient, if there is room for one.
    gradient: usize,
    ratio: bool,
    /// Columns of the small line of the ratio, and of the blank before it where there is room for one.
    line: usize,
    gap: usize,
}

/// How many parameters have room, below the heads and above the rule of thumb.
pub fn shown(area: Rect) -> usize {
    let height = usize::from(area.height);
    height - usize::from(height > 2) - usize::from(height > 4)
}

impl NormTable<'_> {
    fn laid(&self, width: usize) -> Laid {
        let widest = self.now.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let name = widest.min(width.saturating_sub(NORM + 1));
        let Some(left) = width.checked_sub(1 + name + NORM + RATIO).filter(|_| !self.updates.is_empty()) else {
            return Laid { name, gradient: 0, ratio: false, line: 0, gap: 0 };
        };
        let (most, least) = LINE;
        let half = left.saturating_sub(2) / 2;
        if half >= 4 * least {
            return Laid { name, gradient: half.min(most), ratio: true, line: half.min(most), gap: 1 };
        }
        let gap = usize::from(left > 2 * least);
        let line = if left < least { 0 } else { (left - gap).min(most) };
        Laid { name, gradient: 0, ratio: true, line, gap }
    }

    /// The logarithms of the smallest and the largest size that is drawn: all lines of a kind share one scale.
    fn range(&self, of: impl Fn(Sizes<'_>) -> &[f32]) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for sizes in self.updates.iter().filter(|sizes| self.axis.holds(sizes.step)) {
            for size in of(sizes).iter().filter(|size| **size > 0.0 && size.is_finite()) {
                let log = f64::from(*size).log10();
                range = (range.0.min(log), range.1.max(log));
            }
        }
        range
    }

    /// Draws one small line: at each column what was recorded last by then.
    fn line(
        &self,
        points: impl Iterator<Item = (u64, f32)>,
        range: (f64, f64),
        at: (u16, u16, usize),
        buf: &mut Buffer,
    ) {
        let (x, y, width) = at;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a small line"
        )]
        let column = |step| (self.axis.share(step) * (width - 1) as f64).round() as usize;
        let mut drawn = vec![None; width];
        for (step, size) in points.filter(|(step, _)| self.axis.holds(*step)) {
            drawn[column(step)] = Some(size);
        }
        let last = drawn.iter().rposition(Option::is_some);
        let mut held = None;
        for (column, size) in drawn.into_iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            held = size.or(held);
            let Some(level) = held.map(|size| level(size, range)) else { continue };
            let x = x + u16::try_from(column).unwrap_or(0);
            let style = if Some(column) == last { self.theme.text() } else { self.theme.accent() };
            buf[(x, y)].set_char(level).set_style(style);
        }
    }

    /// What the columns are.
    fn heads(&self, area: Rect, laid: &Laid, buf: &mut Buffer) {
        let mut x = area.x + 1 + u16::try_from(laid.name).unwrap_or(0);
        let mut put = |text: &str, columns: usize, right: bool| {
            let room = usize::from(area.right().saturating_sub(x)).min(columns);
            let text = if right { format!("{text:>columns$}") } else { text.to_owned() };
            buf.set_stringn(x, area.y, cut(&text, room), room, self.theme.dim());
            x += u16::try_from(columns).unwrap_or(0);
        };
        put("now", NORM, true);
        let Some(newest) = self.updates.iter().next_back() else { return };
        if laid.gradient > 0 {
            put(" over the run", laid.gradient + 1, false);
        }
        let step = count(newest.step);
        let texts = [
            format!(" update/weight, at step {step}"),
            format!(" upd/weight @{step}"),
            format!(" upd/w @{step}"),
            format!(" @{step}"),
        ];
        let room = RATIO + laid.gap + laid.line + 1;
        let text = texts.iter().find(|text| text.chars().count() <= room).unwrap_or(&texts[3]);
        if laid.ratio {
            put(text, room, false);
        }
    }
}

/// The height of a size in a small line; a blank for 0, which has no place on a logarithmic scale.
fn level(size: f32, (low, high): (f64, f64)) -> char {
    if size <= 0.0 || size.is_nan() {
        return ' ';
    }
    let share = if high > low { (f64::from(size).log10() - low) / (high - low) } else { 0.5 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one of seven")]
    let at = (share.clamp(0.0, 1.0) * 6.0).round() as usize;
    LEVELS[at]
}

/// How a ratio that is far from healthy is marked.
fn mark(ratio: f32) -> char {
    match ratio {
        ratio if ratio > Updates::HEALTHY * OFF => '↑',
        ratio if ratio < Updates::HEALTHY / OFF => '↓',
        _ => ' ',
    }
}

/// What a ratio should be, or when the first is recorded, in as many words as there is room for.
fn rule(updates: &Updates, room: usize) -> String {
    let fits = |text: &String| text.chars().count() <= room;
    if updates.is_empty() {
        let step = count(updates.next());
        let texts = [
            format!("update/weight: none recorded yet, the first at step {step}"),
            format!("update/weight: from step {step} on"),
        ];
        return texts.into_iter().find(fits).unwrap_or_default();
    }
    let texts = [
        "update/weight near 1e-3 is healthy (Karpathy's rule of thumb); ↑ over 1e-2, ↓ under 1e-4",
        "near 1e-3 is healthy (Karpathy's rule of thumb); ↑ over 1e-2, ↓ under 1e-4",
        "near 1e-3 is healthy (Karpathy's rule of thumb)",
        "near 1e-3 is healthy (Karpathy)",
    ];
    texts.into_iter().map(str::to_owned).find(fits).unwrap_or_default()
}

impl Widget for NormTable<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let width = usize::from(area.width).saturating_sub(1);
        if area.is_empty() || width < NORM + 2 {
            return;
        }
        let (laid, theme) = (self.laid(width), self.theme);
        let rows = shown(area);
        let mut y = area.y;
        if area.height > 2 {
            self.heads(area, &laid, buf);
            y += 1;
        }
        let mut order: Vec<usize> = (0..self.now.len()).collect();
        order.sort_by(|&a, &b| self.now[b].1.total_cmp(&self.now[a].1));
        let most = order.first().map_or(0.0, |&at| self.now[at].1).max(f64::MIN_POSITIVE);
        let (gradients, ratios) = (self.range(|sizes| sizes.gradients), self.range(|sizes| sizes.ratios));
        for place in order.into_iter().skip(self.first).take(rows) {
            let (name, norm) = &self.now[place];
            buf.set_stringn(area.x + 1, y, cut(name, laid.name), laid.name, theme.text());
            let mut x = area.x + 1 + u16::try_from(laid.name).unwrap_or(0);
            buf.set_stringn(x, y, format!("{:>NORM$}", figure(*norm)), NORM, theme.dim());
            x += u16::try_from(NORM).unwrap_or(0);
            if !laid.ratio {
                bar(
                    norm / most,
                    Rect { x: x + 1, y, width: area.right().saturating_sub(x + 2), height: 1 },
                    theme.accent(),
                    buf,
                );
                y += 1;
                continue;
            }
            if laid.gradient > 0 {
                let points = self.updates.iter().filter_map(|sizes| Some((sizes.step, *sizes.gradients.get(place)?)));
                self.line(points, gradients, (x + 1, y, laid.gradient), buf);
                x += u16::try_from(laid.gradient + 1).unwrap_or(0);
            }
            let newest = self.updates.iter().next_back().and_then(|sizes| sizes.ratios.get(place).copied());
            if let Some(ratio) = newest {
                let mark = mark(ratio);
                let style = if mark == ' ' { theme.dim() } else { theme.second() };
                buf.set_stringn(x, y, format!("{:>width$}{mark}", short(ratio), width = RATIO - 1), RATIO, style);
            }
            if laid.line > 0 {
                let points = self.updates.iter().filter_map(|sizes| Some((sizes.step, *sizes.ratios.get(place)?)));
                self.line(points, ratios, (x + u16::try_from(RATIO + laid.gap).unwrap_or(0), y, laid.line), buf);
            }
            y += 1;
        }
        if area.height > 4 && (laid.ratio || self.updates.is_empty()) {
            let room = width.saturating_sub(1);
            // A line below the table, where there is one.
            let y = (y + 1).min(area.bottom() - 1);
            buf.set_stringn(area.x + 1, y, rule(self.updates, room), room, theme.dim());
        }
    }
}

/// A bar of small squares.
fn bar(share: f64, area: Rect, style: Style, buf: &mut Buffer) {
    let room = usize::from(area.width).min(BAR);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "columns of a bar"
    )]
    let columns = ((share * room as f64).round() as usize).min(room);
    buf.set_stringn(area.x, area.y, "▪".repeat(columns), room, style);
}
