//! Cells by the fixtures' names, their parameters, and a network of each kind.

use std::sync::Arc;

use rnntui::nn::cell::Cell;
use rnntui::nn::layer::DirectionWeights;
use rnntui::nn::network::{Head, InputSize, Pool, Shape};
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::nn::precision::Precision;
use rnntui::nn::stack::Stack;
use serde_json::Value;

use super::tensor;

pub fn cell_named(name: &str) -> Cell {
    match name {
        "rnn_tanh" => Cell::RnnTanh,
        "rnn_relu" => Cell::RnnRelu,
        "lstm" => Cell::Lstm,
        "gru" => Cell::Gru,
        other => panic!("no cell {other}"),
    }
}

/// Parameters with a fixture's values.
pub fn params_from(table: &Arc<ParamTable>, values: &Value) -> ParamSet {
    let mut params = ParamSet::zeros(table);
    let tensors: Vec<_> = table.specs().iter().map(|spec| tensor(&values[&spec.name])).collect();
    for (spec, tensor) in table.specs().iter().zip(&tensors) {
        assert_eq!(spec.shape, tensor.shape, "{}", spec.name);
    }
    assert_eq!(values.as_object().unwrap().len(), tensors.len(), "parameters");
    params.fill_from(tensors.iter().map(|tensor| tensor.data.as_slice()));
    params
}

/// A stack's parameters as its passes read them, for a dense input.
pub fn laid_out(stack: &Stack, params: &ParamSet) -> Vec<DirectionWeights> {
    let mut weights = Vec::new();
    stack.prepare(params, false, &mut weights);
    weights
}

/// A network of each kind, small enough for differences and odd enough for index mistakes: every cell in one direction
/// and both, with every input, every head, with and without a linear layer.
pub fn shapes() -> impl Iterator<Item = Shape> {
    let ways = |cell| [false, true].map(move |bidirectional| (cell, bidirectional));
    Cell::ALL.into_iter().flat_map(ways).flat_map(|(cell, bidirectional)| {
        let shape = Shape {
            input: InputSize::OneHot { vocabulary: 5 },
            cell,
            hidden_size: 4,
            layers: 2,
            bidirectional,
            linear: true,
            head: Head::EveryStep,
            outputs: 3,
            precision: Precision::F32,
        };
        [
            shape,
            Shape { input: InputSize::Embedded { vocabulary: 5, size: 3 }, head: Head::Pooled(Pool::Last), ..shape },
            Shape {
                input: InputSize::Embedded { vocabulary: 5, size: 3 },
                head: Head::Pooled(Pool::Mean),
                layers: 1,
                ..shape
            },
            Shape { input: InputSize::OneHot { vocabulary: 5 }, head: Head::Pooled(Pool::Max), ..shape },
            Shape { input: InputSize::Dense { features: 2 }, head: Head::Pooled(Pool::Last), outputs: 1, ..shape },
            Shape { layers: 1, linear: false, outputs: if bidirectional { 8 } else { 4 }, ..shape },
        ]
    })
}
