//! Rounding to bf16, two numbers to a pair.

use crate::nn::machine::Arithmetic;
use crate::nn::product::lanes::WIDTH;

/// Two factors in bf16, neighbours along the inner axis of a product: the earlier one in the lower half.
pub(in crate::nn::product) type Pair = u32;

/// Pairs that stand beside each other, one for each place of a register: a cache line of its own.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(in crate::nn::product) struct Line(pub [Pair; WIDTH]);

/// The pairs of neighbours in `row`, in order; an odd last number is paired with 0. `to` gets some of them at once, and
/// the place of the first.
#[inline(always)]
pub(super) fn along<A: Arithmetic>(row: &[f32], mut to: impl FnMut(usize, &[Pair])) {
    let (some, rest) = row.as_chunks::<{ 2 * WIDTH }>();
    for (index, numbers) in some.iter().enumerate() {
        to(index * WIDTH, &neighbours::<A>(numbers));
    }
    if !rest.is_empty() {
        let mut numbers = [0.0; 2 * WIDTH];
        numbers[..rest.len()].copy_from_slice(rest);
        to(some.len() * WIDTH, &neighbours::<A>(&numbers)[..rest.len().div_ceil(2)]);
    }
}

#[inline(always)]
fn neighbours<A: Arithmetic>(numbers: &[f32; 2 * WIDTH]) -> [Pair; WIDTH] {
    let mut pairs = [0; WIDTH];
    for (pair, &[earlier, later]) in pairs.iter_mut().zip(A::to_bf16(numbers).as_chunks::<2>().0) {
        *pair = u32::from(earlier) | u32::from(later) << 16;
    }
    pairs
}

/// The pairs of the numbers of two rows that stand below each other, in order. Without a `later` row they are paired
/// with 0. `to` gets some of them at once, and the place of the first.
#[inline(always)]
pub(super) fn across<A: Arithmetic>(earlier: &[f32], later: Option<&[f32]>, mut to: impl FnMut(usize, &[Pair])) {
    let (some, rest) = earlier.as_chunks::<WIDTH>();
    let (some_later, rest_later) = later.unwrap_or_default().as_chunks::<WIDTH>();
    for (index, earlier) in some.iter().enumerate() {
        // Always whole registers: what is copied in a length that is not known here is copied by a call.
        to(index * WIDTH, &below::<A>(earlier, some_later.get(index).unwrap_or(&[0.0; WIDTH])));
    }
    if !rest.is_empty() {
        let mut numbers = [[0.0; WIDTH]; 2];
        numbers[0][..rest.len()].copy_from_slice(rest);
        numbers[1][..rest_later.len()].copy_from_slice(rest_later);
        to(some.len() * WIDTH, &below::<A>(&numbers[0], &numbers[1])[..rest.len()]);
    }
}

#[inline(always)]
fn below<A: Arithmetic>(earlier: &[f32; WIDTH], later: &[f32; WIDTH]) -> [Pair; WIDTH] {
    let mut numbers = [0.0; 2 * WIDTH];
    let (upper, lower) = numbers.split_at_mut(WIDTH);
    upper.copy_from_slice(earlier);
    lower.copy_from_slice(later);
    let rounded = A::to_bf16(&numbers);
    let (earlier, later) = rounded.split_at(WIDTH);
    let mut pairs = [0; WIDTH];
    for ((pair, &earlier), &later) in pairs.iter_mut().zip(earlier).zip(later) {
        *pair = u32::from(earlier) | u32::from(later) << 16;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "x86_64")]
    use crate::nn::machine::has_pairs;
    use crate::nn::machine::{Kernel, Plain, run_with_pairs};

    /// Rounds numbers to bf16, with the instruction where this machine has it.
    struct Round<'a> {
        numbers: [f32; 32],
        rounded: &'a mut [u16; 32],
    }

    impl Kernel for Round<'_> {
        fn run<A: Arithmetic>(self) {
            *self.rounded = A::to_bf16(&self.numbers);
        }
    }

    /// The number in the upper half of an f32.
    fn rounded(number: f32) -> u32 {
        let mut numbers = [0.0; 32];
        numbers[7] = number;
        u32::from(Plain::to_bf16(&numbers)[7]) << 16
    }

    #[test]
    fn numbers_are_rounded_to_the_nearest_bf16() {
        let is = |number: f32, wanted: f32| assert_eq!(rounded(number), wanted.to_bits(), "{number} is {wanted}");
        for number in [1.0, -2.5, 0.0, f32::INFINITY, f32::NEG_INFINITY] {
            is(number, number);
        }
        // 8 bits: of 1, steps of 1/128.
        is(1.0 + 1.0 / 300.0, 1.0);
        is(1.0 + 1.0 / 200.0, 1.0 + 1.0 / 128.0);
        // A tie goes to the even one, be it below or above.
        is(1.0 + 1.0 / 256.0, 1.0);
        is(1.0 + 3.0 / 256.0, 1.0 + 2.0 / 128.0);
        is(f32::MAX, f32::INFINITY);
        is(f32::MIN_POSITIVE, f32::MIN_POSITIVE);
        // The largest number that is not normal would be rounded up to one that is.
        is(f32::from_bits(0x007f_ffff), 0.0);
        is(1e-39, 0.0);
        is(-1e-39, -0.0);
        let is_none = |bits: u32| f32::from_bits(rounded(f32::from_bits(bits))).is_nan();
        assert!(is_none(f32::NAN.to_bits()) && is_none(0x7f80_0001));
    }

    /// Every upper half, with lower halves around a tie.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_instruction_rounds_as_the_portable_code_does() {
        if !has_pairs() {
            return;
        }
        for upper in (0..=u16::MAX).step_by(4) {
            let numbers = std::array::from_fn(|at| {
                let lower = [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff, 0x1234, 0xfffe][at % 8];
                f32::from_bits((u32::from(upper) + u32::try_from(at / 8).unwrap()) << 16 | lower)
            });
            let mut rounded = [0; 32];
            run_with_pairs(Round { numbers, rounded: &mut rounded });
            assert_eq!(rounded, Plain::to_bf16(&numbers), "{upper:x}");
        }
    }

    #[test]
    fn pairs_are_neighbours_along_or_across() {
        let row: Vec<f32> = (0..67_u8).map(f32::from).collect();
        let mut pairs = [0; 34];
        along::<Plain>(&row, |place, some| pairs[place..][..some.len()].copy_from_slice(some));
        let halves = |pair: Pair| [pair << 16, pair & 0xffff_0000];
        let both = |earlier: f32, later: f32| [earlier.to_bits(), later.to_bits()];
        assert_eq!([0, 16, 33].map(|place| halves(pairs[place])), [both(0.0, 1.0), both(32.0, 33.0), both(66.0, 0.0)]);
        let mut pairs = [0; 18];
        let other: Vec<f32> = row.iter().map(|number| number + 100.0).collect();
        across::<Plain>(&row[..18], Some(&other[..18]), |place, some| {
            pairs[place..][..some.len()].copy_from_slice(some);
        });
        assert_eq!([0, 15, 17].map(|at| halves(pairs[at])), [both(0.0, 100.0), both(15.0, 115.0), both(17.0, 117.0)]);
        across::<Plain>(&row[..18], None, |place, some| pairs[place..][..some.len()].copy_from_slice(some));
        assert_eq!([1, 16].map(|at| halves(pairs[at])), [both(1.0, 0.0), both(16.0, 0.0)]);
    }
}
