//! Clipping by the gradient's global norm (torch.nn.utils.clip_grad_norm_). It must never change a gradient within the
//! norm.

use crate::nn::param::ParamSet;

/// The Euclidean norm of all gradients together. It is infinite where the sum of squares does not fit an f32, because
/// no optimizer could square such a gradient.
pub fn global_norm(grads: &ParamSet) -> f32 {
    // Eight independent sums let the compiler vectorise the loop; their fixed order always gives the same bits.
    let (blocks, rest) = grads.as_slice().as_chunks::<8>();
    let mut sums = [0.0f64; 8];
    for block in blocks {
        for (sum, &g) in sums.iter_mut().zip(block) {
            *sum += f64::from(g) * f64::from(g);
        }
    }
    let total = sums.iter().sum::<f64>() + rest.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>();
    #[expect(clippy::cast_possible_truncation, reason = "a norm of f32 values, checked to fit")]
    if total <= f64::from(f32::MAX) {
        total.sqrt() as f32
    } else if total.is_nan() {
        f32::NAN
    } else {
        f32::INFINITY
    }
}

/// Scales the gradients down to `max_norm` where `norm`, their global norm, is larger.
pub fn clip_by_norm(grads: &mut ParamSet, norm: f32, max_norm: f32) {
    // PyTorch adds 1e-6 and clamps the factor at 1.
    let factor = max_norm / (norm + 1e-6);
    if factor < 1.0 {
        for g in grads.as_mut_slice() {
            *g *= factor;
        }
    }
}
