//! The random numbers of a step's dropout: each part of a batch has its own, whoever computes it.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use crate::config::RunConfig;
use crate::nn::random::{Purpose, derive};

/// Dropout of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropout {
    p: f32,
    seed: u64,
}

/// Dropout of one step.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepDropout {
    p: f32,
    seed: u64,
}

impl Dropout {
    /// That of a run of `config`.
    #[expect(clippy::cast_possible_truncation, reason = "a probability given in f64 is applied in f32")]
    pub fn new(config: &RunConfig) -> Self {
        Self { p: config.model.dropout as f32, seed: config.seed }
    }

    /// That of the step after `step` others; none where nothing is dropped.
    pub fn step(&self, step: u64) -> Option<StepDropout> {
        (self.p > 0.0).then(|| StepDropout { p: self.p, seed: derive(self.seed, Purpose::Dropout, step) })
    }
}

impl StepDropout {
    /// The probability, and the generator of this part of the batch.
    pub fn part(self, index: u64) -> (f32, Xoshiro256PlusPlus) {
        (self.p, Xoshiro256PlusPlus::seed_from_u64(self.seed.wrapping_add(index)))
    }
}
