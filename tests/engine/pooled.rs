//! Outputs pooled over time and a loss with a weight for each class: against PyTorch's numbers.

use crate::support::engine::{cell_named, params_from};
use crate::support::{assert_close, fixture, floats, tensor};
use rnntui::nn::layout::Layout;
use rnntui::nn::network::{Head, InputSize, Network, Pool, Prepared, Sequences, Shape, Targets};
use rnntui::nn::precision::Precision;
use serde_json::Value;

fn indices(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|n| u32::try_from(n.as_u64().unwrap()).unwrap()).collect()
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "the engine's numbers are f32")]
fn pooled_outputs_and_weighted_losses_with_their_gradients_are_pytorchs() {
    let data = fixture("pooled");
    let size = |name: &str| usize::try_from(data[name].as_u64().unwrap()).unwrap();
    let rows: Vec<Vec<u32>> = data["rows"].as_array().unwrap().iter().map(indices).collect();
    let (classes, weights) = (indices(&data["targets"]), floats(&data["weights"]));
    let layout = Layout::packed(&rows.iter().map(Vec::len).collect::<Vec<_>>());
    let mut tokens = Vec::new();
    layout.pack(&rows, &mut tokens);
    let divisor: f32 = classes.iter().map(|&class| weights[class as usize]).sum();
    let mut tried = 0;
    for case in data["cases"].as_array().unwrap() {
        for wanted in case["pools"].as_array().unwrap() {
            tried += 1;
            let what = |part: &str| format!("{} {}, {part}", case["cell"], wanted["pool"]);
            let pool = if wanted["pool"] == "mean" { Pool::Mean } else { Pool::Max };
            let network = Network::new(Shape {
                input: InputSize::Embedded { vocabulary: size("vocabulary"), size: size("embed") },
                cell: cell_named(case["cell"].as_str().unwrap()),
                hidden_size: size("hidden_size"),
                layers: size("num_layers"),
                bidirectional: case["bidirectional"] == true,
                linear: true,
                head: Head::Pooled(pool),
                outputs: weights.len(),
                precision: Precision::F32,
            });
            let params = params_from(network.table(), &case["params"]);
            let (mut prepared, mut pass) = (Prepared::default(), network.pass());
            let prepared = network.prepare(&params, &mut prepared);
            let read = Sequences::tokens(&tokens, &layout);
            network.forward(prepared, read, &mut network.zero_state(rows.len()), None, &mut pass);
            assert_close(&what("logits"), pass.outputs().as_slice().unwrap(), &tensor(&wanted["logits"]).data);
            let targets = Targets::Weighted { classes: &classes, weights: &weights, divisor };
            let sum = network.loss(targets, rows.len(), &mut pass);
            let mean = (sum.total / f64::from(divisor)) as f32;
            assert_close(&what("loss"), &[mean], &[wanted["loss"].as_f64().unwrap() as f32]);
            network.backward(prepared, read, &mut pass);
            let grads = params_from(network.table(), &wanted["grads"]);
            assert_close(&what("gradient"), pass.grads.as_slice(), grads.as_slice());
        }
    }
    assert_eq!(tried, 6);
}
