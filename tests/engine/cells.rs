//! Cells, stacks and losses against PyTorch.
#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "test numbers are small")]

use std::process::Command;
use std::sync::Arc;

use crate::support::engine::{cell_named, laid_out, params_from, shapes};
use crate::support::{assert_close, fixture, floats, swap_batch_and_time, tensor};
use ndarray::{Array2, ArrayView2};
use rnntui::nn::cell::Cell;
use rnntui::nn::layer::{Input, LayerState};
use rnntui::nn::layout::Layout;
use rnntui::nn::loss::{IGNORE, LossSum, cross_entropy, squared_error};
use rnntui::nn::machine::Kernels;
use rnntui::nn::network::{Head, InputSize, Network, Shape};
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::nn::precision::Precision;
use rnntui::nn::stack::{Stack, StackShape, StackTape, State};

#[test]
fn outputs_states_and_gradients_are_pytorchs() {
    let data = fixture("cells");
    let cases = data["cases"].as_array().unwrap();
    let mut tested = 0;
    for case in cases {
        tested += 1;
        let size = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
        let (n, t, i, h, l) =
            (size("batch"), size("seq_len"), size("input_size"), size("hidden_size"), size("num_layers"));
        let cell = cell_named(case["cell"].as_str().unwrap());
        let bidirectional = case["bidirectional"] == true;
        let what = |part: &str| format!("{} with {l} layers, both ways {bidirectional}, {part}", case["cell"]);

        let mut table = ParamTable::default();
        let shape =
            StackShape { cell, input_size: i, hidden_size: h, layers: l, bidirectional, precision: Precision::F32 };
        let stack = Stack::new(&mut table, "", shape);
        let params = params_from(&Arc::new(table), &case["params"]);
        let (d, layout) = (shape.directions(), Layout::uniform(t, n));

        let state_of = |h_name: &str, c_name: &str| -> State {
            let layer = |name: &str, index: usize| -> Array2<f32> {
                if case[name].is_null() {
                    return Array2::zeros((n, 0));
                }
                let data = tensor(&case[name]).data;
                Array2::from_shape_vec((n, h), data[index * n * h..(index + 1) * n * h].to_vec()).unwrap()
            };
            (0..d * l).map(|index| LayerState { h: layer(h_name, index), c: layer(c_name, index) }).collect()
        };
        let time_major = |name: &str, width: usize| swap_batch_and_time(&tensor(&case[name]).data, (n, t, width));
        let flat = |state: &State, c: bool| -> Vec<f32> {
            state.iter().flat_map(|layer| if c { layer.c.clone() } else { layer.h.clone() }).collect()
        };

        let x = time_major("x", i);
        let x = ArrayView2::from_shape((t * n, i), &x).unwrap();
        let mut state = state_of("h0", "c0");
        let mut tape = StackTape::default();
        stack.forward(&laid_out(&stack, &params), Input::Dense(x), &layout, &mut state, None, &mut tape);
        let output: Vec<f32> = tape.top().iter().copied().collect();
        assert_close(&what("output"), &output, &time_major("output", d * h));
        assert_close(&what("h_n"), &flat(&state, false), &tensor(&case["h_n"]).data);
        if cell.has_cell_state() {
            assert_close(&what("c_n"), &flat(&state, true), &tensor(&case["c_n"]).data);
        }

        let out_weight = time_major("out_weight", d * h);
        tape.d_top().assign(&ArrayView2::from_shape((t * n, d * h), &out_weight).unwrap());
        let mut d_state = state_of("hn_weight", "cn_weight");
        let mut grads = ParamSet::zeros(params.table());
        let mut d_x = Array2::zeros((t * n, i));
        let into = Some(d_x.view_mut());
        stack.backward(
            &laid_out(&stack, &params),
            Input::Dense(x),
            &layout,
            &mut tape,
            Some(&mut d_state),
            &mut grads,
            into,
        );
        for (spec, found) in grads.iter() {
            assert_close(&what(&spec.name), found, &tensor(&case["grads"][&spec.name]).data);
        }
        assert_close(&what("grad_x"), d_x.as_slice().unwrap(), &time_major("grad_x", i));
        assert_close(&what("grad_h0"), &flat(&d_state, false), &tensor(&case["grad_h0"]).data);
        if cell.has_cell_state() {
            assert_close(&what("grad_c0"), &flat(&d_state, true), &tensor(&case["grad_c0"]).data);
        }
    }
    assert_eq!(tested, 20, "four cells, one to three layers one way and one or two both ways");
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
        assert_eq!(sum.count, kept);
        assert_close("loss", &[sum.total as f32 / divisor], &floats(&serde_json::json!([case["loss"]])));
        assert_close("gradient", z.as_slice().unwrap(), &tensor(&case["grad_logits"]).data);
    }
    assert_eq!(tested, 2);
}

#[test]
fn squared_error_is_its_own_gradient_s_integral() {
    let targets = Array2::from_shape_vec((2, 2), vec![1.0, -2.0, 0.5, 3.0]).unwrap();
    let mut values = Array2::from_shape_vec((2, 2), vec![1.5, 0.0, 0.5, 2.0]).unwrap();
    let sum = squared_error(values.view_mut(), targets.view(), 4.0);
    assert_eq!(sum, LossSum { total: 0.25 + 4.0 + 1.0, count: 4, correct: 0 });
    assert_eq!(values.as_slice().unwrap(), [0.25, 1.0, 0.0, -0.5]);
}

#[test]
fn a_shape_knows_its_parameters_and_does_not_overflow() {
    let mut last = None;
    for shape in shapes() {
        assert_eq!(shape.parameters(), Some(Network::new(shape).table().len()), "{shape:?}");
        last = Some(shape);
    }
    let huge = Shape { hidden_size: usize::MAX / 2, ..last.unwrap() };
    assert_eq!(huge.parameters(), None);
}

#[test]
fn initial_weights_follow_pytorchs_rule() {
    let shape = Shape {
        input: InputSize::Embedded { vocabulary: 300, size: 40 },
        cell: Cell::Lstm,
        hidden_size: 64,
        layers: 2,
        bidirectional: true,
        linear: true,
        head: Head::EveryStep,
        outputs: 40,
        precision: Precision::F32,
    };
    let params = Network::new(shape).initial(1);
    for (spec, values) in params.iter() {
        let max = values.iter().fold(0.0f32, |max, w| max.max(w.abs()));
        if spec.name == "embedding.weight" {
            let (sum, squares) = values.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
            let (mean, variance) = (sum / values.len() as f32, squares / values.len() as f32);
            assert!(mean.abs() < 0.05 && (variance - 1.0).abs() < 0.05, "mean {mean}, variance {variance}");
            continue;
        }
        // A linear layer's own inputs: both directions.
        let bound = if spec.name.starts_with("fc.") { (1.0f32 / 128.0).sqrt() } else { 1.0 / 8.0 };
        assert!(max <= bound && max > 0.9 * bound, "{} reaches {max} of {bound}", spec.name);
    }
    assert_ne!(params, Network::new(shape).initial(2));
}

/// All of the above once more by each kind of kernels that this machine has, in a process of its own: a process has one
/// kind.
#[test]
fn all_kernels_have_the_same_numbers() {
    for kernels in Kernels::ALL.into_iter().filter(|kernels| kernels.run_here()) {
        let tests = std::env::current_exe().unwrap();
        let mut command = Command::new(tests);
        command.args(["cells::", "--skip", "all_kernels"]).env("RNNTUI_KERNELS", kernels.name());
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("test result: ok"), "{kernels:?}: {said}");
    }
}
