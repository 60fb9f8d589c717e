//! Cells, stacks and losses against PyTorch, numeric gradients, and chunked against whole.
//! Every check runs over `Cell::ALL`: a new cell goes through it unchanged.
#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "test numbers are small")]

mod support;

use std::sync::Arc;

use ndarray::{Array2, ArrayView2};
use rnntui::nn::cell::Cell;
use rnntui::nn::layer::{Input, LayerState};
use rnntui::nn::loss::{IGNORE, cross_entropy};
use rnntui::nn::network::{Network, Prepared, Shape};
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::nn::random::{Purpose, stream};
use rnntui::nn::stack::{Stack, StackTape, State};
use support::{assert_close, assert_within, fixture, floats, swap_batch_and_time, tensor};

fn cell_named(name: &str) -> Cell {
    match name {
        "rnn_tanh" => Cell::RnnTanh,
        "rnn_relu" => Cell::RnnRelu,
        "lstm" => Cell::Lstm,
        "gru" => Cell::Gru,
        other => panic!("no cell {other}"),
    }
}

#[test]
fn outputs_states_and_gradients_are_pytorchs() {
    let data = fixture("cells");
    let cases = data["cases"].as_array().unwrap();
    let mut tested = 0;
    for case in cases.iter().filter(|case| case["bidirectional"] == false) {
        tested += 1;
        let size = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
        let (n, t, i, h, l) =
            (size("batch"), size("seq_len"), size("input_size"), size("hidden_size"), size("num_layers"));
        let cell = cell_named(case["cell"].as_str().unwrap());
        let what = |part: &str| format!("{} with {l} layers, {part}", case["cell"]);

        let mut table = ParamTable::default();
        let stack = Stack::new(&mut table, "", cell, i, h, l);
        let mut params = ParamSet::zeros(&Arc::new(table));
        let values: Vec<_> =
            params.table().specs().iter().map(|spec| tensor(&case["params"][&spec.name]).data).collect();
        params.fill_from(values.iter().map(Vec::as_slice));

        let state_of = |h_name: &str, c_name: &str| -> State {
            let layer = |name: &str, index: usize| -> Array2<f32> {
                if case[name].is_null() {
                    return Array2::zeros((n, 0));
                }
                let data = tensor(&case[name]).data;
                Array2::from_shape_vec((n, h), data[index * n * h..(index + 1) * n * h].to_vec()).unwrap()
            };
            (0..l).map(|index| LayerState { h: layer(h_name, index), c: layer(c_name, index) }).collect()
        };
        let time_major = |name: &str, width: usize| swap_batch_and_time(&tensor(&case[name]).data, (n, t, width));
        let flat = |state: &State, c: bool| -> Vec<f32> {
            state.iter().flat_map(|layer| if c { layer.c.clone() } else { layer.h.clone() }).collect()
        };

        let x = time_major("x", i);
        let x = ArrayView2::from_shape((t * n, i), &x).unwrap();
        let mut state = state_of("h0", "c0");
        let mut tape = StackTape::default();
        stack.forward(&params, Input::Dense(x), &mut state, None, &mut tape);
        let output: Vec<f32> = tape.top().iter().copied().collect();
        assert_close(&what("output"), &output, &time_major("output", h));
        assert_close(&what("h_n"), &flat(&state, false), &tensor(&case["h_n"]).data);
        if cell.has_cell_state() {
            assert_close(&what("c_n"), &flat(&state, true), &tensor(&case["c_n"]).data);
        }

        let out_weight = time_major("out_weight", h);
        tape.d_top().assign(&ArrayView2::from_shape((t * n, h), &out_weight).unwrap());
        let mut d_state = state_of("hn_weight", "cn_weight");
        let mut grads = ParamSet::zeros(params.table());
        let mut d_x = Array2::zeros((t * n, i));
        stack.backward(&params, Input::Dense(x), &mut tape, Some(&mut d_state), &mut grads, Some(d_x.view_mut()));
        for (spec, found) in grads.iter() {
            assert_close(&what(&spec.name), found, &tensor(&case["grads"][&spec.name]).data);
        }
        assert_close(&what("grad_x"), d_x.as_slice().unwrap(), &time_major("grad_x", i));
        assert_close(&what("grad_h0"), &flat(&d_state, false), &tensor(&case["grad_h0"]).data);
        if cell.has_cell_state() {
            assert_close(&what("grad_c0"), &flat(&d_state, true), &tensor(&case["grad_c0"]).data);
        }
    }
    assert_eq!(tested, 12, "four cells, one to three layers each");
}

#[test]
fn cross_entropy_is_pytorchs_also_for_ignored_and_extreme_rows() {
    let data = fixture("loss");
    let logits = tensor(&data["logits"]);
    let targets: Vec<u32> = data["target"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|y| y.as_i64().and_then(|y| u32::try_from(y).ok()).unwrap_or(IGNORE))
        .collect();
    let width = logits.shape[2];
    let mut tested = 0;
    for case in data["cross_entropy"].as_array().unwrap() {
        let summed = case["options"]["reduction"] == "sum";
        if !case["options"]["label_smoothing"].is_null() {
            continue; // rnntui has no label smoothing.
        }
        tested += 1;
        let kept = targets.iter().filter(|&&y| y != IGNORE).count();
        let divisor = if summed { 1.0 } else { kept as f32 };
        let mut z = Array2::from_shape_vec((targets.len(), width), logits.data.clone()).unwrap();
        let sum = cross_entropy(z.view_mut(), &targets, divisor, &mut vec![0; targets.len()]);
        assert_eq!(sum.rows, kept);
        assert_close("loss", &[sum.nats as f32 / divisor], &floats(&serde_json::json!([case["loss"]])));
        assert_close("gradient", z.as_slice().unwrap(), &tensor(&case["grad_logits"]).data);
    }
    assert_eq!(tested, 2);
}

/// A network of each kind, small enough for differences and odd enough for index mistakes.
fn networks() -> impl Iterator<Item = Network> {
    Cell::ALL.into_iter().flat_map(|cell| {
        let shape = Shape { cell, vocabulary: 5, embed: 0, hidden_size: 4, layers: 2, linear: true };
        [shape, Shape { embed: 3, ..shape }, Shape { hidden_size: 5, layers: 1, linear: false, ..shape }]
            .map(Network::new)
    })
}

const TOKENS: [u32; 6] = [0, 3, 1, 4, 4, 2];
const TARGETS: [u32; 6] = [3, 1, IGNORE, 4, 2, 0];

/// The loss of two rows over three steps, with dropout where there are layers to drop between.
fn loss_of(network: &Network, params: &ParamSet, backward: bool) -> (f64, ParamSet) {
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let mut state = network.zero_state(2);
    let mut random = stream(7, Purpose::Dropout, 0);
    network.prepare(params, &mut prepared);
    network.forward(params, &prepared, &TOKENS, &mut state, Some((0.3, &mut random)), &mut pass);
    let sum = network.loss(&TARGETS, 1, &mut pass);
    if backward {
        network.backward(params, &prepared, &TOKENS, &mut pass);
    }
    (sum.nats, pass.grads)
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for network in networks() {
        let mut params = network.initial(3);
        let (_, grads) = loss_of(&network, &params, true);
        for k in 0..grads.as_slice().len() {
            let before = params.as_slice()[k];
            let step = 1e-2f32;
            let mut at = |value: f32| {
                params.as_mut_slice()[k] = value;
                loss_of(&network, &params, false).0
            };
            // Richardson: two central differences cancel the error of the third order.
            let near = (at(before + step) - at(before - step)) / f64::from(2.0 * step);
            let far = (at(before + 2.0 * step) - at(before - 2.0 * step)) / f64::from(4.0 * step);
            params.as_mut_slice()[k] = before;
            let slope = (4.0 * near - far) / 3.0;
            let found = f64::from(grads.as_slice()[k]);
            // A kink of relu within reach makes differences wrong, not the gradient.
            let kink = network.shape().cell == Cell::RnnRelu && (near - far).abs() > 1e-2;
            assert!(kink || (found - slope).abs() < 2e-3, "{:?} [{k}]: {found} against {slope}", network.shape());
        }
    }
}

#[test]
fn chunks_with_the_state_carried_are_the_whole() {
    for network in networks() {
        let params = network.initial(5);
        let mut prepared = Prepared::default();
        network.prepare(&params, &mut prepared);
        let (mut whole, mut chunk) = (network.pass(), network.pass());
        let mut state = network.zero_state(2);
        network.forward(&params, &prepared, &TOKENS, &mut state, None, &mut whole);
        let mut carried = network.zero_state(2);
        let mut logits = Vec::new();
        for tokens in [&TOKENS[..2], &TOKENS[2..]] {
            network.forward(&params, &prepared, tokens, &mut carried, None, &mut chunk);
            logits.extend(chunk.logits().iter().copied());
        }
        assert_within("logits", &logits, whole.logits().as_slice().unwrap(), 1e-6, 1e-7);
        assert_eq!(state, carried);
    }
}

#[test]
fn a_shape_knows_its_parameters_and_does_not_overflow() {
    for network in networks() {
        assert_eq!(network.shape().parameters(), Some(network.table().len()));
    }
    let huge = Shape { hidden_size: usize::MAX / 2, ..*networks().next().unwrap().shape() };
    assert_eq!(huge.parameters(), None);
}

#[test]
fn initial_weights_follow_pytorchs_rule() {
    let shape = Shape { cell: Cell::Lstm, vocabulary: 40, embed: 0, hidden_size: 64, layers: 2, linear: true };
    let params = Network::new(shape).initial(1);
    let bound = 1.0 / 8.0;
    for (spec, values) in params.iter() {
        assert!(values.iter().all(|w| w.abs() <= bound), "{}", spec.name);
        let max = values.iter().fold(0.0f32, |max, w| max.max(w.abs()));
        assert!(max > 0.9 * bound, "{} stays within {max}", spec.name);
    }
    assert_ne!(params, Network::new(shape).initial(2));
}
