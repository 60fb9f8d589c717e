//! Initial values, by the rules of PyTorch's modules (`torch/nn/modules/rnn.py`, `linear.py`, `sparse.py`). The order
//! of the draws must never change: a seed would then give another network.

use rand::Rng;

use super::random::uniform;

/// Fills with U(-1/sqrt(fan), 1/sqrt(fan)): recurrent layers with `fan` = H, a linear layer with its inputs.
pub fn uniform_by_fan(values: &mut [f32], fan: usize, random: &mut impl Rng) {
    #[expect(clippy::cast_precision_loss, reason = "layer sizes are far below 2^24")]
    let bound = 1.0 / (fan as f32).sqrt();
    for value in values {
        *value = bound * (2.0 * uniform(random) - 1.0);
    }
}

/// Fills with N(0, 1), as an embedding starts, by the method of Box and Muller (1958).
pub fn normal(values: &mut [f32], random: &mut impl Rng) {
    for value in values {
        let radius = (-2.0 * (1.0 - uniform(random)).ln()).sqrt();
        *value = radius * (std::f32::consts::TAU * uniform(random)).cos();
    }
}
