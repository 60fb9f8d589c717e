//! What a pane of the dashboard is: a part of the screen that owns its place, its drawing and its events. The panes
//! themselves are files in `panes/` and rows of its table; nothing here knows any of them.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::effect::Effect;
use super::keys::{Action, Move};

/// A pane's name. No two panes have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub &'static str);

/// Where a pane stands while no pane is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the column at the left of all others.
    Side,
    /// In the upper half, side by side with the others there. The number is the pane's share of the height where the
    /// screen is so narrow that all panes stand in one column.
    Top(u16),
    /// In the lower half, with the same number.
    Bottom(u16),
}

/// A pane that shows a state `S`, which is the `App`. Every `area` is the pane's own, with its frame, and empty while
/// the pane is not on the screen.
pub trait Pane<S>: Sync {
    /// The pane's name.
    fn id(&self) -> Id;

    /// Where it stands.
    fn place(&self) -> Place;

    /// Whether there is such a pane now: if not, it is neither drawn nor focused.
    fn exists(&self, _state: &S) -> bool {
        true
    }

    /// Draws the pane with its frame. If another pane stands `below`, the frame's sides end in that pane's title line.
    fn draw(&self, state: &S, frame: &mut Frame<'_>, area: Rect, below: bool);

    /// Keeps the pane's positions within what there is to show.
    fn clamp(&self, _state: &mut S, _area: Rect) {}

    /// Obeys a key that belongs to this pane whether or not it has the focus. Returns whether it does.
    fn act(&self, _state: &mut S, _action: Action) -> bool {
        false
    }

    /// Moves the pane's cursor along its horizontal axis, if it has one of its own. Only the pane in focus is asked.
    fn along(&self, _state: &mut S, _area: Rect, _forward: bool) -> Option<Vec<Effect>> {
        None
    }

    /// Moves the pane's selection or its first line. `None` if there is nothing to move.
    fn scroll(&self, _state: &mut S, _area: Rect, _to: Move) -> Option<Vec<Effect>> {
        None
    }

    /// Takes a turn of the mouse wheel, which moves what is seen and not what is selected.
    fn wheel(&self, _state: &mut S, _area: Rect, _down: bool) {}

    /// Takes a click at this place of the screen.
    fn click(&self, _state: &mut S, _area: Rect, _at: Position) -> Vec<Effect> {
        Vec::new()
    }
}

/// The first line, unit or example that each pane shows: 0 until it is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Firsts(BTreeMap<Id, usize>);

impl Index<Id> for Firsts {
    type Output = usize;

    fn index(&self, id: Id) -> &usize {
        self.0.get(&id).unwrap_or(&0)
    }
}

impl IndexMut<Id> for Firsts {
    fn index_mut(&mut self, id: Id) -> &mut usize {
        self.0.entry(id).or_default()
    }
}
