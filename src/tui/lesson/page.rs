//! A lesson's page as lines, with the run's own numbers in place.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use textwrap::wrap;

use super::blocks;
use super::lines::breaks;
use crate::lessons::{Lang, Page, Piece};
use crate::tui::app::{App, OpenLesson};
use crate::tui::theme::Theme;

/// The page as lines of at most `width` columns.
pub fn text(app: &App, open: &OpenLesson, width: usize) -> Vec<Line<'static>> {
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
    if open.at_last_page() {
        lines.push(Line::default());
        for tried in &open.lesson.preset.tries {
            let text = format!("`:{}` {}", tried.command, tried.text.get(open.lang));
            lines.extend(paragraph(&text, width, theme));
        }
        lines.push(Line::default());
        lines.extend(paragraph(&foot(open), width, theme));
    }
    lines
}

/// Where the last page leads.
fn foot(open: &OpenLesson) -> String {
    match (open.next(), open.lang) {
        (Some(next), Lang::En) => format!("`n` goes on to the next lesson, `{next}`."),
        (Some(next), Lang::Ko) => format!("`n`을 누르면 다음 수업 `{next}`로 가요."),
        (None, Lang::En) => "That was the last lesson. `q` leaves it.".to_owned(),
        (None, Lang::Ko) => "여기까지가 마지막 수업이에요. `q`로 나가요.".to_owned(),
    }
}

/// The text in place of numbers that the running part does not have: it names the part that has them.
fn unanswered(open: &OpenLesson, page: &Page) -> String {
    let here = open.lesson.preset.parts[open.part].name.as_str();
    match (page.parts().find(|&part| part != here), open.lang) {
        (Some(part), Lang::En) => format!("… type `:part {part}` to see it"),
        (Some(part), Lang::Ko) => format!("… `:part {part}`에서 볼 수 있어요"),
        (None, Lang::En) => "… not in this part".to_owned(),
        (None, Lang::Ko) => "… 이 부분에는 없어요".to_owned(),
    }
}

/// Replaces a backquote while lines are broken: like the backquote on the screen, it takes no column.
const QUOTE: &str = "\u{200b}";

/// A text broken into lines. What stands between backquotes is in the accent.
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
