//! Where everything is on a screen of a given size: a pure function, so that drawing, scrolling and clicking agree.

use ratatui::layout::{Constraint, Layout, Rect};

use super::app::Pane;

/// Below this the dashboard says what it needs.
pub const SMALLEST: (u16, u16) = (60, 16);

/// The dashboard's parts. A part that is not on show has no area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panes {
    pub stats: Rect,
    pub loss: Rect,
    pub hidden: Rect,
    pub predicted: Rect,
    pub target: Rect,
    pub merged: Rect,
    pub status: Rect,
}

impl Panes {
    /// The parts of `area`; with `expanded`, that pane alone between the numbers and the status line.
    #[must_use]
    pub fn new(area: Rect, expanded: Option<Pane>, merged_len: usize) -> Self {
        let inner = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), area.height.saturating_sub(2));
        let [stats, middle, status] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)]).areas(inner);
        let mut panes = Self { stats, status, ..Self::default() };
        match expanded {
            Some(Pane::Loss) => panes.loss = middle,
            Some(Pane::Hidden) => panes.hidden = middle,
            Some(Pane::Chunks) => panes.bottom(middle, merged_len),
            None => {
                let [top, bottom] =
                    Layout::vertical([Constraint::Percentage(48), Constraint::Percentage(52)]).areas(middle);
                [panes.loss, panes.hidden] =
                    Layout::horizontal([Constraint::Percentage(52), Constraint::Percentage(48)]).areas(top);
                panes.bottom(bottom, merged_len);
            }
        }
        panes
    }

    fn bottom(&mut self, area: Rect, merged_len: usize) {
        let columns = usize::from(area.width.max(2) / 2 - 1).max(1);
        let wanted = if merged_len == 0 { 0 } else { merged_len.div_ceil(columns) + 1 };
        let most = usize::from(area.height / 3);
        let rows = u16::try_from(wanted.min(most)).unwrap_or(0);
        let [chunks, merged] = Layout::vertical([Constraint::Min(0), Constraint::Length(rows)]).areas(area);
        [self.predicted, self.target] =
            Layout::horizontal([Constraint::Percentage(50), Constraint::Percentage(50)]).areas(chunks);
        self.merged = merged;
    }

    /// The pane at a place on the screen.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Pane> {
        let holds = |area: Rect| area.contains((column, row).into());
        match () {
            () if holds(self.loss) => Some(Pane::Loss),
            () if holds(self.hidden) => Some(Pane::Hidden),
            () if holds(self.predicted) || holds(self.target) || holds(self.merged) => Some(Pane::Chunks),
            () => None,
        }
    }

    /// Rows of chunks on show: the area without its title.
    #[must_use]
    pub fn chunk_rows(&self) -> usize {
        usize::from(self.predicted.height.saturating_sub(1))
    }

    /// Rows of the heatmap: without title, the characters and the legend.
    #[must_use]
    pub fn hidden_rows(&self) -> usize {
        usize::from(self.hidden.height.saturating_sub(3))
    }
}
