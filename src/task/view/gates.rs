//! What there is to show of gates: what they do over an example, and how saturated they are over many.

use ndarray::Array2;

/// Below this a gate is left-saturated: it lets next to nothing through.
pub const CLOSED: f32 = 0.1;
/// Above this a gate is right-saturated: it lets nearly all through.
pub const OPEN: f32 = 0.9;

/// Gates and states over one example, and how saturated the gates are over the examples around it.
#[derive(Debug, Clone, PartialEq)]
pub struct GatesView {
    /// Which example: `chunk 12`.
    pub example: String,
    /// Each direction of each layer, in the order of the states: the lowest layer first, of each the forward direction
    /// before the reverse one; of a pair the encoder's before the decoder's.
    pub parts: Vec<GatesPart>,
    /// How many examples the saturation covers.
    pub examples: usize,
    /// How many steps those have.
    pub covered: usize,
    /// Whether that is all there is to cover.
    pub whole: bool,
}

/// One direction of a layer, over the T steps that it read.
#[derive(Debug, Clone, PartialEq)]
pub struct GatesPart {
    /// What it is: `layer 2`, `layer 1 reverse`, `encoder layer 1`.
    pub name: String,
    /// What was read at each of the T steps.
    pub steps: Vec<String>,
    /// The gates in PyTorch's order (LSTM: i, f, g, o; GRU: r, z, n), then c where the cell carries one, then h.
    pub vectors: Vec<GateVector>,
    /// Of each gate that is a share, in the same order; nothing for a cell without gates.
    pub saturation: Vec<Saturation>,
}

/// A gate or a state over time.
#[derive(Debug, Clone, PartialEq)]
pub struct GateVector {
    /// PyTorch's name: `f`.
    pub name: &'static str,
    /// Whether its numbers are shares, from 0 to 1: those of a sigmoid. All others have a sign.
    pub is_share: bool,
    /// `(T, H)`.
    pub values: Array2<f32>,
}

/// How often each of the H units of a gate is saturated, as in Karpathy, Johnson and Fei-Fei 2015, "Visualizing and
/// Understanding Recurrent Networks", figure 2.
#[derive(Debug, Clone, PartialEq)]
pub struct Saturation {
    /// PyTorch's name of the gate.
    pub gate: &'static str,
    /// The share of the steps at which it is below [`CLOSED`], of each unit.
    pub left: Vec<f32>,
    /// The share of the steps at which it is above [`OPEN`], of each unit.
    pub right: Vec<f32>,
}

impl GatesView {
    /// Whether the cell has gates: a plain RNN has none.
    pub fn has_gates(&self) -> bool {
        self.parts.iter().any(|part| !part.saturation.is_empty())
    }
}

impl GatesPart {
    /// H.
    pub fn units(&self) -> usize {
        self.vectors.last().map_or(0, |h| h.values.ncols())
    }
}
