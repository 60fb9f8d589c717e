//! Chunks of text, predicted or true. Wrong tokens are coloured and underlined, and bold if the net was sure of
//! them; a right one that it was not sure of is dim.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation as _;

use super::hidden::shown;
use crate::glyph::{Cluster, character, clusters};
use crate::train::message::{Merged, TextView, Token};
use crate::tui::theme::Theme;

/// What stands for a token that was not worked out, and, shown as a symbol, for the end of a document.
const NOTHING: char = '·';
const END_OF_TEXT: char = '\u{3}';

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the net predicts.
    Predicted,
    /// What the text says.
    True,
    /// The same, by how surprised the net was of it.
    Surprise,
}

/// A list of chunks, one a row.
pub struct Chunks<'a> {
    /// The chunks.
    pub view: &'a TextView,
    /// Which side of them.
    pub side: Side,
    /// The first row shown.
    pub first: usize,
    /// The selected row.
    pub selected: usize,
    /// The time cursor, drawn in the selected row.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for Chunks<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let digits = self.view.starts.last().map_or(1, |last| last.to_string().len());
        for (y, row) in (area.y..area.bottom()).zip(self.first..self.view.rows()) {
            let selected = row == self.selected;
            let base = if selected { self.theme.selected() } else { Style::new() };
            buf.set_style(Rect { y, height: 1, ..area }, base);
            let mark = if selected { '›' } else { ' ' };
            let label = format!("{mark}{:>digits$} ", self.view.starts[row]);
            let (x, _) = buf.set_stringn(area.x, y, label, usize::from(area.width), self.theme.dim().patch(base));
            let (predicted, target) = (self.view.row(&self.view.predicted, row), self.view.row(&self.view.target, row));
            let widest = predicted.iter().flatten().chain(target).map(width).max().unwrap_or(1);
            let room = usize::from(area.right().saturating_sub(x)) / widest;
            let first = shown(self.time, self.view.seq_len, room).start;
            let odds = self.view.row(&self.view.sure, row).iter().zip(self.view.row(&self.view.truth, row));
            let pairs = predicted.iter().zip(target).zip(odds).enumerate().skip(first);
            let tokens = pairs.map(|(t, ((p, y), (&sure, &truth)))| {
                let spot = Spot::single(self.theme, self.side, p.as_ref().map(|p| (p, Odds { sure, truth })), y);
                let style = if selected && t == self.time { self.theme.cursor().patch(spot.style) } else { spot.style };
                Spot { style, ..spot }
            });
            write(buf, (x, y), area.right(), tokens, base);
        }
    }
}

/// The merged text in lines, scrolled so that the selected chunk is in sight.
pub struct MergedText<'a> {
    /// The text, predicted and true.
    pub merged: &'a Merged,
    /// Which side of it.
    pub side: Side,
    /// The place of the token that is kept in sight.
    pub around: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for MergedText<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let (lines, seen) = self.lines(area.width);
        let rows = usize::from(area.height);
        let first = (seen + 1).saturating_sub(rows.div_ceil(2)).min(lines.len().saturating_sub(rows));
        for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(first)) {
            write(buf, (area.x, y), area.right(), line.into_iter(), Style::new());
        }
    }
}

impl MergedText<'_> {
    /// How many lines of so many columns it takes.
    pub fn height(&self, width: u16) -> usize {
        self.lines(width).0.len()
    }

    /// The lines, and which of them has the token that is kept in sight.
    fn lines(&self, width: u16) -> (Vec<Vec<Spot>>, usize) {
        let columns = usize::from(width.max(1));
        let mut lines = vec![Vec::new()];
        let (mut used, mut seen, mut place) = (0, 0, 0);
        for group in groups(self.merged) {
            let (predicted, target) = (&self.merged.predicted[group.clone()], &self.merged.target[group.clone()]);
            let least = |of: &[f32]| of[group.clone()].iter().copied().fold(1.0, f32::min);
            let odds = Odds { sure: least(&self.merged.sure), truth: least(&self.merged.truth) };
            let spot = Spot::of(self.theme, self.side, (predicted, odds), target);
            if used + spot.columns > columns {
                lines.push(Vec::new());
                used = 0;
            }
            used += spot.columns;
            if (place..group.end).contains(&self.around) {
                seen = lines.len() - 1;
            }
            place = group.end;
            if let Some(line) = lines.last_mut() {
                line.push(spot);
            }
        }
        (lines, seen)
    }
}

/// The tokens of the true text that a person sees as one: a word, or a character with the marks on it. Both sides are
/// grouped like this, so that they stay beside each other.
fn groups(merged: &Merged) -> impl Iterator<Item = Range<usize>> {
    let mut lengths = Vec::new();
    for run in merged.target.chunk_by(|a, b| is_character(a) && is_character(b)) {
        if is_character(&run[0]) {
            let text: String = run.iter().map(Token::to_string).collect();
            lengths.extend(text.graphemes(true).map(|cluster| cluster.chars().count()));
        } else {
            lengths.push(1);
        }
    }
    lengths.into_iter().scan(0, |at, length| {
        let first = *at;
        *at += length;
        Some(first..*at)
    })
}

fn is_character(token: &Token) -> bool {
    matches!(token, Token::Char(_))
}

/// What stands for a token: a word with a blank after it, and a symbol for a document's end.
fn shown_as(token: Option<&Token>) -> String {
    match token {
        None => NOTHING.to_string(),
        Some(Token::End) => END_OF_TEXT.to_string(),
        Some(Token::Char(c)) => c.to_string(),
        Some(word) => format!("{word} "),
    }
}

/// The columns that a token takes in cells of its own.
pub fn width(token: &Token) -> usize {
    match token {
        Token::Char(c) => character(*c).columns,
        other => clusters(&shown_as(Some(other))).map(|cluster| cluster.columns).sum(),
    }
}

/// The probabilities that the net gave to its answer and to the truth.
#[derive(Debug, Clone, Copy)]
struct Odds {
    sure: f32,
    truth: f32,
}

/// What stands in a few columns of one side: the columns are those of the wider of the two sides, so that both break
/// their lines at the same places.
struct Spot {
    text: String,
    columns: usize,
    style: Style,
}

impl Spot {
    /// These tokens of the merged text; characters are joined as in running text.
    fn of(theme: &Theme, side: Side, (predicted, odds): (&[Option<Token>], Odds), target: &[Token]) -> Self {
        let said: String = predicted.iter().map(|token| shown_as(token.as_ref())).collect();
        let truth: String = target.iter().map(|token| shown_as(Some(token))).collect();
        let right = predicted.iter().zip(target).all(|(p, t)| p.as_ref() == Some(t));
        let known = predicted.iter().any(Option::is_some);
        Self::new(theme, side, [clusters(&said).collect(), clusters(&truth).collect()], right, known.then_some(odds))
    }

    /// A token in cells of its own.
    fn single(theme: &Theme, side: Side, said: Option<(&Token, Odds)>, target: &Token) -> Self {
        let predicted = said.map(|(token, _)| token);
        let texts = [shown_as(predicted), shown_as(Some(target))];
        let cells = |token: Option<&Token>, text| match token {
            Some(&Token::Char(c)) => vec![character(c)],
            _ => clusters(text).collect(),
        };
        let sides = [cells(predicted, &texts[0]), cells(Some(target), &texts[1])];
        Self::new(theme, side, sides, predicted == Some(target), said.map(|(_, odds)| odds))
    }

    /// What stands there; `odds` are what the net gave it, if it has said anything.
    fn new(theme: &Theme, side: Side, sides: [Vec<Cluster<'_>>; 2], right: bool, odds: Option<Odds>) -> Self {
        let widest = sides.iter().map(|side| side.iter().map(|cluster| cluster.columns).sum()).max().unwrap_or(1);
        let [predicted, target] = sides;
        let (shown, style) = match side {
            Side::Predicted => (predicted, theme.said(right, odds.map(|odds| odds.sure))),
            Side::Surprise => (target, theme.surprised(odds.map(|odds| odds.truth))),
            Side::True if odds.is_some() && !right => (target, theme.text().add_modifier(Modifier::BOLD)),
            Side::True => (target, theme.text()),
        };
        Self { text: shown.into_iter().map(|cluster| cluster.text).collect(), columns: widest, style }
    }
}

/// Writes spots from a place on, up to the column `right`.
fn write(buf: &mut Buffer, (mut x, y): (u16, u16), right: u16, spots: impl Iterator<Item = Spot>, base: Style) {
    for Spot { text, columns, style } in spots {
        let columns = u16::try_from(columns).unwrap_or(1);
        if x + columns > right {
            break;
        }
        buf.set_stringn(x, y, text, usize::from(columns), style.patch(base));
        x += columns;
    }
}
