//! The cells by name, and the one place where a name becomes a cell's code.

use super::pointwise::Pointwise;

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

/// Runs code with the [`Pointwise`] type of a [`Cell`] as `$type`. No other place goes from a cell's name to its code.
macro_rules! with_cell {
    ($cell:expr, $type:ident => $code:expr) => {{
        use $crate::nn::cell::gru::Gru;
        use $crate::nn::cell::kind::Cell;
        use $crate::nn::cell::lstm::Lstm;
        use $crate::nn::cell::vanilla::{Relu, Tanh, Vanilla};
        match $cell {
            Cell::RnnTanh => {
                type $type = Vanilla<Tanh>;
                $code
            }
            Cell::RnnRelu => {
                type $type = Vanilla<Relu>;
                $code
            }
            Cell::Lstm => {
                type $type = Lstm;
                $code
            }
            Cell::Gru => {
                type $type = Gru;
                $code
            }
        }
    }};
}
pub(crate) use with_cell;

impl Cell {
    /// Every cell, for checks that hold for all.
    pub const ALL: [Self; 4] = [Self::RnnTanh, Self::RnnRelu, Self::Lstm, Self::Gru];

    /// The name of a PyTorch module of this cell, as models call it.
    pub(crate) fn module(self) -> &'static str {
        with_cell!(self, C => C::MODULE)
    }

    /// G, the number of gates.
    pub fn gates(self) -> usize {
        with_cell!(self, C => C::GATES)
    }

    /// The names of the gates that a forward pass leaves activated, in PyTorch's order; none for a vanilla cell.
    pub(crate) fn gate_names(self) -> &'static [&'static str] {
        with_cell!(self, C => C::NAMES)
    }

    /// How many of the last gates keep their recurrent product separate from the input's.
    pub(crate) fn separate(self) -> usize {
        with_cell!(self, C => C::SEPARATE)
    }

    /// Whether a second state c is carried beside h.
    pub fn has_cell_state(self) -> bool {
        with_cell!(self, C => C::CELL_STATE)
    }
}
