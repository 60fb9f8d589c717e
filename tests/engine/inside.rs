//! Looking inside, against PyTorch's autograd (`fixtures/inside.json`), and against slopes for what that does not cover.

use ndarray::Array2;
use rnntui::nn::cell::Cell;
use rnntui::nn::network::{Data, Head, InputSize, Network, Shape, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::probe::{Gone, Inside, Units, probabilities};
use serde_json::Value;

use crate::support::engine::{params_from, shapes};
use crate::support::{assert_close, fixture, tensor};

fn integers(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|n| u32::try_from(n.as_u64().unwrap()).unwrap()).collect()
}

/// The network, the parameters, what is read and what should come out in a case of the fixture.
fn case(case: &Value) -> (Network, ParamSet, Vec<u32>, Vec<u32>) {
    let size = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
    let characters: Vec<char> = case["char_set"].as_str().unwrap().chars().collect();
    let cell = match case["cell"].as_str().unwrap() {
        "rnn" => Cell::RnnTanh,
        "lstm" => Cell::Lstm,
        "gru" => Cell::Gru,
        other => panic!("no cell {other}"),
    };
    let network = Network::new(Shape {
        input: InputSize::OneHot { vocabulary: characters.len() },
        cell,
        hidden_size: size("hidden"),
        layers: size("layers"),
        bidirectional: false,
        linear: true,
        head: Head::EveryStep,
        outputs: characters.len(),
    });
    let mut named = case["params"].clone();
    // The fixture names all cells `rnn`.
    let renamed: serde_json::Map<String, Value> = named
        .as_object_mut()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.replace("rnn.", &module(&network)), value.clone()))
        .collect();
    let params = params_from(network.table(), &Value::Object(renamed));
    let index = |c| u32::try_from(characters.iter().position(|&known| known == c).unwrap()).unwrap();
    let tokens = case["text"].as_str().unwrap().chars().map(index).collect();
    (network, params, tokens, integers(&case["targets"]))
}

/// `rnn.` of `rnn.weight_ih_l0`.
fn module(network: &Network) -> String {
    network.table().specs()[0].name.split_inclusive('.').next().unwrap().to_owned()
}

fn numbers(matrix: &Array2<f32>) -> Vec<f32> {
    matrix.iter().copied().collect()
}

fn held(what: &str, found: &Array2<f32>, wanted: &Value) {
    let wanted = tensor(wanted);
    assert_eq!([found.nrows(), found.ncols()], wanted.shape[..], "{what}");
    assert_close(what, &numbers(found), &wanted.data);
}

#[test]
fn gates_gradients_saliency_and_probabilities_are_pytorchs() {
    let data = fixture("inside");
    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for wanted in cases {
        let (network, params, tokens, targets) = case(wanted);
        let what = format!("{} of {} layers", wanted["cell"], wanted["layers"]);
        let inside = Inside::new(&network, &params, Data::Tokens(&tokens));
        let units = inside.units();
        for (layer, (found, wanted)) in units.iter().zip(wanted["gates"].as_array().unwrap()).enumerate() {
            assert_eq!(found.vectors.len(), wanted.as_object().unwrap().len(), "{what}");
            for (name, vectors) in &found.vectors {
                held(&format!("{what}: {name} of layer {layer}"), vectors, &wanted[*name]);
            }
        }
        let scores = inside.scores(Targets::Classes(&targets));
        let rows = 0..tokens.len();
        #[expect(clippy::cast_possible_truncation, reason = "the fixture holds f32 values")]
        let losses: Vec<f32> = scores.losses.iter().map(|&loss| loss as f32).collect();
        assert_close(&format!("{what}: losses"), &losses, &tensor(&wanted["losses"]).data);
        held(&format!("{what}: probabilities"), &probabilities(inside.outputs()), &wanted["probabilities"]);
        let gone = inside.go_back(rows.clone(), scores.d_outputs.view());
        assert_eq!(gone.reach.len(), wanted["grad_h"].as_array().unwrap().len(), "{what}");
        for (layer, reach) in gone.reach.iter().enumerate() {
            held(&format!("{what}: grad_h of layer {layer}"), &reach.h, &wanted["grad_h"][layer]);
            assert_eq!(reach.c.is_some(), wanted.get("grad_c").is_some(), "{what}");
            if let Some(c) = &reach.c {
                held(&format!("{what}: grad_c of layer {layer}"), c, &wanted["grad_c"][layer]);
            }
        }
        let input = inside.go_back(rows, inside.chosen(None).view()).input;
        held(&format!("{what}: saliency"), &input.norm, &wanted["saliency"]);
        held(&format!("{what}: gradient times input"), &input.times_input, &wanted["grad_times_input"]);
    }
}
