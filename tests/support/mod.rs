//! PyTorch's numbers from `tests/fixtures/`, and what "equal" means.
#![allow(dead_code, reason = "each test file uses its own part of this module")]

pub mod engine;
pub mod labelled;
pub mod plain;
pub mod program;
pub mod questions;
pub mod readers;
pub mod slope;
pub mod terminal;
pub mod wait;

use std::path::Path;

use rnntui::config::{Batch, Options, TaskKind, rows};
use rnntui::data::Data;
use rnntui::nn::loss::LossSum;
use rnntui::nn::param::ParamSet;
use rnntui::task::{Position, Setup, Task};
use rnntui::train::trainer::{Advance, Trainer};
use serde_json::Value;

/// A tensor as the fixtures write it.
#[derive(Debug, Clone)]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

/// Reads `tests/fixtures/<name>.json`.
pub fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn tensor(value: &Value) -> Tensor {
    let shape = value["shape"].as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap());
    Tensor { shape: shape.collect(), data: floats(&value["data"]) }
}

#[expect(clippy::cast_possible_truncation, reason = "the fixtures hold f32 values")]
pub fn floats(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect()
}

/// design.md's parity within one step: 1e-5 relative, 1e-6 absolute.
pub fn assert_close(what: &str, found: &[f32], wanted: &[f32]) {
    assert_within(what, found, wanted, 1e-5, 1e-6);
}

pub fn assert_within(what: &str, found: &[f32], wanted: &[f32], relative: f32, absolute: f32) {
    assert_eq!(found.len(), wanted.len(), "{what}: lengths");
    for (i, (f, w)) in found.iter().zip(wanted).enumerate() {
        assert!((f - w).abs() <= absolute + relative * w.abs(), "{what}[{i}]: found {f}, PyTorch has {w}");
    }
}

/// `(N, T, X)` to time-major `(T, N, X)`, or back with N and T exchanged.
pub fn swap_batch_and_time(data: &[f32], (n, t, x): (usize, usize, usize)) -> Vec<f32> {
    let mut out = vec![0.0; data.len()];
    for row in 0..n {
        for step in 0..t {
            out[(step * n + row) * x..][..x].copy_from_slice(&data[(row * t + step) * x..][..x]);
        }
    }
    out
}

/// These options on this content of a file.
pub fn setup(task: TaskKind, content: &str, options: &Options) -> Setup {
    Setup::new(options, task, Data::parse(content, &options.format(task)).unwrap()).unwrap()
}

/// A run of these options on this content of a file.
pub fn trainer(task: TaskKind, content: &str, options: &Options, threads: usize) -> Trainer {
    Trainer::new(setup(task, content, options), threads).unwrap()
}

/// Trains to the end of this epoch, validation included.
pub fn train_epochs(trainer: &mut Trainer, epochs: u64) {
    while trainer.position().epoch < epochs || trainer.validating().is_some() {
        let done = trainer.advance();
        assert!(!matches!(done, Advance::Diverged { .. }), "{done:?}");
    }
}

/// The loss and the gradient of a step whose batches are `batch` rows in the file's order, with parameters of seed 3.
pub fn gradient(task: TaskKind, content: &str, options: &Options, batch: usize, step: u64) -> (LossSum, ParamSet) {
    let options = options.clone().with(&rows::BATCH, Batch::Rows(batch)).with(&rows::NO_SHUFFLE, true);
    let (_, Task { mut learn, .. }) = setup(task, content, &options).into_task(1).unwrap();
    let params = learn.initial(3);
    let mut grads = ParamSet::zeros(params.table());
    let loss = learn.step(&params, Position { epoch: 0, step_in_epoch: step, step }, &mut grads);
    (loss, grads)
}
