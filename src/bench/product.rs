//! The best matrix product of this machine: what the steps are measured against.
//!
//! In f32 it is ndarray's product or the layers' own, whichever is faster here, so that a share of it is a share of
//! what the machine can do; in bf16, which ndarray does not have, it is the layers' own.

use std::time::Instant;

use ndarray::Array2;

use crate::nn::precision::Precision;
use crate::nn::product::{Rows, RowsMut, Start, Weight};
use crate::nn::tensor::product;

/// Rows and columns of the matrices: large enough that nothing but multiplications takes time.
const SIZE: usize = 768;
const ROUNDS: usize = 8;

/// What all threads multiply.
struct Factors {
    left: Array2<f32>,
    right: Array2<f32>,
    laid_out: Weight,
}

impl Factors {
    fn new(precision: Precision) -> Self {
        let [left, right] = [0.5, 0.25].map(|number| Array2::from_elem((SIZE, SIZE), number));
        let mut laid_out = Weight::default();
        laid_out.set(Rows::whole(right.view()), precision);
        Self { left, right, laid_out }
    }

    fn multiply_by_ndarray(&self, to: &mut Array2<f32>) {
        product(self.left.view(), self.right.t(), 0.0, to.view_mut());
    }

    fn multiply_as_layers_do(&self, to: &mut Array2<f32>) {
        self.laid_out.forward(Rows::whole(self.left.view()), Start::Zero, RowsMut::whole(to.view_mut()));
    }
}

/// 10^9 floating-point operations a second of `threads` threads, each with a product of its own of factors of this
/// precision; the best of some rounds.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub(super) fn best_gflops(threads: usize, precision: Precision) -> f64 {
    let factors = &Factors::new(precision);
    let ways: &[fn(&Factors, &mut Array2<f32>)] = match precision {
        Precision::F32 => &[Factors::multiply_by_ndarray, Factors::multiply_as_layers_do],
        Precision::Bf16 => &[Factors::multiply_as_layers_do],
    };
    let mut products: Vec<_> = (0..threads).map(|_| Array2::zeros((SIZE, SIZE))).collect();
    let mut best: f64 = 0.0;
    for _ in 0..ROUNDS {
        for multiply in ways {
            let started = Instant::now();
            std::thread::scope(|scope| {
                for to in &mut products {
                    scope.spawn(|| multiply(factors, to));
                }
            });
            let flop = 2.0 * (SIZE as f64).powi(3) * threads as f64;
            best = best.max(flop / started.elapsed().as_secs_f64() / 1e9);
        }
    }
    std::hint::black_box(&products);
    best
}
