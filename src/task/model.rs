//! The network of a configuration, whichever kind it is: its parameters' names and shapes follow.

use std::sync::Arc;

use crate::config::{DataSize, ModelShape, RunConfig};
use crate::nn::network::Network;
use crate::nn::param::ParamTable;
use crate::nn::stack::State;
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

    /// A hidden state of zeros for `rows` rows, where one is carried from step to step.
    pub fn zero_state(&self, rows: usize) -> Option<State> {
        match self {
            Self::Network(network) => Some(network.zero_state(rows)),
            Self::Translator(_) => None,
        }
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
