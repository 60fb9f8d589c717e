//! Dropout between layers (Srivastava et al. 2014), scaled while training as torch.nn.Dropout is.

use ndarray::Array2;
use rand_xoshiro::rand_core::Rng;

use super::random::uniform;
use super::tensor::reuse;

/// Draws a mask of `dim`: 0 with probability `p`, else 1 / (1 - p). Multiplying by it keeps the mean.
pub fn draw_mask(mask: &mut Array2<f32>, dim: (usize, usize), p: f32, random: &mut impl Rng) {
    reuse(mask, dim);
    let kept = 1.0 / (1.0 - p);
    for value in mask.iter_mut() {
        *value = if uniform(random) < p { 0.0 } else { kept };
    }
}
