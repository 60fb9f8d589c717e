//! Each thread's buffers for packing, so that no product after the first allocates.

use std::cell::RefCell;

use super::pairs::{Line, Pair, PairPanels};
use super::panels::Panels;

/// Room for the packed left matrix, and for the panels of [`super::gradient()`].
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub packed: Vec<f32>,
    pub panels: Panels,
    /// The same in pairs, row by row or in panels.
    pub pairs: Vec<Pair>,
    pub lines: Vec<Line>,
    pub pair_panels: PairPanels,
}

thread_local! {
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::default();
}
