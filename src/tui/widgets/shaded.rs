//! A text coloured by what a unit did at each step: blue for negative, orange for positive, and the stronger the
//! further from the background. Without colours a sign stands under each step that the unit did something at.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation as _;

use super::scale::{diverging, sign};
use crate::tui::text::fitted;
use crate::tui::theme::Theme;

/// Most columns of a step.
const WIDEST: usize = 16;
/// Columns between two examples.
const APART: usize = 3;

/// The text in lines, scrolled so that the cursor is in sight.
pub struct Shaded<'a> {
    /// What was read at each step.
    pub steps: &'a [String],
    /// The steps at which an example begins: it stands apart from the one before.
    pub starts: &'a [usize],
    /// What the unit did at each step, from -1 to 1.
    pub values: Vec<f32>,
    /// The step under the cursor.
    pub cursor: usize,
    /// The steps that are marked.
    pub marked: Range<usize>,
    /// Colours.
    pub theme: &'a Theme,
}

/// Steps that a person sees as one, and what stands for them.
struct Piece {
    steps: Range<usize>,
    text: String,
    columns: usize,
    /// Whether a line of the text ends there.
    ends: bool,
}

/// Whether it is one character.
fn single(step: &str) -> bool {
    step.chars().count() == 1
}

impl Shaded<'_> {
    /// Lines of the screen that a line of the text takes.
    pub fn tall(theme: &Theme) -> u16 {
        if theme.coloured() { 1 } else { 2 }
    }

    /// The pieces in lines of at most so many columns. An example that does not fit into the rest of a line begins one.
    fn lines(&self, width: u16) -> Vec<Vec<Piece>> {
        let room = usize::from(width.max(1));
        let words = self.steps.iter().any(|step| !single(step));
        let (mut lines, mut used) = (vec![Vec::new()], 0);
        for steps in self.examples() {
            let pieces = self.pieces(steps, words, room);
            let wide: usize = pieces.iter().map(|piece| piece.columns + usize::from(words)).sum();
            let mut gap = if used > 0 { APART } else { 0 };
            if used > 0 && used + gap + wide.saturating_sub(usize::from(words)) > room {
                lines.push(Vec::new());
                (used, gap) = (0, 0);
            }
            for piece in pieces {
                if used + gap + piece.columns > room {
                    lines.push(Vec::new());
                    (used, gap) = (0, 0);
                }
                let Some(line) = lines.last_mut() else { break };
                if gap > 0 {
                    line.push(Piece { steps: 0..0, text: " ".repeat(gap), columns: gap, ends: false });
                }
                used += gap + piece.columns;
                gap = usize::from(words);
                let ends = piece.ends;
                line.push(piece);
                if ends {
                    lines.push(Vec::new());
                    (used, gap) = (0, 0);
                }
            }
        }
        lines
    }

    /// The steps of each example.
    fn examples(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.starts.iter().skip(1).copied().chain([self.steps.len()]);
        self.starts.iter().copied().zip(ends).map(|(start, end)| start..end)
    }

    /// What stands for these steps, in at most so many columns each.
    fn pieces(&self, steps: Range<usize>, words: bool, room: usize) -> Vec<Piece> {
        let (mut pieces, mut at) = (Vec::new(), steps.start);
        for run in self.steps[steps].chunk_by(|a, b| !words && single(a) && single(b)) {
            let text = run.concat();
            // A character with the marks on it is one to a person.
            let groups = if words { vec![text.as_str()] } else { text.graphemes(true).collect() };
            for raw in groups {
                let steps = if words { 1 } else { raw.chars().count() };
                let (text, columns) = fitted(raw, room.min(WIDEST));
                pieces.push(Piece { steps: at..at + steps, text, columns, ends: raw.ends_with(['\n', '\u{3}']) });
                at += steps;
            }
        }
        pieces
    }

    /// The line of the cursor, and the first line that is shown.
    fn first(&self, lines: &[Vec<Piece>], height: u16) -> (usize, usize) {
        let seen = lines.iter().position(|line| line.iter().any(|piece| piece.steps.contains(&self.cursor)));
        let (seen, rows) = (seen.unwrap_or(0), usize::from(height / Self::tall(self.theme)));
        (seen, (seen + 1).saturating_sub(rows.div_ceil(2)).min(lines.len().saturating_sub(rows)))
    }

    /// The step so many lines below the cursor, or above it; none beyond the ends.
    pub fn below(&self, width: u16, by: isize) -> Option<usize> {
        let lines = self.lines(width);
        let (seen, _) = self.first(&lines, 1);
        let line = lines.get(seen.checked_add_signed(by)?).filter(|line| !line.is_empty())?;
        let at = lines[seen].iter().position(|piece| piece.steps.contains(&self.cursor)).unwrap_or(0);
        line[..=at.min(line.len() - 1)]
            .iter()
            .rev()
            .find(|piece| !piece.steps.is_empty())
            .map(|piece| piece.steps.start)
    }

    /// The step at a place of the screen.
    pub fn step_at(&self, area: Rect, at: Position) -> Option<usize> {
        let lines = self.lines(area.width);
        let (_, first) = self.first(&lines, area.height);
        let line = lines.get(first + usize::from(at.y.checked_sub(area.y)? / Self::tall(self.theme)))?;
        let mut left = usize::from(at.x.checked_sub(area.x)?);
        for piece in line {
            if left < piece.columns {
                return Some(piece.steps.start).filter(|_| !piece.steps.is_empty());
            }
            left -= piece.columns;
        }
        None
    }

    fn style(&self, steps: &Range<usize>) -> Style {
        let Some(&value) = self.values.get(steps.start).filter(|_| !steps.is_empty()) else { return self.theme.text() };
        let mut style = self.theme.shade(value);
        if steps.start < self.marked.end && self.marked.start < steps.end {
            style = style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
        }
        if steps.contains(&self.cursor) { self.theme.cursor() } else { style }
    }
}

impl Widget for Shaded<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let tall = Self::tall(self.theme);
        if area.height < tall || area.width == 0 {
            return;
        }
        let lines = self.lines(area.width);
        let (_, first) = self.first(&lines, area.height);
        let rows = (area.y..area.bottom() + 1 - tall).step_by(usize::from(tall));
        for (y, line) in rows.zip(&lines[first.min(lines.len())..]) {
            let mut x = area.x;
            for piece in line {
                let columns = u16::try_from(piece.columns).unwrap_or(u16::MAX).min(area.right().saturating_sub(x));
                buf.set_stringn(x, y, &piece.text, usize::from(columns), self.style(&piece.steps));
                let value = self.values.get(piece.steps.start).filter(|_| !piece.steps.is_empty());
                if let Some(&value) = value.filter(|value| tall > 1 && columns > 0 && sign(**value) != '·') {
                    buf[(x, y + 1)].set_char(sign(value)).set_style(self.theme.text());
                }
                x += columns;
            }
        }
    }
}

/// What the colours or signs mean, in the first line of `area`, and after that as much of `hint` as fits.
pub fn legend(theme: &Theme, hints: &[&str], area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let write = |x: u16, text: &str, buf: &mut Buffer| {
        let room = usize::from(area.right().saturating_sub(x));
        buf.set_stringn(x, area.y, text, room, theme.dim()).0
    };
    let mut x = write(area.x, "-1 ", buf);
    x = diverging(theme, area, x, buf);
    x = write(x, " +1   ", buf);
    let room = usize::from(area.right().saturating_sub(x));
    if let Some(hint) = hints.iter().find(|hint| hint.chars().count() <= room) {
        write(x, hint, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{draw, line};
    use super::*;
    use crate::tui::theme::Depth;

    fn shaded<'a>(steps: &'a [String], values: &[f32], cursor: usize, theme: &'a Theme) -> Shaded<'a> {
        Shaded { steps, starts: &[0], values: values.to_vec(), cursor, marked: 1..3, theme }
    }

    fn steps(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn each_step_has_the_ground_of_its_value_and_lines_break_where_the_text_does() {
        let theme = Theme::new(Depth::TrueColor, false);
        let text = steps(&["a", "b", "\n", "한", "e", "\u{301}", "\u{1b}", "z"]);
        let values = [0.9, -0.9, 0.0, 0.5, 0.1, 0.1, 0.2, 0.3];
        let shown = draw(4, 3, shaded(&text, &values, 0, &theme));
        assert_eq!([0, 1, 2].map(|y| line(&shown, y)), ["ab␊x", "한 e\u{301}␛", "zxxx"]);
        assert_eq!(shown[(3, 2)].bg, theme.diverging(-0.9));
        assert_eq!(shown[(2, 3)].bg, theme.diverging(0.5));
        assert!(shown[(3, 2)].modifier.contains(Modifier::UNDERLINED), "marked");
        assert!(!shown[(2, 3)].modifier.contains(Modifier::UNDERLINED), "not marked");
        assert!(shown[(2, 2)].modifier.contains(Modifier::REVERSED), "the cursor");
        let at = |x, y| shaded(&text, &values, 0, &theme).step_at(Rect::new(2, 2, 4, 3), Position::new(x, y));
        assert_eq!([at(3, 2), at(4, 3), at(5, 3), at(3, 4)], [Some(1), Some(4), Some(6), None]);
        let below = |cursor, by| shaded(&text, &values, cursor, &theme).below(4, by);
        assert_eq!([below(0, 1), below(1, 2), below(7, -2), below(0, -1)], [Some(3), Some(7), Some(0), None]);
    }

    #[test]
    fn examples_stand_apart_and_begin_a_line_where_they_do_not_fit() {
        let theme = Theme::new(Depth::TrueColor, false);
        let text = steps(&["a", "b", "c", "d", "\n", "e", "f", "g", "h", "i"]);
        let shown = |starts: &'static [usize]| {
            let shaded = Shaded { starts, ..shaded(&text, &[0.5; 10], 0, &theme) };
            let shown = draw(8, 3, shaded);
            [0, 1, 2].map(|y| line(&shown, y))
        };
        assert_eq!(shown(&[0, 2, 5, 7]), ["ab   cd␊", "ef   ghi", "xxxxxxxx"]);
        assert_eq!(shown(&[0, 2, 6]), ["abxxxxxx", "cd␊xxxxx", "e   fghi"]);
        let words = steps(&["one", "two", "three", "four"]);
        let shown = draw(11, 3, Shaded { starts: &[0, 1, 2], ..shaded(&words, &[0.5; 4], 0, &theme) });
        assert_eq!([0, 1, 2].map(|y| line(&shown, y)), ["one   twoxx", "three fourx", "xxxxxxxxxxx"]);
        let shown = draw(9, 2, Shaded { starts: &[0, 1, 2], ..shaded(&words, &[0.5; 4], 0, &theme) });
        assert_eq!(line(&shown, 0), "one   two", "what fits exactly");
    }

    #[test]
    fn without_colours_signs_stand_below() {
        let theme = Theme::new(Depth::Mono, false);
        let text = steps(&["a", "한", "c", "d", "e", "f"]);
        let shown = draw(5, 4, shaded(&text, &[0.9, -0.9, 0.0, 0.5, -0.3, f32::NAN], 5, &theme));
        assert_eq!([0, 1, 2, 3].map(|y| line(&shown, y)), ["a한 cd", "#=xx+", "efxxx", "-?xxx"]);
        let words = steps(&["one", "two", "three"]);
        let shown = draw(8, 4, shaded(&words, &[0.9, 0.9, -0.9], 0, &theme));
        assert_eq!([0, 1, 2, 3].map(|y| line(&shown, y)), ["one twox", "#xxx#xxx", "threexxx", "=xxxxxxx"]);
        for (width, height) in [(0, 0), (1, 1), (2, 9), (1, 2)] {
            draw(width, height, shaded(&text, &[], 99, &theme));
        }
    }
}
