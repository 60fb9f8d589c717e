//! Random numbers as a pure function of what they are for.
//!
//! No generator lives through a run. Each use opens its own stream from the run's seed, a [`Purpose`]
//! and a counter (the epoch, the step), so the random state of a run *is* its seed and its counters:
//! nothing can be drawn out of turn by looking, saving, or a different number of threads.

use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::SplitMix64;

/// The generator of every stream, named so that no update of `rand` changes what a seed gives.
pub use rand_xoshiro::Xoshiro256PlusPlus as Generator;

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
    let mix = |value| SplitMix64::seed_from_u64(value).next_u64();
    mix(mix(mix(seed) ^ purpose) ^ counter)
}

/// The generator for `purpose` and `counter` in the run with this `seed`.
pub fn stream(seed: u64, purpose: Purpose, counter: u64) -> Generator {
    Generator::seed_from_u64(derive(seed, purpose, counter))
}

/// A number uniform in [0, 1) with 24 random bits, every value of which an f32 holds exactly.
pub fn uniform(random: &mut impl Rng) -> f32 {
    random.random()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sessions, logs and results that people have noted down hold these numbers: they must never change. The seeds for
    /// (run's seed 0, counter 0), (0, 7) and (42, 7), and the first numbers of the last one's stream times 2^24.
    #[test]
    fn seeds_and_streams_stay_what_they_were() {
        let wanted: [(Purpose, u64, [u64; 2], [f32; 3]); 6] = [
            (
                Purpose::Init,
                0x44e5_b981_00c6_7fb0,
                [0x7a09_9dad_0dd4_82f0, 0x1b18_6314_9f17_26fa],
                [8_178_936.0, 4_092_235.0, 11_083_820.0],
            ),
            (
                Purpose::Shuffle,
                0xd5f0_95a9_9714_7825,
                [0x8a6d_b761_5db0_fe98, 0xef5e_260b_c49c_3c6f],
                [11_271_931.0, 1_714_692.0, 14_534_048.0],
            ),
            (
                Purpose::Dropout,
                0x3843_e307_8bb8_61c8,
                [0xb19f_99be_ae9e_1074, 0xab2f_9774_6e2e_a953],
                [8_117_140.0, 6_112_596.0, 835_516.0],
            ),
            (
                Purpose::Sample,
                0x7931_eb5d_1fed_59b7,
                [0xeb82_6ad3_28a5_de23, 0x5b5f_ab66_e103_2dc8],
                [11_313_198.0, 4_373_207.0, 1_261_110.0],
            ),
            (
                Purpose::Split,
                0x01eb_d290_bd8b_65f5,
                [0x8729_79c8_5833_7809, 0xe4ec_3c7c_79d6_ee2b],
                [12_502_362.0, 4_570_294.0, 15_715_790.0],
            ),
            (
                Purpose::TeacherForcing,
                0x8e13_655c_158a_c3b5,
                [0x5879_2dc9_678e_c871, 0xda55_5f5b_c261_58c9],
                [4_352_806.0, 16_024_494.0, 2_334_401.0],
            ),
        ];
        for (purpose, first, others, numbers) in wanted {
            assert_eq!(derive(0, purpose, 0), first, "{purpose:?}");
            assert_eq!([derive(0, purpose, 7), derive(42, purpose, 7)], others, "{purpose:?}");
            let mut random = stream(42, purpose, 7);
            let found = [(); 3].map(|()| uniform(&mut random) * 16_777_216.0);
            assert_eq!(found.map(f32::to_bits), numbers.map(f32::to_bits), "{purpose:?}: {found:?}");
        }
    }
}
