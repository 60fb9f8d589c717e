//! The course's time series lab against PyTorch: every loss, the test prediction, the final weights.
#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "few numbers, trained on in f32")]

use crate::support::engine::params_from;
use crate::support::{assert_within, fixture, floats, tensor};
use ndarray::Array2;
use rnntui::nn::cell::Cell;
use rnntui::nn::layout::Layout;
use rnntui::nn::network::{Head, InputSize, Network, Pool, Prepared, Sequences, Shape, Targets};
use rnntui::nn::precision::Precision;
use rnntui::optim::{Method, Optimizer};

const FEATURES: usize = 5;

/// Min-max scaled windows of `seq_len` rows, time-major, and the close after each.
fn windows(rows: &[Vec<f64>], seq_len: usize) -> (Array2<f32>, Array2<f32>) {
    let scale = |column: usize, value: f64| {
        let values = || rows.iter().map(|row| row[column]);
        let (min, max) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        ((value - min) / (max - min + 1e-7)) as f32
    };
    let scaled: Vec<Vec<f32>> =
        rows.iter().map(|row| row.iter().enumerate().map(|(column, &value)| scale(column, value)).collect()).collect();
    let n = rows.len() - seq_len;
    let x = Array2::from_shape_fn((seq_len * n, FEATURES), |(place, column)| scaled[place % n + place / n][column]);
    (x, Array2::from_shape_fn((n, 1), |(window, _)| scaled[window + seq_len][FEATURES - 1]))
}

#[test]
fn five_hundred_epochs_are_pytorchs() {
    let data = fixture("timeseries");
    let number = |name: &str| usize::try_from(data[name].as_u64().unwrap()).unwrap();
    let (seq_len, train_rows) = (number("seq_len"), number("train_rows"));
    let rows: Vec<Vec<f64>> = data["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect())
        .collect();
    let (x, y) = windows(&rows[..train_rows], seq_len);
    let (test_x, test_y) = windows(&rows[train_rows - seq_len..], seq_len);
    assert_within("test target", test_y.as_slice().unwrap(), &tensor(&data["test_target"]).data, 1e-6, 1e-7);

    let network = Network::new(Shape {
        input: InputSize::Dense { features: FEATURES },
        cell: Cell::Lstm,
        hidden_size: number("hidden_size"),
        layers: 1,
        bidirectional: false,
        linear: true,
        head: Head::Pooled(Pool::Last),
        outputs: 1,
        precision: Precision::F32,
    });
    let mut params = params_from(network.table(), &data["init"]);
    let mut optimizer = Optimizer::new(Method::Adam { weight_decay: 0.0 }, network.table());
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let layout = Layout::uniform(seq_len, y.nrows());
    let wanted = floats(&data["losses"]);
    let mut losses = Vec::new();
    for _ in 0..wanted.len() {
        let read = Sequences::values(x.view(), &layout);
        let weights = network.prepare(&params, &mut prepared);
        network.forward(weights, read, &mut network.zero_state(y.nrows()), None, &mut pass);
        let sum = network.loss(Targets::Values(y.view()), y.len(), &mut pass);
        losses.push((sum.total / y.len() as f64) as f32);
        network.backward(weights, read, &mut pass);
        optimizer.update(data["lr"].as_f64().unwrap(), &mut params, &pass.grads);
    }
    assert_within("losses", &losses, &wanted, 1e-4, 1e-6);

    let layout = Layout::uniform(seq_len, test_y.nrows());
    let read = Sequences::values(test_x.view(), &layout);
    let weights = network.prepare(&params, &mut prepared);
    network.forward(weights, read, &mut network.zero_state(test_y.nrows()), None, &mut pass);
    let sum = network.loss(Targets::Values(test_y.view()), test_y.len(), &mut pass);
    let prediction = pass.values.as_slice().unwrap();
    assert_within("test prediction", prediction, &tensor(&data["test_prediction"]).data, 1e-4, 1e-5);
    let loss = (sum.total / test_y.len() as f64) as f32;
    assert_within("test loss", &[loss], &floats(&serde_json::json!([data["test_loss"]])), 1e-4, 1e-7);
    for (spec, found) in params.iter() {
        assert_within(&spec.name, found, &tensor(&data["final"][&spec.name]).data, 1e-4, 1e-5);
    }
}
