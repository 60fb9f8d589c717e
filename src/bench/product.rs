//! The best f32 matrix product of this machine: what the steps are measured against.

use std::time::Instant;

use ndarray::Array2;

use crate::nn::tensor::product;

/// Rows and columns of the matrices: large enough that nothing but multiplications takes time.
const SIZE: usize = 768;
const ROUNDS: usize = 8;

/// 10^9 floating-point operations a second of `threads` threads, each with its own matrices; the best of some rounds.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub(super) fn best_gflops(threads: usize) -> f64 {
    let mut best: f64 = 0.0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let a = Array2::from_elem((SIZE, SIZE), 0.5_f32);
                    let mut c = Array2::zeros((SIZE, SIZE));
                    product(a.view(), a.view(), 0.0, c.view_mut());
                    std::hint::black_box(&c);
                });
            }
        });
        let flop = 2.0 * (SIZE as f64).powi(3) * threads as f64;
        best = best.max(flop / started.elapsed().as_secs_f64() / 1e9);
    }
    best
}
