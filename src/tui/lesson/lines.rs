//! The lines of a lesson's page: how they are made and where they are broken.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::figures::cell;
use crate::tui::app::App;
use crate::tui::text::clipped;

/// Breaks lines only at blanks, which Korean has between words too, and never within `h_{t-1}`.
pub fn breaks(width: usize) -> Options<'static> {
    Options::new(width.max(1)).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation)
}

/// A dim line.
pub fn dim(app: &App, text: impl Into<String>) -> Line<'static> {
    Line::styled(text.into(), app.theme.dim())
}

/// A line of a name, dim, and its value.
pub fn row(app: &App, name: &str, value: impl Into<String>) -> Line<'static> {
    Line::from(vec![Span::styled(format!("{name} "), app.theme.dim()), Span::styled(value.into(), app.theme.text())])
}

/// Numbers as a vector of at most `width` columns. Dots replace what does not fit.
pub fn vector(numbers: impl ExactSizeIterator<Item = f32>, width: usize) -> String {
    let all = numbers.len();
    let most = (width.saturating_sub(2) / 6).max(1);
    let shown = if all <= most { all } else { most.saturating_sub(1).max(1) };
    let shorts: Vec<String> = numbers.take(shown).map(|number| cell(number, 2, 5)).collect();
    format!("[{}{}]", shorts.join(" "), if shown < all { " …" } else { "" })
}

/// A bar of at most `room` columns, for a share of them from 0 to 1.
pub fn bar(app: &App, share: f64, room: usize) -> Span<'static> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a share of a few columns"
    )]
    let columns = (share * room as f64).round() as usize;
    Span::styled("▪".repeat(columns), app.theme.accent())
}

/// The style of the numbers that matter most.
pub fn bold(app: &App) -> Style {
    app.theme.text().add_modifier(Modifier::BOLD)
}

/// A character or word as it is shown on a page: at most 12 columns, a blank as `␣`.
pub fn shown(label: &str) -> String {
    let glyphs = clipped(label, 12);
    if glyphs == " " { "␣".to_owned() } else { glyphs }
}
