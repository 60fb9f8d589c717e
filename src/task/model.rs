//! The network of a configuration, of either kind, and with it the names and shapes of the parameters.

use std::sync::Arc;

use crate::config::{DataSize, ModelShape, RunConfig};
use crate::nn::network::Network;
use crate::nn::param::ParamTable;
use crate::nn::translator::Translator;

/// A task's network.
#[derive(Debug, Clone)]
pub enum Model {
    /// Sequences in, something at each step or once a sequence out.
    Network(Network),
    /// A sequence in, another one out.
    Translator(Translator),
}

impl Model {
    /// The model of `config`, which fits data of this size.
    pub fn new(config: &RunConfig, size: &DataSize) -> Self {
        match config.shape(size) {
            ModelShape::Network(shape) => Self::Network(Network::new(shape)),
            ModelShape::Translator(shape) => Self::Translator(Translator::new(shape)),
        }
    }

    /// The names and shapes of the parameters.
    pub fn table(&self) -> &Arc<ParamTable> {
        match self {
            Self::Network(network) => network.table(),
            Self::Translator(translator) => translator.table(),
        }
    }

    /// The shapes of h and c of each layer, lowest first, for `rows` rows; none where no state is carried from step to
    /// step.
    pub fn state_shapes(&self, rows: usize) -> Vec<[(usize, usize); 2]> {
        let Self::Network(network) = self else { return Vec::new() };
        let shape = network.shape();
        let of_c = if shape.cell.has_cell_state() { shape.hidden_size } else { 0 };
        vec![[(rows, shape.hidden_size), (rows, of_c)]; shape.layers * shape.stack().directions()]
    }

    /// The network of a task that has no translator.
    pub(super) fn into_network(self) -> Network {
        match self {
            Self::Network(network) => network,
            Self::Translator(translator) => panic!("a translator of {:?} where a network belongs", translator.shape()),
        }
    }

    /// The translator of a task that has no other network.
    pub(super) fn into_translator(self) -> Translator {
        match self {
            Self::Translator(translator) => translator,
            Self::Network(network) => panic!("a network of {:?} where a translator belongs", network.shape()),
        }
    }
}
