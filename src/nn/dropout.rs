//! Dropout between layers (Srivastava et al. 2014), scaled while training as torch.nn.Dropout is.
//!
//! A step's masks depend on the run's seed, the step and the part of the batch alone. Nothing here knows which layers
//! are masked, and nothing draws a mask outside of training.

use ndarray::Array2;
use rand::SeedableRng;

use super::random::{Generator, Purpose, derive, uniform};
use super::tensor::reuse;

/// The dropout of one step, from which each part of the batch gets its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepDropout {
    p: f32,
    seed: u64,
}

/// The dropout of one pass: how likely an output is dropped, and the generator that says which ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropout {
    p: f32,
    random: Generator,
}

impl StepDropout {
    /// Dropout with probability `p` in step number `step` of the run with this `seed`; none if `p` is 0.
    pub fn new(p: f64, seed: u64, step: u64) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "a probability given in f64 is applied in f32")]
        let p = p as f32;
        (p > 0.0).then(|| Self { p, seed: derive(seed, Purpose::Dropout, step) })
    }

    /// The dropout of the part of the batch with this number.
    pub fn part(self, index: u64) -> Dropout {
        Dropout { p: self.p, random: Generator::seed_from_u64(self.seed.wrapping_add(index)) }
    }
}

impl Dropout {
    /// Dropout with probability `p`, drawn from `random`.
    pub fn new(p: f32, random: Generator) -> Self {
        Self { p, random }
    }

    /// Draws a mask of `dim`: 0 with probability p, else 1 / (1 - p). Multiplying by it keeps the mean.
    pub fn draw_mask(&mut self, mask: &mut Array2<f32>, dim: (usize, usize)) {
        reuse(mask, dim);
        let kept = 1.0 / (1.0 - self.p);
        for value in mask.iter_mut() {
            *value = if uniform(&mut self.random) < self.p { 0.0 } else { kept };
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn mask(dropout: Option<StepDropout>, index: u64, dim: (usize, usize)) -> Array2<f32> {
        let mut mask = Array2::default((0, 0));
        dropout.unwrap().part(index).draw_mask(&mut mask, dim);
        mask
    }

    #[test]
    fn a_mask_keeps_the_mean() {
        for p in [0.25_f32, 0.5, 0.75] {
            let mask = mask(StepDropout::new(f64::from(p), 1, 0), 0, (100, 100));
            let kept = 1.0 / (1.0 - p);
            assert!(
                mask.iter().all(|&value| value == 0.0 || value.to_bits() == kept.to_bits()),
                "p {p}: zeros and {kept} only"
            );
            // The standard deviation of the mean of 10,000 numbers is at most 0.018.
            let mean = mask.mean().unwrap();
            assert!((mean - 1.0).abs() < 0.08, "p {p}: the mean of the mask is {mean}");
        }
    }

    #[test]
    fn a_step_and_a_part_have_masks_of_their_own_and_no_probability_none() {
        let dim = (8, 8);
        let first = mask(StepDropout::new(0.5, 1, 3), 0, dim);
        assert_eq!(first, mask(StepDropout::new(0.5, 1, 3), 0, dim));
        for (seed, step, index) in [(2, 3, 0), (1, 4, 0), (1, 3, 1)] {
            assert_ne!(first, mask(StepDropout::new(0.5, seed, step), index, dim), "{seed} {step} {index}");
        }
        assert_eq!(StepDropout::new(0.0, 1, 3), None);
    }

    /// Runs must draw the masks they drew when their sessions were saved.
    #[test]
    fn a_mask_stays_what_it_was() {
        let mask = mask(StepDropout::new(0.5, 42, 7), 1, (2, 4));
        assert_eq!(mask, array![[2.0, 2.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]]);
    }
}
