//! Optimizers and clipping against PyTorch's trajectories (`fixtures/optim.json`).

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
