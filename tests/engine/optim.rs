//! Optimizers and clipping against PyTorch's trajectories (`fixtures/optim.json`), and against the algorithms of
//! `torch.optim`'s documentation for the constants of which there is no trajectory.

use std::sync::Arc;

use crate::support::{assert_close, fixture, floats};
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::optim::{Method, Optimizer, clip_by_norm, global_norm};

fn set(values: &[f32]) -> ParamSet {
    let mut table = ParamTable::default();
    table.add("w".to_owned(), &[values.len()]);
    let mut set = ParamSet::zeros(&Arc::new(table));
    set.fill_from([values]);
    set
}

#[test]
fn every_optimizer_walks_the_path_of_pytorchs() {
    let cases = [
        ("sgd", 0.1, Method::Sgd { momentum: 0.0, nesterov: false, weight_decay: 0.0 }),
        ("sgd_momentum", 0.1, Method::Sgd { momentum: 0.9, nesterov: false, weight_decay: 0.0 }),
        ("sgd_nesterov", 0.1, Method::Sgd { momentum: 0.9, nesterov: true, weight_decay: 0.0 }),
        ("sgd_decay", 0.1, Method::Sgd { momentum: 0.9, nesterov: false, weight_decay: 0.01 }),
        ("rmsprop", 0.01, Method::Rmsprop { alpha: 0.99, momentum: 0.0, centered: false, weight_decay: 0.0 }),
        ("rmsprop_charrnn", 0.002, Method::Rmsprop { alpha: 0.95, momentum: 0.0, centered: false, weight_decay: 0.0 }),
        (
            "rmsprop_centered_momentum",
            0.01,
            Method::Rmsprop { alpha: 0.99, momentum: 0.9, centered: true, weight_decay: 0.0 },
        ),
        ("adagrad", 0.1, Method::Adagrad { weight_decay: 0.0 }),
        ("adam", 0.1, Method::Adam { weight_decay: 0.0 }),
        ("adam_decay", 0.1, Method::Adam { weight_decay: 0.01 }),
        ("adamw", 0.1, Method::AdamW { weight_decay: 0.01 }),
    ];
    let data = fixture("optim");
    assert_eq!(data["trajectories"].as_object().unwrap().len(), cases.len(), "a trajectory is not tested");
    for (name, lr, method) in cases {
        let mut params = set(&floats(&data["w0"]));
        let mut optimizer = Optimizer::new(method, params.table());
        let wanted = data["trajectories"][name].as_array().unwrap();
        for (step, (grads, wanted)) in data["grads"].as_array().unwrap().iter().zip(wanted).enumerate() {
            optimizer.update(lr, &mut params, &set(&floats(grads)));
            assert_close(&format!("{name} after step {}", step + 1), params.as_slice(), &floats(wanted));
        }
    }
}

/// The steps of RMSprop by the algorithm in the documentation of torch.optim.RMSprop, in f64.
fn rmsprop(
    (alpha, momentum, centered, weight_decay): (f64, f64, bool, f64),
    lr: f64,
    w0: &[f32],
    grads: &[Vec<f32>],
) -> Vec<Vec<f32>> {
    let mut weights: Vec<(f64, [f64; 3])> = w0.iter().map(|&w| (f64::from(w), [0.0; 3])).collect();
    let step = |grads: &Vec<f32>| {
        for ((w, [square_avg, grad_avg, buffer]), &g) in weights.iter_mut().zip(grads) {
            let g = f64::from(g) + weight_decay * *w;
            *square_avg = alpha * *square_avg + (1.0 - alpha) * g * g;
            *grad_avg = alpha * *grad_avg + (1.0 - alpha) * g;
            let variance = *square_avg - if centered { *grad_avg * *grad_avg } else { 0.0 };
            *buffer = momentum * *buffer + g / (variance.sqrt() + 1e-8);
            *w -= lr * *buffer;
        }
        rounded(weights.iter().map(|&(w, _)| w))
    };
    grads.iter().map(step).collect()
}

/// The steps of Adagrad by the algorithm in the documentation of torch.optim.Adagrad, in f64.
fn adagrad(weight_decay: f64, lr: f64, w0: &[f32], grads: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut weights: Vec<(f64, f64)> = w0.iter().map(|&w| (f64::from(w), 0.0)).collect();
    let step = |grads: &Vec<f32>| {
        for ((w, sum), &g) in weights.iter_mut().zip(grads) {
            let g = f64::from(g) + weight_decay * *w;
            *sum += g * g;
            *w -= lr * g / (sum.sqrt() + 1e-10);
        }
        rounded(weights.iter().map(|&(w, _)| w))
    };
    grads.iter().map(step).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "parameters are f32")]
fn rounded(weights: impl Iterator<Item = f64>) -> Vec<f32> {
    weights.map(|w| w as f32).collect()
}

/// Weight decay of the optimizers for which PyTorch's file has no trajectory with it.
#[test]
fn weight_decay_is_that_of_torch_optims_documentation() {
    let data = fixture("optim");
    let (w0, lr, weight_decay) = (floats(&data["w0"]), 0.05, 0.3);
    let grads: Vec<Vec<f32>> = data["grads"].as_array().unwrap().iter().map(floats).collect();
    let mut cases = vec![("adagrad", Method::Adagrad { weight_decay }, adagrad(weight_decay, lr, &w0, &grads))];
    for (momentum, centered) in [(0.0, false), (0.9, false), (0.0, true), (0.9, true)] {
        let alpha = 0.9;
        let wanted = rmsprop((alpha, momentum, centered, weight_decay), lr, &w0, &grads);
        cases.push(("rmsprop", Method::Rmsprop { alpha, momentum, centered, weight_decay }, wanted));
    }
    for (name, method, wanted) in cases {
        let mut params = set(&w0);
        let mut optimizer = Optimizer::new(method, params.table());
        for (step, (grads, wanted)) in grads.iter().zip(&wanted).enumerate() {
            optimizer.update(lr, &mut params, &set(grads));
            assert_close(&format!("{name} {method:?} after step {}", step + 1), params.as_slice(), wanted);
        }
    }
}

#[test]
fn clipping_scales_to_the_norm_pytorch_finds() {
    let case = &fixture("optim")["clip_grad_norm"];
    let parts: Vec<Vec<f32>> = case["grads"].as_array().unwrap().iter().map(floats).collect();
    let wanted: Vec<f32> = case["clipped"].as_array().unwrap().iter().flat_map(floats).collect();
    let mut grads = set(&parts.concat());
    let norm = global_norm(&grads);
    assert_close("norm", &[norm], &floats(&serde_json::json!([case["total_norm"]])));
    clip_by_norm(&mut grads, norm, 5.0);
    assert_close("clipped", grads.as_slice(), &wanted);
    let before = grads.clone();
    clip_by_norm(&mut grads, global_norm(&before), 6.0);
    assert_eq!(grads, before, "a gradient within the norm stays as it is");
}

#[test]
fn a_norm_no_optimizer_can_square_is_infinite() {
    assert!(global_norm(&set(&[1e25, 1.0])).is_infinite());
    assert!(global_norm(&set(&[f32::NAN, 1.0])).is_nan());
}
