//! Rows and their labels, one row a line: the true label, the predicted one with its probability, and the text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::part::{PARTS, mark};
use super::whole::Field;
use crate::figures::cell;
use crate::train::message::{Answer, ClassifyView};
use crate::tui::text::{columns, cut};
use crate::tui::theme::Theme;

/// The list, under a line that names its columns.
pub struct Answers<'a> {
    /// The rows.
    pub view: &'a ClassifyView,
    /// The first one shown.
    pub first: usize,
    /// The selected one.
    pub selected: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// Columns of the marks before a row: selected, which part, right or wrong, and a blank.
const MARKS: u16 = 4;
/// Columns of a probability.
const PROBABILITY: u16 = 4;
/// Most columns of a label.
const LABEL: usize = 14;

impl Widget for Answers<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let widths = self.widths(area.width);
        let heading = Rect { height: 1, ..area };
        for (place, name) in places(heading, widths).into_iter().zip(["true", "said", "p", &format!("text · {PARTS}")])
        {
            buf.set_string(place.x, place.y, cut(name, place.width.into()), self.theme.dim());
        }
        for (y, row) in (area.y + 1..area.bottom()).zip(self.first..self.view.answers.len()) {
            self.line(row, widths, Rect { y, height: 1, ..area }, buf);
        }
    }
}

impl Answers<'_> {
    /// The fields of the selected row, if its columns cut any of them.
    pub fn whole(&self, width: u16) -> Option<Vec<Field>> {
        let answer = self.view.answers.get(self.selected)?;
        let said = answer.said.as_ref().map_or("·", |(said, _)| said);
        let [label, predicted, _, text] = places(Rect::new(0, 0, width, 1), self.widths(width));
        let columns_of = [(label, answer.label.as_str()), (predicted, said), (text, answer.text.as_str())];
        let fits = columns_of.iter().all(|(place, text)| columns(text) <= place.width.into());
        let style = if answer.right || answer.said.is_none() { self.theme.text() } else { self.theme.wrong() };
        let fields = || {
            vec![
                Field::plain("true", &answer.label, self.theme.text()),
                Field::plain("said", said, style),
                Field::plain("text", &answer.text, self.theme.text()),
            ]
        };
        (!fits).then(fields)
    }

    fn line(&self, row: usize, widths: [u16; 2], line: Rect, buf: &mut Buffer) {
        let answer = &self.view.answers[row];
        let base = if row == self.selected { self.theme.selected() } else { Style::new() };
        buf.set_style(line, base);
        let verdict = match (&answer.said, answer.right) {
            (None, _) => ' ',
            (Some(_), true) => '✓',
            (Some(_), false) => '✗',
        };
        let sign = |on: bool, sign: char| if on { sign } else { ' ' };
        let marks: String = [sign(row == self.selected, '›'), mark(answer.part), verdict].iter().collect();
        buf.set_stringn(line.x, line.y, marks, line.width.into(), self.theme.accent().patch(base));
        let said = answer.said.as_ref().map_or("·", |(said, _)| said);
        let probability = answer.said.as_ref().map_or(String::new(), |(_, probability)| cell(*probability, 2, 4));
        let said_style = match verdict {
            '✗' => self.theme.wrong(),
            ' ' => self.theme.dim(),
            _ => self.theme.text(),
        };
        let (text, dim) = (self.theme.text(), self.theme.dim());
        let columns =
            [(answer.label.as_str(), text), (said, said_style), (probability.as_str(), dim), (&answer.text, text)];
        for (place, (text, style)) in places(line, widths).into_iter().zip(columns) {
            buf.set_string(place.x, place.y, cut(text, place.width.into()), style.patch(base));
        }
    }

    /// Columns of true and of predicted labels: as many as the widest needs, but at most a quarter of a narrow pane.
    fn widths(&self, room: u16) -> [u16; 2] {
        let most = LABEL.min(usize::from(room / 4)).max(1);
        let widest = |of: fn(&Answer) -> &str| {
            let widest = self.view.answers.iter().map(|answer| columns(of(answer))).max().unwrap_or(0);
            u16::try_from(widest.max(4).min(most)).unwrap_or(1)
        };
        // Predicted labels change all the time: the column is at least as wide as that of the true ones, so that the
        // columns after it seldom move.
        let label = widest(|answer| &answer.label);
        [label, label.max(widest(|answer| answer.said.as_ref().map_or("", |(said, _)| said)))]
    }
}

/// The places of the four columns in a line. Columns beyond its end are empty.
fn places(line: Rect, [label, said]: [u16; 2]) -> [Rect; 4] {
    let mut x = line.x.saturating_add(MARKS);
    [label, said, PROBABILITY, u16::MAX].map(|width| {
        let left = line.right().saturating_sub(x);
        let place = Rect { x: x.min(line.right()), width: width.min(left), ..line };
        x = x.saturating_add(width).saturating_add(1);
        place
    })
}

#[cfg(test)]
mod tests;
