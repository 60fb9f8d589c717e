//! The model's part of a configuration.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::value::{Choice, Value as _};
use crate::nn::cell::Cell;
use crate::nn::precision::Precision;

/// `--cell`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum CellKind {
    /// The vanilla cell
    Rnn,
    /// Long short-term memory
    Lstm,
    /// Gated recurrent unit
    Gru,
}

impl Choice for CellKind {}
impl Choice for Nonlinearity {}

/// `--nonlinearity`, of the vanilla cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum Nonlinearity {
    /// tanh
    Tanh,
    /// max(0, ·)
    Relu,
}

/// The model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelConfig {
    /// The cell.
    pub cell: CellKind,
    /// The vanilla cell's nonlinearity.
    pub nonlinearity: Nonlinearity,
    /// H.
    pub hidden_size: usize,
    /// L.
    pub num_layers: usize,
    /// Whether each layer (of the encoder, where there is one) reads both ways.
    pub bidirectional: bool,
    /// E, 0 for one-hot input.
    pub embed: usize,
    /// Whether a linear layer follows.
    pub linear: bool,
    /// Probability of dropping an output between layers, in [0, 1).
    pub dropout: f64,
    /// Of the factors of its products.
    pub precision: Precision,
}

impl ModelConfig {
    /// The engine's cell.
    pub fn cell(&self) -> Cell {
        match (self.cell, self.nonlinearity) {
            (CellKind::Rnn, Nonlinearity::Tanh) => Cell::RnnTanh,
            (CellKind::Rnn, Nonlinearity::Relu) => Cell::RnnRelu,
            (CellKind::Lstm, _) => Cell::Lstm,
            (CellKind::Gru, _) => Cell::Gru,
        }
    }

    /// The model in short: `RNN 2×25`, with a ↔ where it reads both ways, and ` bf16` where its factors are so coarse.
    pub fn summary(&self) -> String {
        let cell = self.cell.write().unwrap_or_default().to_uppercase();
        let relu = if self.cell() == Cell::RnnRelu { "(relu)" } else { "" };
        let ways = if self.bidirectional { "↔" } else { "" };
        let coarse = if self.precision == Precision::Bf16 { " bf16" } else { "" };
        format!("{cell}{relu}{ways} {}×{}{coarse}", self.num_layers, self.hidden_size)
    }
}
