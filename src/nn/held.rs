//! What if: while a net reads one token at a time, h of some units is held at a value, or all of h is set to zero.
//!
//! What is held is h of a step, after the cell has worked it out. The layer above, attention, the outputs of the same
//! step and the next step all read the value that is held. c of an LSTM goes on as the cell has worked it out. So a
//! unit that is held at the value it has anyway changes nothing, to the last bit.

use ndarray::ArrayViewMut2;

/// A unit whose h is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldUnit {
    /// Its layer, the lowest is 0.
    pub layer: usize,
    /// Its place in h.
    pub unit: usize,
    /// The value.
    pub value: f32,
}

/// What is held at a step. By default nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Held<'a> {
    /// Units held at values; those that the net does not have are left out.
    pub units: &'a [HeldUnit],
    /// Whether all other h of the step is zero, in every layer.
    pub zero: bool,
}

impl Held<'_> {
    /// Puts what is held into `h` of a layer, `(N, H)`.
    pub(super) fn apply(&self, layer: usize, mut h: ArrayViewMut2<'_, f32>) {
        if self.zero {
            h.fill(0.0);
        }
        let units = h.ncols();
        for held in self.units.iter().filter(|held| held.layer == layer && held.unit < units) {
            h.column_mut(held.unit).fill(held.value);
        }
    }
}
