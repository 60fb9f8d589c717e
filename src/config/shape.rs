//! The shape of the network that a configuration describes, for data of a given size.

use super::run::RunConfig;
use super::size::DataSize;
use super::task::TaskConfig;
use crate::nn::network::{self, Head, InputSize, Pool};
use crate::nn::translator;

/// The sizes of a task's network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ModelShape {
    /// Sequences in, something at each step or once a sequence out.
    Network(network::Shape),
    /// A sequence in, another one out.
    Translator(translator::Shape),
}

impl ModelShape {
    /// How many trainable numbers such a network has; `None` if the number overflows.
    pub fn parameters(&self) -> Option<usize> {
        match self {
            Self::Network(shape) => shape.parameters(),
            Self::Translator(shape) => shape.parameters(),
        }
    }
}

impl RunConfig {
    /// The network's shape for data of this size.
    pub fn shape(&self, size: &DataSize) -> ModelShape {
        let model = &self.model;
        let (inputs, outputs) = size.inputs_and_outputs(&self.task);
        let tokens = InputSize::tokens(inputs, model.embed);
        let (input, head) = match &self.task {
            TaskConfig::Text(_) | TaskConfig::Generate => (tokens, Head::EveryStep),
            TaskConfig::Series(_) => (InputSize::Dense { features: inputs }, Head::Pooled(Pool::Last)),
            TaskConfig::Classify(classify) => (tokens, Head::Pooled(classify.pool.into())),
            TaskConfig::Translate(translate) => {
                return ModelShape::Translator(translator::Shape {
                    cell: model.cell(),
                    source_vocabulary: inputs,
                    target_vocabulary: outputs,
                    embed: model.embed,
                    hidden_size: model.hidden_size,
                    layers: model.num_layers,
                    bidirectional: model.bidirectional,
                    attention: translate.attention,
                    precision: model.precision,
                });
            }
        };
        ModelShape::Network(network::Shape {
            input,
            cell: model.cell(),
            hidden_size: model.hidden_size,
            layers: model.num_layers,
            bidirectional: model.bidirectional,
            linear: model.linear,
            head,
            outputs,
            precision: model.precision,
        })
    }
}
