//! A curve of braille dots: neighbouring rows joined by lines, or where there are more rows than columns of dots, from
//! the smallest to the largest value of each column.

use ratatui::style::Color;
use ratatui::widgets::canvas::{Context, Line};

/// Draws the values of rows as a curve. If `dots` columns are enough for all `rows`, neighbours are joined by lines; if
/// not, each column reaches from the smallest to the largest value of its rows.
pub(super) fn curve(
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

/// Where a row stands on the axis.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
pub(super) fn place(row: usize) -> f64 {
    row as f64
}
