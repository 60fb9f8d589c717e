//! Where everything is on a screen of a given size: a pure function, so that drawing, scrolling and clicking agree.

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::app::Pane;

/// Below this the dashboard says what it needs.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Columns of a lesson's text with its frame, at least and at most: wider lines are hard to read.
const LESSON: u16 = 44;
const MOST_LESSON: u16 = 72;

/// The dashboard's parts. A pane's area holds its frame: the line above it and one at each side, which it shares with
/// its neighbours. A part that is not on show has no area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panes {
    pub stats: Rect,
    pub lesson: Rect,
    pub loss: Rect,
    pub hidden: Rect,
    pub examples: Rect,
    pub status: Rect,
}

impl Panes {
    /// The parts of `area`, with a lesson's text at the left where there is one; with `expanded`, that pane alone between
    /// the numbers and the status line.
    #[must_use]
    pub fn new(area: Rect, lesson: bool, expanded: Option<Pane>) -> Self {
        let line = |y| Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1.min(area.height));
        let middle = Rect::new(area.x, area.y + 2, area.width, area.height.saturating_sub(4));
        let mut panes = Self { stats: line(area.y + 1), status: line(middle.bottom()), ..Self::default() };
        match expanded {
            Some(Pane::Lesson) => panes.lesson = middle,
            Some(Pane::Loss) => panes.loss = middle,
            Some(Pane::Hidden) => panes.hidden = middle,
            Some(Pane::Examples) => panes.examples = middle,
            None if lesson => {
                let text = (area.width * 2 / 5).clamp(LESSON.min(area.width), MOST_LESSON);
                let [text, run] = Layout::horizontal([Constraint::Length(text), Constraint::Fill(1)])
                    .spacing(Spacing::Overlap(1))
                    .areas(middle);
                panes.lesson = text;
                panes.run(run);
            }
            None => panes.run(middle),
        }
        panes
    }

    /// Loss and hidden state side by side above the examples, or where there is no room for that all in a column.
    fn run(&mut self, area: Rect) {
        if area.width < SMALLEST.0 {
            let shares = [Constraint::Fill(6), Constraint::Fill(7), Constraint::Fill(8)];
            [self.loss, self.hidden, self.examples] = Layout::vertical(shares).areas(area);
            return;
        }
        let [top, bottom] = Layout::vertical([Constraint::Percentage(48), Constraint::Percentage(52)]).areas(area);
        [self.loss, self.hidden] = halves(top);
        self.examples = bottom;
    }

    /// The pane at a place on the screen.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Pane> {
        let holds = |area: Rect| area.contains((column, row).into());
        match () {
            () if holds(self.lesson) => Some(Pane::Lesson),
            () if holds(self.loss) => Some(Pane::Loss),
            () if holds(self.hidden) => Some(Pane::Hidden),
            () if holds(self.examples) => Some(Pane::Examples),
            () => None,
        }
    }

    /// Rows of the heatmap: without title, the characters and the legend.
    #[must_use]
    pub fn hidden_rows(&self) -> usize {
        usize::from(self.hidden.height.saturating_sub(3))
    }
}

/// Two panes side by side with one line between them.
pub fn halves(area: Rect) -> [Rect; 2] {
    Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(Spacing::Overlap(1)).areas(area)
}
