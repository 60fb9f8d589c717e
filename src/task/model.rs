//! The network that a configuration describes, for data of a given size: its parameters' names and shapes follow.

use std::sync::Arc;

use crate::config::{DataSize, RunConfig};
use crate::nn::network::{Network, Shape};
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::stack::State;

/// A task's network.
#[derive(Debug, Clone)]
pub enum Model {
    /// Tokens or values in, one prediction a step or a sequence out.
    Network(Network),
}

impl Model {
    /// The model of `config`, which fits data of this size.
    pub fn new(config: &RunConfig, size: &DataSize) -> Self {
        let (vocabulary, _) = size.inputs_and_outputs(config.task.kind());
        let model = &config.model;
        Self::Network(Network::new(Shape {
            cell: model.cell(),
            vocabulary,
            embed: model.embed,
            hidden_size: model.hidden_size,
            layers: model.num_layers,
            linear: model.linear,
        }))
    }

    /// The names and shapes of the parameters.
    pub fn table(&self) -> &Arc<ParamTable> {
        match self {
            Self::Network(network) => network.table(),
        }
    }

    /// Initial parameters by PyTorch's rules, from the run's seed.
    pub fn initial(&self, seed: u64) -> ParamSet {
        match self {
            Self::Network(network) => network.initial(seed),
        }
    }

    /// A hidden state of zeros for `rows` rows, as a text's streams carry it.
    pub fn zero_state(&self, rows: usize) -> State {
        match self {
            Self::Network(network) => network.zero_state(rows),
        }
    }
}
