//! The block of live numbers that shows a packed batch: one line for each row, the longest first. Fewer rows are left
//! at each later time step, which looks like stairs.

use ratatui::text::{Line, Span};
use textwrap::wrap;

use super::lines::{breaks, dim, shown};
use crate::train::message::GenerateView;
use crate::tui::app::App;
use crate::tui::text::columns;

/// At most so many rows are drawn.
const MOST: usize = 8;

/// The last batch as it is packed, the number of rows computed at each time step, and what packing saves.
pub fn staircase(app: &App, view: &GenerateView, width: usize) -> Option<Vec<Line<'static>>> {
    let sizes = &view.batch_sizes;
    let rows = *sizes.first()?;
    let length = |row: usize| sizes.iter().filter(|&&size| size > row).count();
    let texts = texts(view, rows, length).filter(|_| 2 * sizes.len() <= width);
    // With two columns for each step, the numbers below stand under their steps.
    let pitch = if 2 * sizes.len() <= width { 2 } else { 1 };
    let steps = sizes.len().min(width / pitch);
    let stairs = (0..rows.min(MOST)).map(|row| {
        let place = |step: usize| {
            let character = texts.as_ref().and_then(|texts| texts[row].get(step));
            let text = character.map_or_else(|| "■".to_owned(), |character| shown(&character.to_string()));
            let pad = " ".repeat(pitch - columns(&text));
            text + &pad
        };
        let computed = length(row).min(steps);
        let padding = format!("{:<pitch$}", "·").repeat(steps - computed);
        Line::from(vec![
            Span::styled((0..computed).map(place).collect::<String>(), app.theme.accent()),
            Span::styled(padding, app.theme.dim()),
        ])
    });
    let mut lines: Vec<_> = stairs.collect();
    if rows > MOST {
        lines.push(dim(app, format!("… {rows} rows in all")));
    }
    let numbers = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    lines.extend(wrap(&numbers, breaks(width)).iter().map(|line| Line::styled(line.to_string(), app.theme.text())));
    let computed: usize = sizes.iter().sum();
    let all = computed + view.padded;
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    let share = 100.0 * view.padded as f64 / all as f64;
    lines.push(dim(app, format!("{computed} of {all} places computed, {share:.1}% saved")));
    Some(lines)
}

/// The texts of the batch's rows, the longest first, if the labels shown are the whole batch. The length of a row
/// counts the end token after its text.
fn texts(view: &GenerateView, rows: usize, length: impl Fn(usize) -> usize) -> Option<Vec<Vec<char>>> {
    let mut texts: Vec<Vec<char>> = view.written.iter().map(|written| written.example.chars().collect()).collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let whole = texts.len() == rows && texts.iter().zip(0..).all(|(text, row)| text.len() + 1 == length(row));
    whole.then_some(texts)
}
