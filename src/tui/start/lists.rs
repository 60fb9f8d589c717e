//! The start screen's two lists, a line for each lesson and for each session, and where they stand.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect, Spacing};
use ratatui::text::{Line, Span};

use crate::lessons::{Lang, Lesson};
use crate::tui::text::{columns, cut, shorten};
use crate::tui::theme::Theme;

/// What stands in place of sessions where there are none.
pub const NO_SESSIONS: &str = "  none saved in sessions/ yet: a run saves itself as it goes";
/// Columns beside a name and what it is: the mark before them and the blank between them.
const AROUND: usize = 4;

/// A line of a list.
pub struct Entry {
    name: String,
    about: String,
}

impl Entry {
    /// Columns that the whole line takes.
    fn columns(&self) -> usize {
        columns(&self.name) + columns(&self.about) + AROUND
    }
}

/// A row for each lesson.
pub fn lessons(lessons: &[Lesson], lang: Lang) -> Vec<Entry> {
    let row = |lesson: &Lesson| {
        let preset = &lesson.preset;
        let lab = if preset.lab.is_empty() { "ours" } else { &preset.lab };
        Entry { name: format!("{:<11}", lesson.name), about: format!("{lab:<5} {}", preset.summary.get(lang)) }
    };
    lessons.iter().map(row).collect()
}

/// A row for each session, the names as wide as the widest.
pub fn sessions(sessions: &[(PathBuf, String)]) -> Vec<Entry> {
    let name = |path: &PathBuf| shorten(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), 24);
    let widest = sessions.iter().map(|(path, _)| columns(&name(path))).max().unwrap_or(0);
    let row = |(path, about): &(PathBuf, String)| {
        let name = name(path);
        let pad = " ".repeat(widest - columns(&name));
        Entry { name: name + &pad, about: about.clone() }
    };
    sessions.iter().map(row).collect()
}

/// The areas of lessons and sessions: side by side if both have room for whole lines, or one above the other.
pub fn split(area: Rect, lessons: &[Entry], sessions: &[Entry]) -> [Rect; 2] {
    // With the frame, whose inner line both share, and a blank before it.
    let framed = |rows: &[Entry], least: usize| {
        let widest = rows.iter().map(Entry::columns).max().unwrap_or(0).max(least);
        u16::try_from(widest + 3).unwrap_or(u16::MAX)
    };
    let least = if sessions.is_empty() { columns(NO_SESSIONS) } else { 0 };
    let wide = framed(lessons, 0);
    if wide.saturating_add(framed(sessions, least)) <= area.width.saturating_add(1) {
        return Layout::horizontal([Constraint::Length(wide), Constraint::Fill(1)])
            .spacing(Spacing::Overlap(1))
            .areas(area);
    }
    let wanted = u16::try_from(lessons.len() + 1).unwrap_or(u16::MAX).min(area.height * 2 / 3);
    Layout::vertical([Constraint::Length(wanted), Constraint::Fill(1)]).areas(area)
}

/// Draws rows, from the first one on that keeps the chosen one in sight. Only with the focus is it marked.
pub fn draw(theme: &Theme, frame: &mut Frame<'_>, area: Rect, rows: &[Entry], chosen: usize, focused: bool) {
    let first = (chosen + 1).saturating_sub(usize::from(area.height));
    for (y, (place, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let chosen = place == chosen && focused;
        let mark = if chosen { " › " } else { "   " };
        let room = usize::from(area.width).saturating_sub(columns(&row.name) + AROUND);
        let line = Line::from(vec![
            Span::styled(mark, theme.accent()),
            Span::styled(row.name.clone(), if chosen { theme.accent() } else { theme.text() }),
            Span::styled(format!(" {}", cut(&row.about, room)), theme.dim()),
        ]);
        let line = if chosen { line.style(theme.selected()) } else { line };
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}
