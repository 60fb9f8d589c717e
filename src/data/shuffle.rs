//! A seeded order of visiting, without a list of it.
//!
//! A 100 MB text has 10^8 windows, and their shuffled order as a list would take eight times the text. A balanced
//! Feistel network is a permutation of `0..2^(2h)` whatever its round function is; numbers that fall outside `0..len`
//! are sent through again until they fall inside (cycle walking), which makes it a permutation of `0..len`. The domain
//! is less than four times `len`, so that takes fewer than four rounds of it on average.
//!
//! It is random enough to visit training data by; it is no cipher, and must never serve as one.

use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;

/// Eight: six suffice for large halves, the tiny domains of short texts mix better with a few more.
const ROUNDS: usize = 8;

/// A permutation of `0..len` that depends on the seed alone; any place of it can be asked for at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shuffle {
    len: usize,
    half_bits: u32,
    keys: [u64; ROUNDS],
}

impl Shuffle {
    /// The permutation of `0..len` for this seed.
    #[must_use]
    pub fn new(len: usize, seed: u64) -> Self {
        let bits = usize::BITS - len.saturating_sub(1).leading_zeros();
        let mut random = SplitMix64::seed_from_u64(seed);
        let keys = std::array::from_fn(|_| random.next_u64());
        Self { len, half_bits: bits.div_ceil(2).max(1), keys }
    }

    /// Where the `i`-th visit goes.
    ///
    /// # Panics
    /// If `i` is not below the length.
    #[must_use]
    pub fn at(&self, i: usize) -> usize {
        assert!(i < self.len, "place {i} of a permutation of {}", self.len);
        let mut x = i;
        loop {
            x = self.permute(x);
            if x < self.len {
                return x;
            }
        }
    }

    fn permute(&self, x: usize) -> usize {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (x as u64 >> self.half_bits, x as u64 & mask);
        for key in self.keys {
            // The high bits of the product are the best mixed ones.
            let round = mix(right ^ key) >> (u64::BITS - self.half_bits);
            (left, right) = (right, left ^ round);
        }
        usize::try_from(left << self.half_bits | right).expect("the domain is below four times a usize length")
    }
}

/// The finalizer of splitmix64 (Steele, Lea and Flood 2014): every input bit moves about half of the output bits.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order(len: usize, seed: u64) -> Vec<usize> {
        let shuffle = Shuffle::new(len, seed);
        (0..len).map(|i| shuffle.at(i)).collect()
    }

    fn is_permutation(order: &[usize]) -> bool {
        let mut seen = vec![false; order.len()];
        order.iter().all(|&x| x < seen.len() && !std::mem::replace(&mut seen[x], true))
    }

    #[test]
    fn every_short_length_is_permuted() {
        for len in 0..300 {
            assert!(is_permutation(&order(len, 7)), "length {len}");
        }
    }

    #[test]
    fn seeds_give_different_orders_and_the_same_seed_the_same() {
        assert_eq!(order(100, 1), order(100, 1));
        assert_ne!(order(100, 1), order(100, 2));
    }

    #[test]
    fn an_order_stays_what_it_was_when_sessions_were_saved_with_it() {
        assert_eq!(order(10, 42), [2, 9, 4, 1, 6, 8, 0, 5, 3, 7]);
    }

    #[test]
    fn every_place_goes_everywhere_equally_often() {
        // 4,000 seeds over 12 places: 333 expected in each cell, standard deviation about 17.5.
        for len in [2_usize, 3, 12, 16] {
            let mut hits = vec![0_u32; len * len];
            let seeds = 4_000_u32;
            for seed in 0..seeds {
                for (i, x) in order(len, u64::from(seed)).into_iter().enumerate() {
                    hits[i * len + x] += 1;
                }
            }
            let expected = f64::from(seeds) / f64::from(u32::try_from(len).unwrap());
            for (cell, &n) in hits.iter().enumerate() {
                let off = (f64::from(n) - expected) / expected.sqrt();
                assert!(off.abs() < 5.0, "length {len}: {} -> {} {n} times", cell / len, cell % len);
            }
        }
    }

    #[test]
    fn a_long_length_is_inside_its_bounds() {
        let len = usize::MAX;
        let shuffle = Shuffle::new(len, 3);
        assert!((0..1000).all(|i| shuffle.at(i) < len));
    }

    proptest! {
        #[test]
        fn any_length_and_seed_is_a_permutation(len in 1..5_000_usize, seed: u64) {
            prop_assert!(is_permutation(&order(len, seed)));
        }
    }
}
