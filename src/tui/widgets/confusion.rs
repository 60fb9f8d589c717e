//! The confusion matrix: a line for each true label, a column for each predicted one, and at the end of a line the
//! label's precision and recall in percent. Right answers, on the diagonal, are dim; errors are coloured, bold and
//! underlined.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::train::message::{Confusion, LabelScores};
use crate::tui::text::{columns, cut};
use crate::tui::theme::Theme;

/// The matrix, with the predicted labels above and the true labels at the left.
pub struct Matrix<'a> {
    /// The counts.
    pub confusion: &'a Confusion,
    /// How well each label is told, if that is to be shown.
    pub labels: Option<&'a LabelScores>,
    /// Colours.
    pub theme: &'a Theme,
}

/// Most columns of a label at the left, and fewest and most of a label above.
const LEFT: usize = 12;
const ABOVE: (usize, usize) = (1, 8);
/// Columns of a precision or a recall, and of both.
const SCORE: usize = 5;
const SCORES: usize = 2 * SCORE;
/// Fewest lines of the matrix beside these.
const FEW: usize = 3;
/// The text in the corner, over the true labels.
const CORNER: &str = "true\\said";

impl Matrix<'_> {
    /// Columns and lines of the whole matrix.
    pub fn wanted(confusion: &Confusion, labels: Option<&LabelScores>) -> (u16, u16) {
        let (left, cell) = widths(confusion, usize::MAX);
        let lines = confusion.counts.nrows();
        let size = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let scores = if is_told(labels) { SCORES } else { 0 };
        (size(left + cell * lines + scores), size(lines + 1))
    }
}

impl Widget for Matrix<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 || self.confusion.counts.is_empty() {
            return;
        }
        // Columns of rare labels are worth less than how well each label is told, as long as there are some.
        let few = self.confusion.collapsed(FEW);
        let beside = usize::from(area.width).saturating_sub(SCORES);
        let (left, cell) = widths(&few, beside);
        let told = is_told(self.labels) && left + cell * few.counts.nrows() <= beside;
        let room = if told { beside } else { usize::from(area.width) };
        // Labels that are counted together have larger counts, so the columns are measured again each time.
        let mut shown = self.confusion.collapsed(usize::from(area.height - 1));
        let (mut left, mut cell) = widths(&shown, room);
        while shown.counts.nrows() > 1 && left + cell * shown.counts.nrows() > room {
            shown = shown.collapsed(shown.counts.nrows() - 1);
            (left, cell) = widths(&shown, room);
        }
        let name = |at: usize| shown.labels.get(at).map_or_else(|| others(&shown), Clone::clone);
        let at = |column: usize| area.x + u16::try_from(left + column * cell).unwrap_or(u16::MAX / 2);
        let put = |buf: &mut Buffer, x: u16, y: u16, width: usize, text: &str, style| {
            let room = width.min(usize::from(area.right().saturating_sub(x)));
            let text = cut(text, room);
            // Counts and the labels above them are aligned at the right.
            let pad = u16::try_from(room - columns(&text)).unwrap_or(0);
            buf.set_stringn(x + pad, y, text, room, style);
        };
        buf.set_stringn(area.x, area.y, cut(CORNER, left.min(room)), left.min(room), self.theme.dim());
        let end = left + cell * shown.counts.nrows();
        let scores = self.labels.filter(|_| told).map_or(&[][..], |scores| &scores.labels);
        for (place, name) in ["prec", "rec"].into_iter().enumerate().filter(|_| told) {
            let x = area.x + u16::try_from(end + place * SCORE).unwrap_or(u16::MAX / 2);
            buf.set_stringn(x, area.y, format!("{name:>SCORE$}"), SCORE, self.theme.dim());
        }
        for line in 0..shown.counts.nrows() {
            put(buf, at(line) + 1, area.y, cell - 1, &name(line), self.theme.text());
            let y = area.y + 1 + u16::try_from(line).unwrap_or(u16::MAX);
            let label = cut(&name(line), left.min(room));
            buf.set_stringn(area.x, y, label, left.min(room), self.theme.text());
            let own = shown.labels.get(line);
            if let Some(score) = scores.iter().find(|score| Some(&score.label) == own) {
                for (place, share) in [score.precision(), score.recall()].into_iter().enumerate() {
                    let x = area.x + u16::try_from(end + place * SCORE).unwrap_or(u16::MAX / 2);
                    buf.set_stringn(x, y, format!("{:>SCORE$.0}", 100.0 * share), SCORE, self.theme.text());
                }
            }
            for column in 0..shown.counts.ncols() {
                let count = shown.counts[[line, column]];
                let (text, style) = match count {
                    0 => ("·".to_owned(), self.theme.dim()),
                    _ if shown.is_error(line, column) => (count.to_string(), self.theme.wrong()),
                    _ => (count.to_string(), self.theme.dim()),
                };
                put(buf, at(column) + 1, y, cell - 1, &text, style);
            }
        }
    }
}

/// Whether there is anything to say of how well labels are told.
fn is_told(labels: Option<&LabelScores>) -> bool {
    labels.is_some_and(|scores| !scores.labels.is_empty())
}

/// The name of the rare labels that are counted together: `+` and how many they are.
fn others(confusion: &Confusion) -> String {
    format!("+{}", confusion.others)
}

/// Columns of the labels at the left, and of a count with the blank before it.
fn widths(confusion: &Confusion, room: usize) -> (usize, usize) {
    let widest = confusion.labels.iter().map(|label| columns(label)).max().unwrap_or(1);
    let widest = if confusion.others > 0 { widest.max(others(confusion).len()) } else { widest };
    let digits = confusion.counts.iter().max().map_or(1, |count| count.to_string().len());
    let left = widest.max(CORNER.len()).min(LEFT);
    // Labels above are cut if their columns do not fit.
    let lines = confusion.counts.nrows().max(1);
    let fits = (room.saturating_sub(left) / lines).saturating_sub(1);
    let names = widest.clamp(ABOVE.0, ABOVE.1).min(fits.max(2));
    (left, digits.max(names) + 1)
}

#[cfg(test)]
mod tests;
