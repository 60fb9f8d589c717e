//! Times the training steps of `rnntui bench`, and their parts: `cargo bench --bench steps`.
//!
//! Name a part to time it alone: `cargo bench --bench steps -- product`.

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::Array2;
use rnntui::bench::work::{self, Work};
use rnntui::nn::loss::cross_entropy;
use rnntui::nn::param::ParamSet;
use rnntui::nn::precision::Precision;
use rnntui::nn::product::{Rows, RowsMut, Start, Weight, add_rows, gradient};
use rnntui::nn::tensor::product;
use rnntui::optim::{Method, Optimizer};

fn main() {
    divan::main();
}

const NAMES: [&str; 7] = ["hihello", "longseq", "series", "char-rnn", "char-gru", "char-lstm", "large"];

fn named(name: &str) -> Work {
    work::all().into_iter().find(|work| work.name == name).expect("a work of this name")
}

/// Whole steps on all cores, with factors in f32 and in bf16.
#[divan::bench(args = NAMES, consts = [false, true])]
fn step<const BF16: bool>(bencher: Bencher, name: &str) {
    let work = named(name);
    let (mut trainer, _) = work.trainer(threads(), precision(BF16)).expect("a trainer");
    trainer.advance();
    bencher.counter(ItemsCount::new(work.tokens)).bench_local(|| trainer.advance());
}

/// Rows, inner size and columns of the products that take most time: a time step of char-rnn forward and backward, all
/// its steps at once, the same for the large work, and the long sequence lab.
const SHAPES: [(usize, usize, usize); 8] = [
    (12, 128, 512),
    (12, 512, 128),
    (600, 128, 512),
    (600, 512, 128),
    (16, 512, 2048),
    (16, 2048, 512),
    (2048, 512, 2048),
    (21, 25, 25),
];

/// An item is a multiplication with an addition, so 10^9 items a second are 2 GFLOP/s.
fn counted((m, k, n): (usize, usize, usize)) -> ItemsCount {
    ItemsCount::new(m * k * n)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn precision(bf16: bool) -> Precision {
    if bf16 { Precision::Bf16 } else { Precision::F32 }
}

fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(row, column)| if (row * 3 + column * 7) % 11 < 5 { 0.5 } else { -0.25 })
}

/// `x Wᵀ` with W packed before, as in the layers, with factors in f32 and in bf16.
#[divan::bench(args = SHAPES, consts = [false, true])]
fn product_laid_out<const BF16: bool>(bencher: Bencher, shape: (usize, usize, usize)) {
    let (m, k, n) = shape;
    let (x, w, mut y) = (matrix(m, k), matrix(n, k), matrix(m, n));
    let mut weight = Weight::default();
    weight.set(Rows::whole(w.view()), precision(BF16));
    let bencher = bencher.counter(counted(shape));
    bencher.bench_local(|| weight.forward(Rows::whole(x.view()), Start::There, RowsMut::whole(y.view_mut())));
}

/// The same by ndarray.
#[divan::bench(args = SHAPES)]
fn product_ndarray(bencher: Bencher, shape: (usize, usize, usize)) {
    let (m, k, n) = shape;
    let (x, w, mut y) = (matrix(m, k), matrix(n, k), matrix(m, n));
    bencher.counter(counted(shape)).bench_local(|| product(x.view(), w.t(), 1.0, y.view_mut()));
}

/// Columns of the two matrices, and tokens, of the weight gradients.
const GRADIENTS: [(usize, usize, usize); 4] = [(512, 600, 128), (2048, 2048, 512), (65, 600, 128), (25, 210, 25)];

#[divan::bench(args = GRADIENTS, consts = [false, true])]
fn gradient_laid_out<const BF16: bool>(bencher: Bencher, shape: (usize, usize, usize)) {
    let (m, k, n) = shape;
    let (a, b, mut c) = (matrix(k, m), matrix(k, n), matrix(m, n));
    let bencher = bencher.counter(counted(shape));
    bencher.bench_local(|| {
        gradient(Rows::whole(a.view()), Rows::whole(b.view()), RowsMut::whole(c.view_mut()), precision(BF16));
    });
}

#[divan::bench(args = GRADIENTS)]
fn gradient_ndarray(bencher: Bencher, shape: (usize, usize, usize)) {
    let (m, k, n) = shape;
    let (a, b, mut c) = (matrix(k, m), matrix(k, n), matrix(m, n));
    bencher.counter(counted(shape)).bench_local(|| product(a.t(), b.view(), 1.0, c.view_mut()));
}

/// The gradient of a bias: rows and columns.
#[divan::bench(args = [(600, 512), (2048, 2048), (210, 25), (600, 65)])]
fn bias_gradient(bencher: Bencher, (rows, columns): (usize, usize)) {
    let (matrix, mut sums) = (matrix(rows, columns), vec![0.0; columns]);
    let bencher = bencher.counter(ItemsCount::new(rows * columns));
    bencher.bench_local(|| add_rows(Rows::whole(matrix.view()), &mut sums));
}

/// Packing a weight matrix, `(O, I)`, for the forward and the backward pass.
#[divan::bench(args = [(512, 128), (2048, 512), (25, 25)], consts = [false, true])]
fn lay_out<const BF16: bool>(bencher: Bencher, (outputs, inputs): (usize, usize)) {
    let w = matrix(outputs, inputs);
    let mut weight = Weight::default();
    bencher
        .counter(ItemsCount::new(outputs * inputs))
        .bench_local(|| weight.set(Rows::whole(w.view()), precision(BF16)));
}

/// Rows and classes.
#[divan::bench(args = [(625, 65), (210, 25)])]
fn softmax_and_loss(bencher: Bencher, (rows, classes): (usize, usize)) {
    let (mut logits, targets, mut predicted) = (matrix(rows, classes), vec![1; rows], vec![0; rows]);
    bencher
        .counter(ItemsCount::new(rows))
        .bench_local(|| cross_entropy(logits.view_mut(), &targets, 1.0, &mut predicted));
}

/// Adam over the parameters of char-rnn's LSTM.
#[divan::bench]
fn adam(bencher: Bencher) {
    let (trainer, _) = named("char-lstm").trainer(1, Precision::F32).expect("a trainer");
    let mut params = trainer.params().clone();
    let grads = ParamSet::zeros(params.table());
    let mut optimizer = Optimizer::new(Method::Adam { weight_decay: 0.0 }, params.table());
    bencher.counter(ItemsCount::new(params.table().len())).bench_local(|| {
        optimizer.update(1e-3, &mut params, &grads);
    });
}
