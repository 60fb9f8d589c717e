//! The frames of panes: a title line and two sides, each line shared with the neighbour.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect, Spacing};
use ratatui::style::Modifier;
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use super::text::cut;
use super::theme::Theme;

/// What a frame is around, which decides how its title looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// The pane in focus: a mark and a bold title, both in the accent.
    Focused,
    /// Another pane.
    Pane,
    /// A part of a pane, which cannot have the focus: a dim title.
    Part,
}

impl Around {
    /// Around a pane.
    #[must_use]
    pub fn pane(focused: bool) -> Self {
        if focused { Self::Focused } else { Self::Pane }
    }
}

/// Draws the frame and returns the room within it. With `below`, the sides reach one line further down, into the title
/// line of the pane that stands there.
pub fn draw(theme: &Theme, frame: &mut Frame<'_>, area: Rect, around: Around, title: &str, below: bool) -> Rect {
    let (mark, style) = match around {
        Around::Focused => ("▸", theme.accent().add_modifier(Modifier::BOLD)),
        Around::Pane => (" ", theme.text()),
        Around::Part => (" ", theme.dim()),
    };
    let title = cut(title, title_room(area));
    let block = block()
        .merge_borders(MergeStrategy::Exact)
        .border_style(theme.border())
        .title_top(Line::from(vec![Span::styled(mark, theme.accent()), Span::styled(format!("{title} "), style)]));
    let inner = block.inner(area);
    frame.render_widget(block, Rect { height: area.height + u16::from(below), ..area });
    inner
}

/// The room within the frame of a pane in this area.
#[must_use]
pub fn inner(area: Rect) -> Rect {
    block().inner(area)
}

fn block() -> Block<'static> {
    Block::new().borders(Borders::TOP | Borders::LEFT | Borders::RIGHT)
}

/// Columns that a pane's title may take: the mark before it and both corners are not its own.
#[must_use]
pub fn title_room(area: Rect) -> usize {
    usize::from(area.width).saturating_sub(3)
}

/// `count` areas side by side, each sharing a line with the next.
#[must_use]
pub fn columns(area: Rect, count: usize) -> Vec<Rect> {
    Layout::horizontal(vec![Constraint::Fill(1); count]).spacing(Spacing::Overlap(1)).split(area).to_vec()
}

/// Two areas side by side, which share a line.
#[must_use]
pub fn halves(area: Rect) -> [Rect; 2] {
    Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(Spacing::Overlap(1)).areas(area)
}
