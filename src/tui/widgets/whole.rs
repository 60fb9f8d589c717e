//! The selected row of a list in full, for rows that the columns of the list cut.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::glyph::clusters;
use crate::tui::text::columns;
use crate::tui::theme::Theme;

/// Most lines of one field: a text of a file may be as long as a book.
const MOST: usize = 40;

/// What a column of the list holds: its name, and its text in pieces of one style each.
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The pieces.
    pub pieces: Vec<(String, Style)>,
}

impl Field {
    /// A text of one style.
    pub fn plain(name: &'static str, text: &str, style: Style) -> Self {
        Self { name, pieces: vec![(text.to_owned(), style)] }
    }
}

/// The row.
pub struct Whole<'a> {
    /// Its fields.
    pub fields: Vec<Field>,
    /// Colours.
    pub theme: &'a Theme,
}

impl Whole<'_> {
    /// The lines of at most `width` columns, which break after any character, as the texts of a list need not be words.
    pub fn lines(&self, width: u16) -> Vec<Line<'static>> {
        let label = self.fields.iter().map(|field| columns(field.name)).max().unwrap_or(0) + 1;
        let room = usize::from(width).saturating_sub(label).max(2);
        let mut all = Vec::new();
        for field in &self.fields {
            let begin = |name: &str| Line::from(Span::styled(format!("{name:<label$}"), self.theme.dim()));
            let (mut lines, mut used) = (vec![begin(field.name)], 0);
            'text: for (text, style) in &field.pieces {
                for cluster in clusters(text) {
                    if used + cluster.columns > room {
                        if lines.len() == MOST {
                            break 'text;
                        }
                        lines.push(begin(""));
                        used = 0;
                    }
                    used += cluster.columns;
                    if let Some(line) = lines.last_mut() {
                        line.push_span(Span::styled(cluster.text.into_owned(), *style));
                    }
                }
            }
            all.append(&mut lines);
        }
        all
    }
}

impl Widget for Whole<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        for (y, line) in (area.y..area.bottom()).zip(self.lines(area.width)) {
            line.render(Rect { y, height: 1, ..area }, buf);
        }
    }
}
