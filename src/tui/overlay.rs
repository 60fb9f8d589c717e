//! The windows over the dashboard: the help, and the question before leaving.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use super::app::App;
use super::keys::{Scope, TABLE};
use super::text::{columns, cut};
use crate::train::message::Examples;

/// Columns of the help on a small screen.
const NARROW: u16 = 78;

/// What the numbers on the screen mean, as each task counts them.
fn words(examples: Option<&Examples>) -> [(&'static str, &'static str); 7] {
    let [loss, right] = match examples {
        Some(Examples::Text(_) | Examples::Generate(_)) | None => [
            ("loss", "surprise at the true next character, in nats; it should fall"),
            ("acc", "share of characters predicted right"),
        ],
        Some(Examples::Translate(_)) => [
            ("loss", "surprise at the true next token, in nats; it should fall"),
            ("acc", "share of tokens predicted right"),
        ],
        Some(Examples::Classify(_)) => [
            ("loss", "surprise at a row's true label, in nats; it should fall"),
            ("acc", "share of the step's rows given their label"),
        ],
        Some(Examples::Series(_)) => [
            ("loss", "mean squared error of the scaled target; it should fall"),
            ("MAE", "how far off forecasts are; in RMSE large errors count more"),
        ],
    };
    [
        loss,
        ("val", "the same on held-out data; if it rises, the net overfits"),
        right,
        ("lr", "learning rate: how far each step moves the weights"),
        ("|g|", "length of the gradient: how steep it is here"),
        ("epoch", "one pass over the training data, in steps of one batch"),
        ("hidden", "what the net remembers: a row a unit, a column a time step"),
    ]
}

/// Draws the help: every key of the table, and what the numbers mean.
pub fn help(app: &App, frame: &mut Frame<'_>) {
    let theme = &app.theme;
    let line = |(name, text): (&str, &str)| {
        Line::from(vec![
            Span::styled(format!(" {name:>9}  "), theme.accent()),
            Span::styled(text.to_owned(), theme.text()),
        ])
    };
    let rows: Vec<_> = TABLE
        .iter()
        .filter(|row| matches!(row.scope, Scope::Main | Scope::Always) && !row.help.is_empty())
        .map(|row| (row.name, row.help))
        .collect();
    let screen = frame.area();
    let words = words(app.view().map(|view| &view.examples));
    // One column if everything fits into it.
    let wide = screen.width >= 110 && usize::from(screen.height) >= rows.len() + 1 + words.len() + 2;
    let half = rows.len().div_ceil(2);
    let mut lines: Vec<Line<'_>> = Vec::new();
    if wide {
        lines.extend(rows.iter().copied().map(line));
        lines.push(Line::raw(""));
        lines.extend(words.map(line));
    } else {
        // On a small screen keys stand in two columns, and texts that are too long are cut.
        let column = usize::from(screen.width.min(NARROW).saturating_sub(2)) / 2;
        for i in 0..half {
            let cell = |row: Option<&(&str, &str)>| {
                row.map_or_else(Vec::new, |(name, text)| {
                    let room = column.saturating_sub(10);
                    let text = cut(text, room);
                    vec![
                        Span::styled(format!("{name:>9} "), theme.accent()),
                        Span::styled(format!("{text:<room$}"), theme.text()),
                    ]
                })
            };
            let mut spans = cell(rows.get(i));
            spans.extend(cell(rows.get(i + half)));
            lines.push(Line::from(spans));
        }
        let room = (2 * column).saturating_sub(13);
        lines.extend(words.iter().map(|(name, text)| line((name, &cut(text, room)))));
        let fit = usize::from(screen.height.saturating_sub(2));
        if lines.len() > fit {
            lines.truncate(fit.saturating_sub(1));
            lines.push(Line::styled(" … 24 lines of 80 columns have room for the rest", theme.dim()));
        }
    }
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let area = centred(screen, if wide { 96 } else { NARROW }, height);
    let titles = [" Help · Esc closes ", " rnntui --help: --fps --theme --ascii --no-mouse "];
    show(app, frame, area, titles, Paragraph::new(lines));
}

/// Draws the question before leaving.
pub fn leaving(app: &App, frame: &mut Frame<'_>) {
    let theme = &app.theme;
    let mut lines =
        vec![Line::styled(" What was learnt since the last save is not on disk.", theme.text()), Line::raw("")];
    for row in TABLE.iter().filter(|row| row.scope == Scope::Leaving) {
        lines.push(Line::from(vec![
            Span::styled(format!("   {:<4}", row.name), theme.accent()),
            Span::styled(row.help, theme.text()),
        ]));
    }
    lines.push(Line::from(vec![Span::styled("   Esc ", theme.accent()), Span::styled("stay", theme.text())]));
    let area = centred(frame.area(), 56, 7);
    show(app, frame, area, [" Leave? ", ""], Paragraph::new(lines));
}

/// Draws a window with this text over what is there, one title above it and one below.
fn show(app: &App, frame: &mut Frame<'_>, area: Rect, titles: [&'static str; 2], text: Paragraph<'_>) {
    let block = Block::bordered().border_set(border::ROUNDED).border_style(app.theme.accent());
    blank_half_covered(frame, area);
    frame.render_widget(Clear, area);
    let [above, below] = titles.map(|title| Line::styled(title, app.theme.accent()));
    let block = block.title_top(above).title_bottom(below.right_aligned());
    frame.render_widget(text.wrap(Wrap { trim: false }).block(block), area);
}

/// Blanks wide characters whose second column lies under `area`: a terminal would draw that half over the border.
fn blank_half_covered(frame: &mut Frame<'_>, area: Rect) {
    let Some(x) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = frame.buffer_mut().cell_mut((x, y)).filter(|cell| columns(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}

/// An area of this size in the middle of the screen, smaller if the screen is.
fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect::new(screen.x + (screen.width - width) / 2, screen.y + (screen.height - height) / 2, width, height)
}
