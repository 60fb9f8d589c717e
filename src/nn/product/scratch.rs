//! The memory in which products lay matrices out.

use std::cell::RefCell;

use super::panels::Panels;

/// Where slivers, and the panels of [`super::gradient()`], are laid out: a thread's own, so that a warm product allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub slivers: Vec<f32>,
    pub panels: Panels,
}

thread_local! {
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::default();
}
