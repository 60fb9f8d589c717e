//! One direction of a layer: its sizes and its parameters.

use crate::nn::cell::Cell;
use crate::nn::param::{ParamId, ParamTable};
use crate::nn::precision::Precision;

/// The sizes of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerShape {
    /// The cell.
    pub cell: Cell,
    /// I.
    pub input_size: usize,
    /// H.
    pub hidden_size: usize,
    /// Of the factors of its products.
    pub precision: Precision,
}

/// One direction of a layer: its cell, and the places of its parameters.
#[derive(Debug, Clone)]
pub struct Direction {
    pub(super) cell: Cell,
    pub(super) hidden_size: usize,
    pub(super) precision: Precision,
    pub(super) weight_ih: ParamId,
    pub(super) weight_hh: ParamId,
    pub(super) bias_ih: ParamId,
    pub(super) bias_hh: ParamId,
}

impl Direction {
    /// Declares the parameters of layer number `index` of `prefix` in one direction (PyTorch: `rnn.weight_ih_l0`, or
    /// `rnn.weight_ih_l0_reverse` for the one that reads the last token first).
    pub fn new(table: &mut ParamTable, prefix: &str, index: usize, reverse: bool, shape: LayerShape) -> Self {
        let LayerShape { cell, input_size, hidden_size, precision } = shape;
        let rows = cell.gates() * hidden_size;
        let ending = if reverse { "_reverse" } else { "" };
        let mut add = |what: &str, shape: &[usize]| table.add(format!("{prefix}{what}_l{index}{ending}"), shape);
        Self {
            cell,
            hidden_size,
            precision,
            weight_ih: add("weight_ih", &[rows, input_size]),
            weight_hh: add("weight_hh", &[rows, hidden_size]),
            bias_ih: add("bias_ih", &[rows]),
            bias_hh: add("bias_hh", &[rows]),
        }
    }

    /// H.
    pub fn hidden_size(&self) -> usize {
        self.hidden_size
    }

    /// The cell.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// The parameters' places: W_ih, W_hh, b_ih, b_hh.
    pub fn params(&self) -> [ParamId; 4] {
        [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]
    }

    /// Columns of the gates whose recurrent product joins the input part.
    pub(super) fn joined(&self) -> usize {
        (self.cell.gates() - self.cell.separate()) * self.hidden_size
    }
}
