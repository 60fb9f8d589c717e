//! Where everything is on the screen. It follows from the screen's size, the table of panes and which pane is expanded,
//! so that drawing, scrolling and clicking agree.

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use super::app::App;
use super::frame;
use super::pane::{Pane, Place};
use super::panes::TABLE;

/// Below this size the dashboard only says what it needs.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Fewest and most columns of a pane at the side, with its frame: wider lines of text are hard to read.
const SIDE: (u16, u16) = (44, 72);

/// A pane and its area, which holds its frame: the title line above it, and a line at each side that it shares with
/// its neighbour. A pane that is not on the screen has an empty area.
pub struct Placed {
    /// The pane.
    pub pane: &'static dyn Pane<App>,
    /// Its area.
    pub area: Rect,
    /// Whether another pane stands below it.
    pub below: bool,
}

/// The parts of the screen.
pub struct Parts {
    /// The line of numbers.
    pub stats: Rect,
    /// All panes, in the order of the table.
    pub panes: Vec<Placed>,
    /// The status line.
    pub status: Rect,
}

impl Parts {
    /// Where everything is now.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let area = app.area;
        let line = |y| Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1.min(area.height));
        let middle = Rect::new(area.x, area.y + 2, area.width, area.height.saturating_sub(4));
        let mut panes: Vec<Placed> =
            TABLE.iter().map(|&pane| Placed { pane, area: Rect::default(), below: false }).collect();
        let mut there: Vec<_> = panes.iter_mut().filter(|placed| placed.pane.exists(app)).collect();
        if app.expanded {
            if let Some(placed) = there.into_iter().find(|placed| placed.pane.id() == app.focus) {
                placed.area = middle;
            }
        } else {
            arrange(&mut there, middle);
        }
        let areas: Vec<Rect> = panes.iter().map(|placed| placed.area).collect();
        for placed in &mut panes {
            let area = placed.area;
            let touches = |other: &Rect| other.y == area.bottom() && other.x < area.right() && area.x < other.right();
            placed.below = areas.iter().any(|other| !other.is_empty() && touches(other));
        }
        Self { stats: line(area.y + 1), panes, status: line(middle.bottom()) }
    }

    /// The pane at a place on the screen.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<&Placed> {
        self.panes.iter().find(|placed| placed.area.contains((column, row).into()))
    }
}

/// Gives each pane its place in `area`.
fn arrange(panes: &mut [&mut Placed], area: Rect) {
    let (mut side, mut top, mut bottom) = (Vec::new(), Vec::new(), Vec::new());
    for placed in panes {
        match placed.pane.place() {
            Place::Side => side.push(placed),
            Place::Top(share) => top.push((share, placed)),
            Place::Bottom(share) => bottom.push((share, placed)),
        }
    }
    let mut run = area;
    if !side.is_empty() {
        let width = (area.width * 2 / 5).clamp(SIDE.0.min(area.width), SIDE.1);
        let columns = [Constraint::Length(width), Constraint::Fill(1)];
        let [left, right] = Layout::horizontal(columns).spacing(Spacing::Overlap(1)).areas(area);
        let rows = Layout::vertical(vec![Constraint::Fill(1); side.len()]).split(left);
        side.into_iter().zip(rows.iter()).for_each(|(placed, &area)| placed.area = area);
        run = right;
    }
    if run.width < SMALLEST.0 {
        let panes: Vec<_> = top.into_iter().chain(bottom).collect();
        let shares = panes.iter().map(|&(share, _)| Constraint::Fill(share));
        let rows = Layout::vertical(shares).split(run);
        panes.into_iter().zip(rows.iter()).for_each(|((_, placed), &area)| placed.area = area);
        return;
    }
    if bottom.is_empty() {
        let columns = frame::columns(run, top.len());
        return top.into_iter().zip(columns).for_each(|((_, placed), area)| placed.area = area);
    }
    let [upper, lower] = Layout::vertical([Constraint::Percentage(48), Constraint::Percentage(52)]).areas(run);
    for (panes, area) in [(top, upper), (bottom, lower)] {
        let columns = frame::columns(area, panes.len());
        panes.into_iter().zip(columns).for_each(|((_, placed), area)| placed.area = area);
    }
}
