//! A lesson's text beside the running dashboard, with the run's own numbers in place.

mod blocks;
mod examples;
mod staircase;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use textwrap::{Options, WordSeparator, WordSplitter, wrap};

use super::app::{App, OpenLesson, Pane};
use super::body::framed;
use super::theme::Theme;
use crate::lessons::{Lang, Page, Piece};

/// Draws the page on show into `area`, frame included.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let Some(open) = &app.lesson else { return };
    let (page, pages) = (open.page + 1, open.lesson.pages(open.lang).len());
    let title = format!("Lesson {} · page {page} of {pages}", open.lesson.name);
    let inner = inside(framed(app, frame, area, Some(Pane::Lesson), &title, false));
    let lines = text(app, open, usize::from(inner.width));
    let mut room = usize::from(inner.height);
    if lines.len() > open.scroll + room {
        // What does not fit is said to be there, and how to get at it.
        room = room.saturating_sub(1);
        let keys = if app.focus == Pane::Lesson { "↓" } else { "Tab, then ↓" };
        let mark = format!("↓ {} lines more: {keys}", lines.len() - open.scroll - room);
        let last = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
        frame.render_widget(Line::styled(mark, app.theme.accent()).right_aligned(), last);
    }
    let shown: Vec<_> = lines.into_iter().skip(open.scroll).take(room).collect();
    frame.render_widget(Text::from(shown), inner);
}

/// Lines of the page on show; 0 where there is no lesson.
pub fn lines(app: &App) -> usize {
    let area = app.panes().lesson;
    let width = usize::from(area.width).saturating_sub(4);
    app.lesson.as_ref().map_or(0, |open| text(app, open, width).len())
}

/// A column of air at each side of the text.
fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

/// The page as lines of at most `width` columns.
fn text(app: &App, open: &OpenLesson, width: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let Some(page) = open.lesson.pages(open.lang).get(open.page) else { return Vec::new() };
    let mut lines = vec![Line::styled(page.title.clone(), theme.accent().add_modifier(Modifier::BOLD))];
    for piece in &page.pieces {
        lines.push(Line::default());
        match piece {
            Piece::Paragraph(text) => lines.extend(paragraph(text, width, theme)),
            Piece::Live { name, part } => {
                let here = part.as_ref().is_none_or(|part| *part == open.lesson.preset.parts[open.part].name);
                match blocks::block(app, name, width).filter(|_| here) {
                    Some(block) => lines.extend(block),
                    None => lines.extend(paragraph(&unanswered(open, page), width, theme)),
                }
            }
        }
    }
    if open.page + 1 == open.lesson.pages(open.lang).len() {
        lines.push(Line::default());
        for tried in &open.lesson.preset.tries {
            let text = format!("`:{}` {}", tried.command, tried.text.get(open.lang));
            lines.extend(paragraph(&text, width, theme));
        }
    }
    lines
}

/// What stands in the place of numbers that the part at work does not have: which part has them.
fn unanswered(open: &OpenLesson, page: &Page) -> String {
    let here = open.lesson.preset.parts[open.part].name.as_str();
    match (page.parts().find(|&part| part != here), open.lang) {
        (Some(part), Lang::En) => format!("… type `:part {part}` to see it"),
        (Some(part), Lang::Ko) => format!("… `:part {part}`에서 볼 수 있어요"),
        (None, Lang::En) => "… not in this part".to_owned(),
        (None, Lang::Ko) => "… 이 부분에는 없어요".to_owned(),
    }
}

/// How lines are broken: at blanks alone, which Korean has between words too, never within `h_{t-1}`.
fn breaks(width: usize) -> Options<'static> {
    Options::new(width.max(1)).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation)
}

/// Stands for a backquote while lines are broken: it takes no column then, as it takes none on the screen.
const QUOTE: &str = "\u{200b}";

/// A text wrapped; what stands between backquotes is in the accent.
fn paragraph(text: &str, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut code = false;
    let styled = |line: &str| {
        let mut spans = Vec::new();
        for (place, piece) in line.split(QUOTE).enumerate() {
            code ^= place > 0;
            let style: Style = if code { theme.accent() } else { theme.text() };
            spans.push(Span::styled(piece.to_owned(), style));
        }
        Line::from(spans)
    };
    wrap(&text.replace('`', QUOTE), breaks(width)).iter().map(AsRef::as_ref).map(styled).collect()
}

#[cfg(test)]
mod tests;
