//! Pairs and their translations, one pair a line: source, target, and the net's translation, in which wrong words are
//! coloured, bold and underlined.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::part::mark;
use super::whole::Field;
use crate::train::message::{PairView, TranslateView};
use crate::tui::text::{clipped, columns, cut};
use crate::tui::theme::Theme;

/// The list, under a line that names its columns.
pub struct Translations<'a> {
    /// The pairs.
    pub view: &'a TranslateView,
    /// The first one shown.
    pub first: usize,
    /// The selected one.
    pub selected: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// The names of the columns. The first also explains the mark of held-out pairs.
const NAMES: [&str; 3] = ["source · v: val, t: test", "target", "translation"];
/// Columns of the marks before a pair: selected, which part, exactly right, and a blank.
const MARKS: u16 = 4;
/// Columns between two sentences.
const GAP: u16 = 2;

impl Widget for Translations<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let widths = self.widths(area.width);
        for (column, place) in places(Rect { height: 1, ..area }, widths) {
            buf.set_string(place.x, place.y, cut(NAMES[column], place.width.into()), self.theme.dim());
        }
        for (y, row) in (area.y + 1..area.bottom()).zip(self.first..self.view.pairs.len()) {
            let pair = &self.view.pairs[row];
            let base = if row == self.selected { self.theme.selected() } else { Style::new() };
            let line = Rect { y, height: 1, ..area };
            buf.set_style(line, base);
            let sign = |on: bool, sign: char| if on { sign } else { ' ' };
            let marks = [sign(row == self.selected, '›'), mark(pair.part), sign(pair.exact, '✓')];
            let marks: String = marks.into_iter().collect();
            buf.set_stringn(line.x, y, marks, line.width.into(), self.theme.accent().patch(base));
            for (column, place) in places(line, widths) {
                match [&pair.source, &pair.target].get(column) {
                    Some(text) => {
                        let text = cut(text, place.width.into());
                        buf.set_string(place.x, y, text, self.theme.text().patch(base));
                    }
                    None => self.translation(pair, place, base, buf),
                }
            }
        }
    }
}

/// The columns that begin within a line, by number, with their places.
fn places(line: Rect, widths: [u16; 3]) -> impl Iterator<Item = (usize, Rect)> {
    let starts = widths.into_iter().scan(line.x + MARKS, |next, width| {
        let x = *next;
        *next += width + GAP;
        Some((x, width))
    });
    let inside = starts.take_while(move |(x, _)| *x < line.right());
    inside.map(move |(x, width)| Rect { x, width: width.min(line.right() - x), ..line }).enumerate()
}

impl Translations<'_> {
    /// The fields of the selected pair, if its columns cut any of them.
    pub fn whole(&self, width: u16) -> Option<Vec<Field>> {
        let pair = self.view.pairs.get(self.selected)?;
        let texts = [pair.source.clone(), pair.target.clone(), pair.translated()];
        let fits = texts.iter().zip(self.widths(width)).all(|(text, width)| columns(text) <= width.into());
        let style = |right| if right { self.theme.text() } else { self.theme.wrong() };
        let pieces = pair.translation.iter().map(|piece| (piece.text.clone(), style(piece.right)));
        let fields = || {
            vec![
                Field::plain("source", &pair.source, self.theme.text()),
                Field::plain(NAMES[1], &pair.target, self.theme.text()),
                Field { name: NAMES[2], pieces: pieces.collect() },
            ]
        };
        (!fits).then(fields)
    }

    /// The width of each column: that of its longest sentence. If not all fit, they share the room equally, and a
    /// column of short sentences leaves what it does not need to the others.
    fn widths(&self, room: u16) -> [u16; 3] {
        let mut wanted = NAMES.map(|name| u16::try_from(columns(name)).unwrap_or(u16::MAX));
        for pair in &self.view.pairs {
            for (wanted, text) in wanted.iter_mut().zip([&pair.source, &pair.target, &pair.translated()]) {
                *wanted = (*wanted).max(u16::try_from(columns(text)).unwrap_or(u16::MAX));
            }
        }
        // Translations change all the time: their column is at least as wide as that of the targets, so that the
        // columns before it seldom move.
        wanted[2] = wanted[2].max(wanted[1]);
        let mut left = room.saturating_sub(MARKS + 2 * GAP);
        let mut order = [0, 1, 2];
        order.sort_by_key(|&column| wanted[column]);
        let mut widths = [0; 3];
        for (column, columns_left) in order.into_iter().zip([3, 2, 1]) {
            widths[column] = wanted[column].min(left / columns_left);
            left -= widths[column];
        }
        widths
    }

    /// Draws a translation, each word right or wrong.
    fn translation(&self, pair: &PairView, place: Rect, base: Style, buf: &mut Buffer) {
        let whole = columns(&pair.translated()) <= place.width.into();
        // The last column is kept for `…`, which says that the translation goes on.
        let right = place.right() - u16::from(!whole && place.width > 0);
        let mut x = place.x;
        for piece in &pair.translation {
            let style = if piece.right { self.theme.text() } else { self.theme.wrong() };
            let word = piece.text.trim_start_matches(' ');
            let blanks = &piece.text[..piece.text.len() - word.len()];
            for (text, style) in [(blanks, self.theme.text()), (word, style)] {
                let room = usize::from(right - x);
                (x, _) = buf.set_stringn(x, place.y, clipped(text, room), room, style.patch(base));
            }
        }
        if !whole || !pair.ended {
            let right = pair.ended && pair.translation.iter().all(|piece| piece.right);
            let style = if right { self.theme.text() } else { self.theme.wrong() };
            buf.set_stringn(x, place.y, "…", usize::from(place.right() - x), style.patch(base));
        }
    }
}

#[cfg(test)]
mod tests;
