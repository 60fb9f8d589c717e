//! Sequences of different lengths in one batch: against PyTorch's packed ones, and against padding.
#![expect(clippy::cast_possible_truncation, reason = "test numbers are small")]

use std::sync::Arc;

use crate::support::engine::{cell_named, laid_out, params_from, shapes};
use crate::support::{assert_close, assert_within, fixture, floats, swap_batch_and_time, tensor};
use ndarray::{Array2, ArrayView2, s};
use rnntui::nn::cell::Cell;
use rnntui::nn::layer::Input;
use rnntui::nn::layout::Layout;
use rnntui::nn::loss::IGNORE;
use rnntui::nn::network::{Head, InputSize, Network, Pool, Prepared, Sequences, Shape, Targets};
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::nn::precision::Precision;
use rnntui::nn::stack::{Stack, StackShape, StackTape};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap()).collect()
}

/// The words of `packed.json` as indices into its character set.
fn words(data: &Value) -> Vec<Vec<u32>> {
    let set: Vec<&str> = data["char_set"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let index = |c: char| set.iter().position(|&s| s == c.to_string()).unwrap() as u32;
    data["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().chars().map(index).collect()).collect()
}

fn one_hot(tokens: &[u32], width: usize) -> Array2<f32> {
    let mut x = Array2::zeros((tokens.len(), width));
    for (row, &token) in tokens.iter().enumerate() {
        x[(row, token as usize)] = 1.0;
    }
    x
}

#[test]
fn outputs_states_and_gradients_of_packed_words_are_pytorchs() {
    let data = fixture("packed");
    let words = words(&data);
    let lengths: Vec<usize> = words.iter().map(Vec::len).collect();
    assert_eq!(lengths, numbers(&data["lengths"]));
    let layout = Layout::packed(&lengths);
    assert_eq!(layout.order(), numbers(&data["sorted_indices"]));
    assert_eq!(layout.batch_sizes().collect::<Vec<_>>(), numbers(&data["batch_sizes"]));
    let mut tokens = Vec::new();
    layout.pack(&words, &mut tokens);
    let i = data["char_set"].as_array().unwrap().len();
    let x = one_hot(&tokens, i);

    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let size = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
        let shape = StackShape {
            cell: cell_named(case["cell"].as_str().unwrap()),
            input_size: i,
            hidden_size: size("hidden_size"),
            layers: size("num_layers"),
            bidirectional: case["bidirectional"] == true,
            precision: Precision::F32,
        };
        let what = |part: &str| format!("{} both ways {}, {part}", case["cell"], shape.bidirectional);
        let mut table = ParamTable::default();
        let stack = Stack::new(&mut table, "", shape);
        let params = params_from(&Arc::new(table), &case["params"]);
        let mut state = stack.zero_state(words.len());
        let mut tape = StackTape::default();
        stack.forward(&laid_out(&stack, &params), Input::Dense(x.view()), &layout, &mut state, None, &mut tape);

        let output = tensor(&case["output"]);
        let mut padded = Array2::zeros((words.len() * output.shape[1], shape.output_size()));
        for (row, word) in words.iter().enumerate() {
            for (step, place) in layout.places(row).enumerate() {
                padded.row_mut(row * output.shape[1] + step).assign(&tape.top().row(place));
            }
            assert_eq!(layout.places(row).count(), word.len());
        }
        assert_close(&what("output"), padded.as_slice().unwrap(), &output.data);
        let h_n: Vec<f32> = state.iter().flat_map(|layer| layer.h.clone()).collect();
        assert_close(&what("h_n"), &h_n, &tensor(&case["h_n"]).data);
        if shape.cell.has_cell_state() {
            let c_n: Vec<f32> = state.iter().flat_map(|layer| layer.c.clone()).collect();
            assert_close(&what("c_n"), &c_n, &tensor(&case["c_n"]).data);
        }
        let squares = tape.top().iter().map(|y| f64::from(y * y)).sum::<f64>();
        let loss = squares + h_n.iter().copied().map(f64::from).sum::<f64>();
        assert_close(&what("loss"), &[loss as f32], &floats(&serde_json::json!([case["loss"]])));

        // loss = Σ output² + Σ h_n.
        let d_top = tape.top().mapv(|y| 2.0 * y);
        tape.d_top().assign(&d_top);
        let mut d_state = stack.zero_state(words.len());
        for layer in &mut d_state {
            layer.h.fill(1.0);
        }
        let mut grads = ParamSet::zeros(params.table());
        stack.backward(
            &laid_out(&stack, &params),
            Input::Dense(x.view()),
            &layout,
            &mut tape,
            Some(&mut d_state),
            &mut grads,
            None,
        );
        for (spec, found) in grads.iter() {
            assert_close(&what(&spec.name), found, &tensor(&case["grads"][&spec.name]).data);
        }
    }
}

#[test]
fn one_tensor_read_both_ways_is_pytorchs() {
    let data = fixture("basics");
    let x = tensor(&data["x"]);
    let mut table = ParamTable::default();
    let shape = StackShape {
        cell: Cell::RnnTanh,
        input_size: 4,
        hidden_size: 2,
        layers: 1,
        bidirectional: false,
        precision: Precision::F32,
    };
    let stack = Stack::new(&mut table, "", shape);
    let params = params_from(&Arc::new(table), &data["params"]);
    let run = |layout: &Layout, x: &[f32]| {
        let mut state = stack.zero_state(layout.rows());
        let mut tape = StackTape::default();
        let x = ArrayView2::from_shape((15, 4), x).unwrap();
        stack.forward(&laid_out(&stack, &params), Input::Dense(x), layout, &mut state, None, &mut tape);
        (tape.top().to_owned().into_raw_vec_and_offset().0, state[0].h.clone().into_raw_vec_and_offset().0)
    };
    // (seq 3, batch 5, feature), torch's default, is time-major already.
    let (output, h_n) = run(&Layout::uniform(3, 5), &x.data);
    assert_close("seq first", &output, &tensor(&data["seq_first"]["output"]).data);
    assert_close("seq first h_n", &h_n, &tensor(&data["seq_first"]["h_n"]).data);
    let (output, h_n) = run(&Layout::uniform(5, 3), &swap_batch_and_time(&x.data, (3, 5, 4)));
    let output = swap_batch_and_time(&output, (5, 3, 2));
    assert_close("batch first", &output, &tensor(&data["batch_first"]["output"]).data);
    assert_close("batch first h_n", &h_n, &tensor(&data["batch_first"]["h_n"]).data);
}

#[test]
fn a_layout_knows_where_everything_stands() {
    let layout = Layout::packed(&[2, 4, 1, 2]);
    assert_eq!(layout.order(), [1, 0, 3, 2], "the longest first, equals in the caller's order");
    assert_eq!(layout.batch_sizes().collect::<Vec<_>>(), [4, 3, 1, 1]);
    assert_eq!((layout.steps(), layout.rows(), layout.total()), (4, 4, 9));
    assert_eq!(layout.step(1), 4..7);
    assert_eq!((layout.place(0, 1), layout.place(3, 0), layout.length(1)), (5, 2, 4));
    assert_eq!(layout.places(1).collect::<Vec<_>>(), [0, 4, 7, 8]);
    assert_eq!(layout.last_places().collect::<Vec<_>>(), [5, 8, 3, 6]);
    let mut packed = Vec::new();
    layout.pack(&["ab", "cdef", "g", "hi"], &mut packed);
    assert_eq!(packed, b"cahgdbief");
    let mirrored: Vec<u8> = layout.mirrored().map(|place| packed[place]).collect();
    assert_eq!(mirrored, b"fbigeahdc", "every row backwards");
    assert_eq!(Layout::packed(&[3, 3]), Layout::uniform(3, 2), "equal lengths are a uniform batch");
    let mut again = layout.clone();
    again.set_uniform(3, 2);
    assert_eq!(again, Layout::uniform(3, 2));
    again.set_packed(&[2, 4, 1, 2]);
    assert_eq!(again, layout);
}

const WORDS: [&[u32]; 3] = [&[0, 3], &[1, 4, 4, 2], &[2]];
const CLASSES: [&[u32]; 3] = [&[1, 0], &[2, 2, 0, 1], &[1]];

/// Rows are padded by hand with token 0 and targets nobody looks at, and each row's last state is picked out by hand.
#[test]
fn packed_is_padded_without_the_padding() {
    let token_to_class = |shape: &Shape| {
        shape.head == Head::EveryStep && !shape.bidirectional && !matches!(shape.input, InputSize::Dense { .. })
    };
    let mut tested = 0;
    for network in shapes().filter(token_to_class).map(Network::new) {
        tested += 1;
        let params = network.initial(11);
        let mut prepared = Prepared::default();
        let weights = network.prepare(&params, &mut prepared);
        let (packed, padded) = (Layout::packed(&WORDS.map(<[u32]>::len)), Layout::uniform(4, 3));
        let pad = |rows: [&[u32]; 3], with: u32| rows.map(|row| [row, &vec![with; 4 - row.len()]].concat());
        let run = |layout: &Layout, words: &[Vec<u32>], classes: &[Vec<u32>]| {
            let (mut tokens, mut targets) = (Vec::new(), Vec::new());
            layout.pack(words, &mut tokens);
            layout.pack(classes, &mut targets);
            let (mut state, mut pass) = (network.zero_state(3), network.pass());
            let read = Sequences::tokens(&tokens, layout);
            network.forward(weights, read, &mut state, None, &mut pass);
            let outputs = pass.outputs().clone();
            let sum = network.loss(Targets::Classes(&targets), 7, &mut pass);
            network.backward(weights, read, &mut pass);
            (outputs, state, sum, pass)
        };
        let (outputs, state, sum, pass) = run(&packed, &WORDS.map(<[u32]>::to_vec), &CLASSES.map(<[u32]>::to_vec));
        let (wide, _, wide_sum, wide_pass) = run(&padded, &pad(WORDS, 0), &pad(CLASSES, IGNORE));

        assert_eq!(outputs.nrows(), 7, "as many rows are worked out as there are tokens");
        assert_eq!((sum.count, sum.correct), (wide_sum.count, wide_sum.correct));
        assert!((sum.total - wide_sum.total).abs() < 1e-6);
        let top = network.shape().layers - 1;
        for (row, word) in WORDS.iter().enumerate() {
            for step in 0..word.len() {
                let (here, there) = (packed.place(row, step), padded.place(row, step));
                let (found, wanted) = (outputs.row(here), wide.row(there));
                assert_within("output", found.as_slice().unwrap(), wanted.as_slice().unwrap(), 1e-6, 1e-7);
            }
            let last = padded.place(row, word.len() - 1);
            let wanted = wide_pass.hidden(top).slice(s![last, ..]).to_vec();
            assert_within("last state", &state[top].h.row(row).to_vec(), &wanted, 1e-6, 1e-7);
        }
        assert_within("gradient", pass.grads.as_slice(), wide_pass.grads.as_slice(), 1e-5, 1e-7);
    }
    assert_eq!(tested, 8, "two networks of each cell");
}

/// Every row in a batch of its own, whatever reads it: other rows change nothing.
#[test]
fn a_packed_batch_is_its_rows_one_by_one() {
    for network in shapes().filter(|shape| !matches!(shape.input, InputSize::Dense { .. })).map(Network::new) {
        let params = network.initial(13);
        let mut prepared = Prepared::default();
        let weights = network.prepare(&params, &mut prepared);
        let (mut whole, mut alone) = (network.pass(), network.pass());
        let layout = Layout::packed(&WORDS.map(<[u32]>::len));
        let mut tokens = Vec::new();
        layout.pack(&WORDS, &mut tokens);
        let mut state = network.zero_state(3);
        network.forward(weights, Sequences::tokens(&tokens, &layout), &mut state, None, &mut whole);
        for (row, word) in WORDS.iter().enumerate() {
            let single = Layout::uniform(word.len(), 1);
            let mut own = network.zero_state(1);
            network.forward(weights, Sequences::tokens(word, &single), &mut own, None, &mut alone);
            let places: Vec<usize> = match network.shape().head {
                Head::EveryStep => layout.places(row).collect(),
                Head::Pooled(_) => vec![row],
            };
            let found: Vec<f32> = places.iter().flat_map(|&place| whole.outputs().row(place).to_vec()).collect();
            assert_within("outputs", &found, alone.outputs().as_slice().unwrap(), 1e-6, 1e-7);
            for (state, own) in state.iter().zip(&own) {
                assert_within("state", &state.h.row(row).to_vec(), &own.h.row(0).to_vec(), 1e-6, 1e-7);
            }
        }
    }
}

#[test]
fn the_last_step_is_the_last_state_of_either_direction() {
    for bidirectional in [false, true] {
        let network = Network::new(Shape {
            input: InputSize::OneHot { vocabulary: 5 },
            cell: Cell::Gru,
            hidden_size: 3,
            layers: 2,
            bidirectional,
            linear: false,
            head: Head::Pooled(Pool::Last),
            outputs: if bidirectional { 6 } else { 3 },
            precision: Precision::F32,
        });
        let params = network.initial(17);
        let (mut prepared, mut pass, mut state) = (Prepared::default(), network.pass(), network.zero_state(3));
        let weights = network.prepare(&params, &mut prepared);
        let layout = Layout::packed(&WORDS.map(<[u32]>::len));
        let mut tokens = Vec::new();
        layout.pack(&WORDS, &mut tokens);
        network.forward(weights, Sequences::tokens(&tokens, &layout), &mut state, None, &mut pass);
        let top = &state[state.len() / 2..];
        for row in 0..3 {
            let wanted: Vec<f32> = top.iter().flat_map(|layer| layer.h.row(row).to_vec()).collect();
            assert_eq!(pass.outputs().row(row).to_vec(), wanted);
        }
    }
}
