//! What a direction's forward pass keeps, and how rows stand in it.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};

use super::state::LayerState;
use crate::nn::layout::Layout;

/// What a direction's forward pass keeps for its backward pass.
#[derive(Debug, Clone, Default)]
pub struct DirectionTape {
    /// N.
    pub(super) rows: usize,
    /// `(tokens, G*H)`: activated gates, then the gradients of the pre-activations.
    pub(in crate::nn) gates: Array2<f32>,
    /// `(tokens, A*H)` for the A gates kept separate.
    pub(in crate::nn) separate: Array2<f32>,
    /// `(N + tokens, H)`: h before the first step, then h of each step.
    pub(in crate::nn) hidden: Array2<f32>,
    /// `(N + tokens, H)` or `(…, 0)`: the same for c.
    pub(in crate::nn) cell: Array2<f32>,
    /// `(tokens, H)`: h before each token. Only for rows of different lengths; else it is the first part of `hidden`.
    pub(super) before: Array2<f32>,
    /// The gradient of the state, in the layout's order.
    pub(super) d_state: LayerState,
    /// `(I, G*H)`: the gradient of W_ih for one-hot input, before it is transposed.
    pub(super) one_hot_grad: Array2<f32>,
    /// `G*H`: the sum of the gradients of the pre-activations, which two biases have as theirs.
    pub(super) bias_grad: Vec<f32>,
}

impl DirectionTape {
    /// The outputs h of all steps, `(tokens, H)`.
    pub fn outputs(&self) -> ArrayView2<'_, f32> {
        self.hidden.view().split_at(Axis(0), self.rows).1
    }

    /// The same, for what is to be read in their place.
    pub(super) fn outputs_mut(&mut self) -> ArrayViewMut2<'_, f32> {
        self.hidden.slice_mut(s![self.rows.., ..])
    }

    /// Where in `hidden` and `cell` the rows before step `step` start.
    pub(super) fn before(layout: &Layout, step: usize) -> usize {
        if step == 0 { 0 } else { layout.rows() + layout.step(step - 1).start }
    }
}

/// Puts `rows`, in the caller's order, into the first block of `placed`.
pub(super) fn place_rows(layout: &Layout, rows: &Array2<f32>, placed: &mut Array2<f32>) {
    if layout.is_uniform() {
        let rows = rows.as_slice().expect(CONTIGUOUS);
        slice(placed)[..rows.len()].copy_from_slice(rows);
        return;
    }
    for (slot, &row) in layout.order().iter().enumerate() {
        placed.row_mut(slot).assign(&rows.row(row));
    }
}

pub(super) const CONTIGUOUS: &str = "the tape's matrices are contiguous";

/// A whole matrix as one slice.
pub(super) fn slice(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect(CONTIGUOUS)
}
