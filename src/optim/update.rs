//! The inner loops of the optimizers, each over all parameters at once. They must never treat one parameter unlike
//! another.

use super::method::Method;
use crate::nn::machine::{Arithmetic, Kernel, run};

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
/// PyTorch's default for RMSprop, Adam and AdamW.
const EPS: f32 = 1e-8;
/// PyTorch's default for Adagrad.
const ADAGRAD_EPS: f32 = 1e-10;

/// Applies update number `step` (from 1). `moments` are those of [`Method::moments`], in order.
#[expect(clippy::cast_possible_truncation, reason = "scalars are computed in f64 and applied in f32, as PyTorch does")]
pub(super) fn apply(method: &Method, step: u64, lr: f64, params: &mut [f32], grads: &[f32], moments: [&mut [f32]; 3]) {
    let rate = lr as f32;
    let [first, second, third] = moments;
    match *method {
        Method::Sgd { momentum, nesterov, weight_decay } => {
            let (mu, decay) = (momentum as f32, weight_decay as f32);
            if momentum == 0.0 {
                for (p, &g) in params.iter_mut().zip(grads) {
                    *p -= rate * (g + decay * *p);
                }
                return;
            }
            for ((p, &g), b) in params.iter_mut().zip(grads).zip(first) {
                let g = g + decay * *p;
                *b = mu * *b + g;
                *p -= rate * if nesterov { g + mu * *b } else { *b };
            }
        }
        Method::Rmsprop { alpha, momentum, centered, weight_decay } => {
            let (a, rest, mu, decay) = (alpha as f32, (1.0 - alpha) as f32, momentum as f32, weight_decay as f32);
            let (buffer, mean) = if momentum == 0.0 { (&mut [][..], second) } else { (second, third) };
            for (k, (p, &g)) in params.iter_mut().zip(grads).enumerate() {
                let g = g + decay * *p;
                first[k] = a * first[k] + rest * g * g;
                let mut variance = first[k];
                if centered {
                    mean[k] += rest * (g - mean[k]);
                    // Rounding can make it slightly negative, where PyTorch's weight becomes NaN.
                    variance = (variance - mean[k] * mean[k]).max(0.0);
                }
                let mut change = g / (variance.sqrt() + EPS);
                if let Some(b) = buffer.get_mut(k) {
                    *b = mu * *b + change;
                    change = *b;
                }
                *p -= rate * change;
            }
        }
        Method::Adagrad { weight_decay } => {
            let decay = weight_decay as f32;
            for ((p, &g), sum) in params.iter_mut().zip(grads).zip(first) {
                let g = g + decay * *p;
                *sum += g * g;
                *p -= rate * g / (sum.sqrt() + ADAGRAD_EPS);
            }
        }
        Method::Adam { weight_decay } => {
            adam(step, lr, (1.0, weight_decay as f32), params, grads, first, second);
        }
        Method::AdamW { weight_decay } => {
            adam(step, lr, ((1.0 - lr * weight_decay) as f32, 0.0), params, grads, first, second);
        }
    }
}

/// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019): parameters shrink by `keep` first, or the
/// gradient grows by `penalty` times the parameter.
#[expect(clippy::cast_possible_truncation, reason = "scalars are computed in f64 and applied in f32, as PyTorch does")]
fn adam(
    step: u64,
    lr: f64,
    (keep, penalty): (f32, f32),
    params: &mut [f32],
    grads: &[f32],
    mean: &mut [f32],
    square: &mut [f32],
) {
    let step_size = (lr / unspent(BETA1, step)) as f32;
    let correction = unspent(BETA2, step).sqrt() as f32;
    run(Adam { keep, penalty, step_size, correction, params, grads, mean, square });
}

/// 1 - `beta`^`step`. It is 1 where the power is less than half of what f64 tells from it, after some 400 steps or
/// 40,000, and then the power is not worth its time.
fn unspent(beta: f64, step: u64) -> f64 {
    let exponent = i32::try_from(step).unwrap_or(i32::MAX);
    if f64::from(exponent) * beta.ln() < -38.0 { 1.0 } else { 1.0 - power(beta, exponent) }
}

// Not inlined, or the compiler computes it in every step.
#[inline(never)]
fn power(beta: f64, exponent: i32) -> f64 {
    beta.powi(exponent)
}

/// Adam's loop, compiled for the machine at hand.
struct Adam<'a> {
    keep: f32,
    penalty: f32,
    step_size: f32,
    correction: f32,
    params: &'a mut [f32],
    grads: &'a [f32],
    mean: &'a mut [f32],
    square: &'a mut [f32],
}

impl Kernel for Adam<'_> {
    const WIDEST: bool = true;

    #[expect(clippy::cast_possible_truncation, reason = "scalars are computed in f64 and applied in f32")]
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { keep, penalty, step_size, correction, params, grads, mean, square } = self;
        let (rest1, b2, rest2) = ((1.0 - BETA1) as f32, BETA2 as f32, (1.0 - BETA2) as f32);
        for (((p, &g), m), v) in params.iter_mut().zip(grads).zip(mean).zip(square) {
            let g = g + penalty * *p;
            *m += rest1 * (g - *m);
            *v = b2 * *v + rest2 * g * g;
            *p = keep * *p - step_size * (*m / (v.sqrt() / correction + EPS));
        }
    }
}
