//! Labels, the texts that the net writes for them, and texts of the file, one label a line. If a label has a single
//! text, characters that differ from it are coloured, bold and underlined.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::whole::Field;
use crate::glyph::character;
use crate::train::message::{GenerateView, Written};
use crate::tui::text::{columns, cut, width};
use crate::tui::theme::Theme;

/// The list, under a line that names its columns.
pub struct WrittenTexts<'a> {
    /// The labels and texts.
    pub view: &'a GenerateView,
    /// The first label shown.
    pub first: usize,
    /// The selected one.
    pub selected: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// The names of the columns.
const NAMES: [&str; 3] = ["label", "written now", "in the file"];
/// Columns of the marks before a label: selected, right, and a blank.
const MARKS: u16 = 3;
/// Most columns of a label.
const LABEL: u16 = 16;
/// Columns between two texts.
const GAP: u16 = 2;

impl Widget for WrittenTexts<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let places = self.places(area);
        for (place, name) in places.iter().zip(NAMES) {
            buf.set_string(place.x, area.y, cut(name, place.width.into()), self.theme.dim());
        }
        for (y, row) in (area.y + 1..area.bottom()).zip(self.first..self.view.written.len()) {
            let written = &self.view.written[row];
            let base = if row == self.selected { self.theme.selected() } else { Style::new() };
            buf.set_style(Rect { y, height: 1, ..area }, base);
            let sign = |on: bool, sign: char| if on { sign } else { ' ' };
            let marks: String = [sign(row == self.selected, '›'), sign(written.exact, '✓')].iter().collect();
            buf.set_stringn(area.x, y, marks, area.width.into(), self.theme.accent().patch(base));
            let [label, text, example] = places;
            buf.set_string(label.x, y, cut(&written.label, label.width.into()), self.theme.text().patch(base));
            self.text(written, Rect { y, ..text }, base, buf);
            let more = more(written);
            let room = usize::from(example.width);
            let (shown, dim) = (cut(&written.example, room), self.theme.dim().patch(base));
            let (x, _) = buf.set_stringn(example.x, y, shown, room, self.theme.text().patch(base));
            let left = usize::from(example.right().saturating_sub(x));
            if columns(&more) <= left {
                buf.set_stringn(x, y, more, left, dim);
            }
        }
    }
}

/// How many more texts the label has in the file, in words; nothing if there are none.
fn more(written: &Written) -> String {
    let more = written.texts.saturating_sub(1);
    if more > 0 { format!(" and {more} more") } else { String::new() }
}

impl WrittenTexts<'_> {
    /// The fields of the selected row, if its columns cut any of them.
    pub fn whole(&self, width: u16) -> Option<Vec<Field>> {
        let written = self.view.written.get(self.selected)?;
        let texts = [written.label.clone(), written.text(), written.example.clone()];
        let places = self.places(Rect::new(0, 0, width, 1));
        let fits = texts.iter().zip(places).all(|(text, place)| columns(text) <= place.width.into());
        let style = |wrong| if wrong { self.theme.wrong() } else { self.theme.text() };
        let pieces = written.text.iter().map(|letter| (letter.character.to_string(), style(letter.wrong)));
        let [label, _, example] = &texts;
        let fields = || {
            vec![
                Field::plain(NAMES[0], label, self.theme.text()),
                Field { name: NAMES[1], pieces: pieces.collect() },
                Field::plain(NAMES[2], example, self.theme.text()),
            ]
        };
        (!fits).then(fields)
    }

    /// The three columns: labels as wide as they need; written texts as wide as they or the file's need, but at most
    /// half of the rest, or what the file's texts leave of it; the file's texts.
    fn places(&self, area: Rect) -> [Rect; 3] {
        let widest = |of: fn(&Written) -> usize| {
            u16::try_from(self.view.written.iter().map(of).max().unwrap_or(0)).unwrap_or(u16::MAX)
        };
        let column = |x: u16, width: u16| {
            let x = x.min(area.right());
            Rect { x, width: width.min(area.right() - x), ..area }
        };
        let label = column(area.x.saturating_add(MARKS), widest(|written| columns(&written.label)).clamp(5, LABEL));
        let start = label.right().saturating_add(GAP);
        let rest = area.right().saturating_sub(start).saturating_sub(GAP);
        let example = widest(|written| columns(&written.example));
        let last = widest(|written| columns(&written.example) + columns(&more(written)));
        // Written texts change all the time: the column after them moves only while they are longer than the file's.
        let long = widest(|written| written.text.iter().map(|letter| width(letter.character)).sum()).saturating_add(1);
        let wanted = example.saturating_add(2).max(11).max(long);
        let text = column(start, wanted.min((rest / 2).max(rest.saturating_sub(last))));
        [label, text, column(text.right().saturating_add(GAP), u16::MAX)]
    }

    /// Draws a written text, each character right or wrong.
    fn text(&self, written: &Written, place: Rect, base: Style, buf: &mut Buffer) {
        let wanted: usize = written.text.iter().map(|letter| width(letter.character)).sum();
        let whole = written.ended && wanted <= place.width.into();
        // The last column is kept for `…`, which says that the text goes on.
        let right = place.right() - u16::from(!whole && place.width > 0);
        let mut x = place.x;
        for letter in &written.text {
            let shown = character(letter.character);
            let columns = u16::try_from(shown.columns).unwrap_or(1);
            if x + columns > right {
                break;
            }
            let style = if letter.wrong { self.theme.wrong() } else { self.theme.text() };
            buf[(x, place.y)].set_symbol(&shown.text).set_style(style.patch(base));
            if columns == 2 {
                buf[(x + 1, place.y)].reset();
                buf[(x + 1, place.y)].set_style(base);
            }
            x += columns;
        }
        if !whole && place.width > 0 {
            buf.set_stringn(x, place.y, "…", 1, self.theme.dim().patch(base));
        }
    }
}

#[cfg(test)]
mod tests;
