//! The state that a layer carries from step to step, and what it keeps of a forward pass.

use ndarray::{Array2, ArrayView2, s};

use crate::nn::cell::Cell;
use crate::nn::layout::Layout;
use crate::nn::tensor::reuse;

/// The hidden state of N rows, or its gradient, in the caller's order.
#[derive(Debug, PartialEq)]
pub struct LayerState {
    /// h, `(N, H)`.
    pub h: Array2<f32>,
    /// c, `(N, H)`; `(N, 0)` for cells that carry none.
    pub c: Array2<f32>,
}

/// What a layer's forward pass keeps for its backward pass.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// N.
    pub(super) rows: usize,
    /// `(tokens, G*H)`: activated gates, then the gradients of the pre-activations.
    pub(super) gates: Array2<f32>,
    /// `(tokens, A*H)` for the A gates kept apart.
    pub(super) apart: Array2<f32>,
    /// `(N + tokens, H)`: h before the first step, then h of each step.
    pub(super) hidden: Array2<f32>,
    /// `(N + tokens, H)` or `(…, 0)`: the same for c.
    pub(super) cell: Array2<f32>,
    /// `(tokens, H)`: h before each token. Only for rows of different lengths; else it is the first part of `hidden`.
    pub(super) before: Array2<f32>,
    /// The gradient of the state, in the layout's order.
    pub(super) d_state: LayerState,
    /// `(I, G*H)`: the gradient of W_ih for one-hot input, before it is transposed.
    pub(super) one_hot_grad: Array2<f32>,
    /// `G*H`: the sum of the gradients of the pre-activations, which two biases have as theirs.
    pub(super) bias_grad: Vec<f32>,
}

impl Tape {
    /// The outputs h of all steps, `(tokens, H)`.
    pub fn outputs(&self) -> ArrayView2<'_, f32> {
        self.hidden.slice(s![self.rows.., ..])
    }

    /// Where in `hidden` and `cell` the rows before step `step` start.
    pub(super) fn before(layout: &Layout, step: usize) -> usize {
        if step == 0 { 0 } else { layout.rows() + layout.step(step - 1).start }
    }
}

impl LayerState {
    /// Zeros for `rows` rows.
    pub fn zeros(cell: Cell, rows: usize, hidden_size: usize) -> Self {
        let cell_size = if cell.has_cell_state() { hidden_size } else { 0 };
        Self { h: Array2::zeros((rows, hidden_size)), c: Array2::zeros((rows, cell_size)) }
    }

    pub(in crate::nn) fn set_zero(&mut self, cell: Cell, rows: usize, hidden_size: usize) {
        reuse(&mut self.h, (rows, hidden_size));
        reuse(&mut self.c, (rows, if cell.has_cell_state() { hidden_size } else { 0 }));
        self.h.fill(0.0);
        self.c.fill(0.0);
    }
}

impl Clone for LayerState {
    fn clone(&self) -> Self {
        Self { h: self.h.clone(), c: self.c.clone() }
    }

    /// Without a new allocation where the sizes are the same; the derived one would make two.
    fn clone_from(&mut self, other: &Self) {
        self.h.clone_from(&other.h);
        self.c.clone_from(&other.c);
    }
}

impl Default for LayerState {
    fn default() -> Self {
        Self { h: Array2::default((0, 0)), c: Array2::default((0, 0)) }
    }
}
