//! Each thread's buffers for packing, so that no product after the first allocates.

use std::cell::RefCell;

use super::pairs::{Pair, PairPanels};
use super::panels::Panels;

/// Room for the packed left matrix, and for the panels of [`super::gradient()`].
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub packed: Vec<f32>,
    pub panels: Panels,
    /// The same in pairs.
    pub pairs: Vec<Pair>,
    pub pair_panels: PairPanels,
}

thread_local! {
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::default();
}
