//! The state that a layer carries from step to step.

use ndarray::Array2;

use crate::nn::cell::Cell;
use crate::nn::tensor::reuse;

/// The hidden state of N rows in one direction of a layer, or its gradient, in the caller's order.
#[derive(Debug, PartialEq)]
pub struct LayerState {
    /// h, `(N, H)`.
    pub h: Array2<f32>,
    /// c, `(N, H)`; `(N, 0)` for cells that carry none.
    pub c: Array2<f32>,
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
