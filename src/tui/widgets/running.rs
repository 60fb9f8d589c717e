//! A text that was read and then written, token by token: what was read is dim, and what the net was surprised at has
//! the accent.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::train::message::{Line, Spot};
use crate::tui::text::fitted;
use crate::tui::theme::Theme;

/// A token to which the net gave less than this surprised it.
pub const SURPRISE: f32 = 0.1;

/// The text in lines, scrolled so that the cursor is in sight.
pub struct Running<'a> {
    /// The text.
    pub line: &'a Line,
    /// The token under the cursor, by its number from 0.
    pub cursor: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// Tokens that a person sees as one, and what stands for them.
struct Piece {
    tokens: Range<usize>,
    text: String,
    columns: usize,
}

impl Running<'_> {
    /// The pieces in lines of at most so many columns.
    fn lines(&self, width: u16) -> Vec<Vec<Piece>> {
        let room = usize::from(width.max(1));
        let (mut lines, mut used) = (vec![Vec::new()], 0);
        for tokens in groups(&self.line.spots) {
            let raw: String = self.line.spots[tokens.clone()].iter().map(|spot| spot.text.as_str()).collect();
            let breaks = raw.ends_with('\n') && tokens.start > 0;
            let mut piece = piece(tokens, &raw, room);
            if used + piece.columns > room {
                lines.push(Vec::new());
                used = 0;
                // No line begins with the blank between two words.
                if raw.len() > 1 && raw.starts_with(' ') {
                    piece = self::piece(piece.tokens, &raw[1..], room);
                }
            }
            used += piece.columns;
            if let Some(line) = lines.last_mut() {
                line.push(piece);
            }
            if breaks {
                lines.push(Vec::new());
                used = 0;
            }
        }
        lines
    }

    /// The line of the cursor, and the first line that is shown.
    fn first(&self, lines: &[Vec<Piece>], height: u16) -> (usize, usize) {
        let seen = lines.iter().position(|line| line.iter().any(|piece| piece.tokens.contains(&self.cursor)));
        let (seen, rows) = (seen.unwrap_or(0), usize::from(height));
        (seen, (seen + 1).saturating_sub(rows.div_ceil(2)).min(lines.len().saturating_sub(rows)))
    }

    /// The token so many lines below the cursor, or above it; the first or last one beyond the ends.
    pub fn below(&self, width: u16, by: isize) -> usize {
        let lines = self.lines(width);
        let (seen, _) = self.first(&lines, 1);
        let Some(to) = seen.checked_add_signed(by) else { return 0 };
        let Some(line) = lines.get(to).filter(|line| !line.is_empty()) else {
            return self.line.spots.len().saturating_sub(1);
        };
        let at = lines[seen].iter().position(|piece| piece.tokens.contains(&self.cursor)).unwrap_or(0);
        line[at.min(line.len() - 1)].tokens.start
    }

    /// The token at a place of the screen.
    pub fn token_at(&self, area: Rect, at: Position) -> Option<usize> {
        let lines = self.lines(area.width);
        let (_, first) = self.first(&lines, area.height);
        let line = lines.get(first + usize::from(at.y.checked_sub(area.y)?))?;
        let mut left = usize::from(at.x.checked_sub(area.x)?);
        for piece in line {
            if left < piece.columns {
                return Some(piece.tokens.start);
            }
            left -= piece.columns;
        }
        None
    }

    fn style(&self, tokens: &Range<usize>) -> Style {
        let surprise = |spot: &Spot| spot.sure.is_some_and(|sure| sure < SURPRISE);
        let style = if self.line.spots[tokens.clone()].iter().any(surprise) {
            self.theme.accent()
        } else if tokens.start < self.line.read {
            self.theme.dim()
        } else {
            self.theme.text()
        };
        if tokens.contains(&self.cursor) { self.theme.cursor().patch(style) } else { style }
    }
}

impl Widget for Running<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let lines = self.lines(area.width);
        let (_, first) = self.first(&lines, area.height);
        for (y, line) in (area.y..area.bottom()).zip(&lines[first.min(lines.len())..]) {
            let mut x = area.x;
            for piece in line {
                let columns = u16::try_from(piece.columns).unwrap_or(u16::MAX).min(area.right().saturating_sub(x));
                buf.set_stringn(x, y, &piece.text, usize::from(columns), self.style(&piece.tokens));
                x += columns;
            }
        }
    }
}

fn piece(tokens: Range<usize>, raw: &str, room: usize) -> Piece {
    let (text, columns) = fitted(raw, room);
    Piece { tokens, text, columns }
}

/// The tokens that a person sees as one: a character with the marks on it, or a word.
fn groups(spots: &[Spot]) -> Vec<Range<usize>> {
    let is_character = |spot: &Spot| spot.text.chars().count() == 1;
    let (mut groups, mut at) = (Vec::new(), 0);
    for run in spots.chunk_by(|a, b| is_character(a) && is_character(b)) {
        if !is_character(&run[0]) {
            groups.push(at..at + 1);
            at += 1;
            continue;
        }
        let text: String = run.iter().map(|spot| spot.text.as_str()).collect();
        for cluster in text.graphemes(true) {
            let tokens = cluster.chars().count();
            groups.push(at..at + tokens);
            at += tokens;
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::tests::{draw, line};
    use super::*;
    use crate::tui::theme::Depth;

    fn written(texts: &[&str]) -> Line {
        let spot = |text: &&str| Spot { text: (*text).to_owned(), sure: Some(0.5), next: Vec::new() };
        Line { spots: texts.iter().map(spot).collect(), read: 1, ended: false }
    }

    #[test]
    fn lines_break_at_line_ends_and_where_the_room_ends_and_keep_the_cursor_in_sight() {
        let theme = Theme::new(Depth::TrueColor, false);
        let text = written(&["a", "b", "\n", "한", "국", "e", "\u{301}", "\u{1b}", "z"]);
        let running = |cursor| Running { line: &text, cursor, theme: &theme };
        let shown = draw(5, 3, running(0));
        assert_eq!([0, 1, 2].map(|y| line(&shown, y)), ["ab␊xx", "한 국 e\u{301}", "␛zxxx"]);
        assert_eq!(line(&draw(5, 1, running(8)), 0), "␛zxxx");
        assert_eq!((running(0).below(5, 1), running(4).below(5, -1), running(4).below(5, 9)), (3, 1, 8));
        let at = |x, y| running(0).token_at(Rect::new(2, 2, 5, 3), Position::new(x, y));
        assert_eq!([at(3, 2), at(4, 3), at(6, 4), at(6, 3)], [Some(1), Some(4), None, Some(5)]);
        let words = written(&["one", " two", "three", " four"]);
        let shown = draw(7, 3, Running { line: &words, cursor: 0, theme: &theme });
        assert_eq!([0, 1].map(|y| line(&shown, y)), ["one twox", "threexx"].map(|line| line[..7].to_owned()));
        for (width, height) in [(0, 0), (1, 1), (2, 9)] {
            draw(width, height, running(4));
        }
    }
}
