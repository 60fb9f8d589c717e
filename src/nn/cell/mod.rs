//! Cells: what one recurrent layer does with one row in one time step.
//!
//! A cell sees its pre-activations in two groups of gates, `G` gates of H numbers in all:
//!
//! - `gates`: W_ih x + b_ih, to which the recurrent product W_hh h + b_hh has been added, for all gates
//!   but the last `APART`;
//! - `apart`: the recurrent product alone, for the last `APART` gates, whose `gates` entry holds the
//!   input part alone. (A GRU multiplies the two parts of its candidate in different ways.)
//!
//! `forward` replaces the pre-activations by what `backward` needs, and `backward` replaces those by
//! the gradients with respect to the pre-activations. [`super::layer`] does all matrix products.
//!
//! A new cell is one file here and one arm in [`Cell`]; the gradient check in `tests/cells.rs` then covers it.

mod gru;
mod lstm;
mod step;
mod vanilla;

pub(crate) use gru::Gru;
pub(crate) use lstm::Lstm;
pub(crate) use step::{Backward, Forward, Step};
pub(crate) use vanilla::{Relu, Tanh, Vanilla};

use super::machine::Arithmetic;

/// Which cell a layer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// h' = tanh(W_ih x + b_ih + W_hh h + b_hh).
    RnnTanh,
    /// The same with max(0, ·).
    RnnRelu,
    /// Long short-term memory, gates i, f, g, o.
    Lstm,
    /// Gated recurrent unit, gates r, z, n, the reset gate applied after the product.
    Gru,
}

/// One row's buffers in one time step. All slices of a pass have the same H.
pub(crate) struct Row<'a> {
    /// `G*H` numbers, gate after gate; see the module's text.
    pub gates: &'a mut [f32],
    /// `APART*H` numbers; see the module's text.
    pub apart: &'a mut [f32],
    /// h of the step before, H numbers.
    pub h_before: &'a [f32],
    /// c of the step before, H numbers; empty where the cell carries none.
    pub c_before: &'a [f32],
}

/// The pointwise part of a cell.
pub(crate) trait Pointwise {
    /// G.
    const GATES: usize;
    /// How many of the last gates keep their recurrent product apart.
    const APART: usize;
    /// Whether a second state c is carried.
    const CELL_STATE: bool;

    /// Pre-activations in, what `backward` needs out, and the new `h` (and `c`).
    ///
    /// Like all a kernel calls, `#[inline(always)]`.
    fn forward<A: Arithmetic>(row: Row<'_>, h: &mut [f32], c: &mut [f32]);

    /// What `forward` left in, gradients of the pre-activations out. `dh` is the gradient of this
    /// step's h and becomes the part of the gradient of `h_before` that passes by the weights;
    /// `dc` is the gradient of this step's c and becomes that of `c_before`.
    fn backward<A: Arithmetic>(row: Row<'_>, h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]);
}

impl Cell {
    /// Every cell, for checks that hold for all.
    pub const ALL: [Self; 4] = [Self::RnnTanh, Self::RnnRelu, Self::Lstm, Self::Gru];

    /// The name of a PyTorch module of this cell, as models call it.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Self::RnnTanh | Self::RnnRelu => "rnn",
            Self::Lstm => "lstm",
            Self::Gru => "gru",
        }
    }

    /// G, the number of gates.
    pub fn gates(self) -> usize {
        match self {
            Self::RnnTanh | Self::RnnRelu => Vanilla::<Tanh>::GATES,
            Self::Lstm => Lstm::GATES,
            Self::Gru => Gru::GATES,
        }
    }

    /// How many of the last gates keep their recurrent product apart.
    pub(crate) fn apart(self) -> usize {
        match self {
            Self::RnnTanh | Self::RnnRelu => Vanilla::<Tanh>::APART,
            Self::Lstm => Lstm::APART,
            Self::Gru => Gru::APART,
        }
    }

    /// Whether a second state c is carried beside h.
    pub fn has_cell_state(self) -> bool {
        match self {
            Self::RnnTanh | Self::RnnRelu => Vanilla::<Tanh>::CELL_STATE,
            Self::Lstm => Lstm::CELL_STATE,
            Self::Gru => Gru::CELL_STATE,
        }
    }
}
