//! The sizes of a network.

use crate::nn::cell::Cell;
use crate::nn::input_stack::InputSize;
use crate::nn::pool::Pool;
use crate::nn::precision::Precision;
use crate::nn::stack::StackShape;

/// Where the network puts something out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// At each step: `(tokens, O)`, placed as the input is.
    EveryStep,
    /// Once for each sequence, from the outputs of the highest layer pooled over time, both directions side by side:
    /// `(N, O)`, in the caller's order.
    Pooled(Pool),
}

/// The sizes of a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// What goes in.
    pub input: InputSize,
    /// The cell of all layers.
    pub cell: Cell,
    /// H.
    pub hidden_size: usize,
    /// L.
    pub layers: usize,
    /// Whether every layer reads from both ends.
    pub bidirectional: bool,
    /// Whether a linear layer follows.
    pub linear: bool,
    /// Where something comes out.
    pub head: Head,
    /// O, how many numbers come out there.
    pub outputs: usize,
    /// Of the factors of its products.
    pub precision: Precision,
}

impl Shape {
    /// How many trainable numbers such a network has; none if that is no `usize`.
    pub fn parameters(&self) -> Option<usize> {
        let read = self.hidden_size.checked_mul(self.stack().directions())?;
        let linear = if self.linear { self.outputs.checked_mul(read.checked_add(1)?)? } else { 0 };
        self.stack().parameters()?.checked_add(linear)?.checked_add(self.input.parameters()?)
    }

    /// The sizes of the stack.
    pub fn stack(&self) -> StackShape {
        StackShape {
            cell: self.cell,
            input_size: self.input.width(),
            hidden_size: self.hidden_size,
            layers: self.layers,
            bidirectional: self.bidirectional,
            precision: self.precision,
        }
    }
}
