//! Random numbers as a pure function of what they are for.
//!
//! No generator lives through a run. Each use opens its own stream from the run's seed, a [`Purpose`]
//! and a counter (the epoch, the step), so the random state of a run *is* its seed and its counters:
//! nothing can be drawn out of turn by looking, saving, or a different number of threads.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial parameters.
    Init,
    /// The order of windows in an epoch.
    Shuffle,
    /// Dropout masks of a step.
    Dropout,
    /// Sampling text.
    Sample,
    /// Which rows are held out.
    Split,
    /// Which sentences of a step are taught.
    TeacherForcing,
}

/// A seed for `purpose` and `counter` in the run with this `seed`.
pub fn derive(seed: u64, purpose: Purpose, counter: u64) -> u64 {
    let purpose = match purpose {
        Purpose::Init => 1,
        Purpose::Shuffle => 2,
        Purpose::Dropout => 3,
        Purpose::Sample => 4,
        Purpose::Split => 5,
        Purpose::TeacherForcing => 6,
    };
    mix(mix(mix(seed) ^ purpose) ^ counter)
}

/// The generator for `purpose` and `counter` in the run with this `seed`.
pub fn stream(seed: u64, purpose: Purpose, counter: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(derive(seed, purpose, counter))
}

/// A number uniform in [0, 1) with 24 random bits, every value of which an f32 holds exactly.
#[expect(clippy::cast_precision_loss, reason = "24 bits fit an f32's mantissa")]
pub fn uniform(random: &mut impl Rng) -> f32 {
    (random.next_u32() >> 8) as f32 / (1 << 24) as f32
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input moves every bit of the output.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
