//! Optimizers and clipping against PyTorch's trajectories (`fixtures/optim.json`), and against the algorithms of
//! `torch.optim`'s documentation for the constants of which there is no trajectory.

use std::sync::Arc;

use crate::support::{assert_close, fixture, floats};
use rnntui::config::Value as _;
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::optim::{Method, Optimizer, Plateau, Schedule, clip_by_norm, global_norm};

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

/// PyTorch counts its schedulers' calls; here each stands for an epoch of one step, or of several, or for a step.
#[test]
fn every_schedule_gives_the_rates_of_pytorchs() {
    let data = &fixture("optim")["schedules"];
    let base = data["base_lr"].as_f64().unwrap();
    let cases = [
        ("step_10_0.5", "step:10:0.5"),
        ("exponential_0.97", "exponential:0.97"),
        ("cosine_40_1e-4", "cosine:40:1e-4"),
        ("linear_warmup_0.1_8", "warmup:8:0.1"),
        ("onecycle_max0.5_40", "onecycle:0.5:40"),
    ];
    assert_eq!(data["lr_at_step"].as_object().unwrap().len(), cases.len(), "a schedule is not tested");
    for (name, text) in cases {
        let by_step = text.replace(":10:", ":10s:").replace(":40", ":40s").replace(":8:", ":8s:");
        let wanted: Vec<f64> = serde_json::from_value(data["lr_at_step"][name].clone()).unwrap();
        for (calls, wanted) in (0..).zip(wanted) {
            let rates = [(text, 1), (text, 7), (by_step.as_str(), 1000)].map(|(text, steps_per_epoch)| {
                let schedule = Schedule::read(text).unwrap();
                // An exponential counts epochs always.
                let per_call = if text.ends_with('s') || text.contains("s:") { 1 } else { steps_per_epoch };
                let steps_per_epoch = if name.starts_with("exp") { per_call } else { steps_per_epoch };
                base * schedule.factor(base, calls * per_call + (per_call - 1), steps_per_epoch, &Plateau::default())
            });
            for rate in rates.into_iter().take(if name.starts_with("exp") { 2 } else { 3 }) {
                assert!((rate - wanted).abs() <= 1e-12 + 1e-9 * wanted, "{name} after {calls}: {rate}, not {wanted}");
            }
        }
    }
}

#[test]
fn a_plateau_cuts_the_rate_where_pytorchs_does() {
    let data = &fixture("optim")["plateau"];
    let number = |name: &str| data[name].as_f64().unwrap();
    let text = format!("plateau:{}:{}", number("factor"), number("patience"));
    let schedule = Schedule::read(&text).unwrap();
    let mut plateau = Plateau::default();
    for (metric, wanted) in data["metric"].as_array().unwrap().iter().zip(data["lr_after"].as_array().unwrap()) {
        let rate = |plateau: &Plateau| number("base_lr") * schedule.factor(number("base_lr"), 0, 1, plateau);
        let before = rate(&plateau);
        let (factor, patience) = schedule.plateau(0, 1).unwrap();
        #[expect(clippy::cast_possible_truncation, reason = "a loss")]
        plateau.measured(metric.as_f64().unwrap() as f32, before, factor, patience);
        assert!((rate(&plateau) - wanted.as_f64().unwrap()).abs() < 1e-15);
    }
}

/// The second of two joined schedules begins where the first ends, as SequentialLR does it.
#[test]
fn a_schedule_follows_another_where_that_ends() {
    let rate = |text: &str, steps| Schedule::read(text).unwrap().factor(0.1, steps, 10, &Plateau::default());
    let joined = "warmup:20s:0.5+step:3:0.1";
    for (steps, wanted) in [(0, 0.5), (10, 0.75), (19, 0.975), (20, 1.0), (49, 1.0), (50, 0.1), (80, 0.01)] {
        assert!((rate(joined, steps) - wanted).abs() < 1e-12, "after {steps}: {}", rate(joined, steps));
    }
    assert!((rate("cosine:2:0.01", 1000) - 0.1).abs() < 1e-12, "it stays at its end");
    let waits = Schedule::read("warmup:20s:0.5+plateau:0.5:3").unwrap();
    assert_eq!((waits.plateau(19, 10), waits.plateau(20, 10)), (None, Some((0.5, 3))));
}
