//! Rounding to bf16, two numbers to a pair.

use crate::nn::product::lanes::WIDTH;

/// Two factors in bf16, neighbours along the inner axis of a product: the earlier one in the lower half.
pub(in crate::nn::product) type Pair = u32;

/// Pairs that are made at once.
const AT_ONCE: usize = WIDTH;

/// The bits of the exponent of an f32.
const EXPONENT: u32 = 0x7f80_0000;

/// A number as bf16, in the upper half of the result: the nearest one, ties to even; what is too small for a normal
/// number is 0, and what is no number stays none.
#[inline(always)]
fn rounded(number: f32) -> u32 {
    let bits = number.to_bits();
    let nearest = bits.wrapping_add(0x7fff + (bits >> 16 & 1));
    let nearest = if number.is_nan() { bits | 0x0040_0000 } else { nearest };
    let kept = if nearest & EXPONENT == 0 { nearest & 0x8000_0000 } else { nearest };
    kept & 0xffff_0000
}

/// The pair of two numbers.
#[inline(always)]
fn pair(earlier: f32, later: f32) -> Pair {
    rounded(earlier) >> 16 | rounded(later)
}

/// The pairs of neighbours in `row`, in order; an odd last number is paired with 0. `to` gets the place of each.
#[inline(always)]
pub(super) fn along(row: &[f32], mut to: impl FnMut(usize, Pair)) {
    let (some, rest) = row.as_chunks::<{ 2 * AT_ONCE }>();
    for (index, numbers) in some.iter().enumerate() {
        let mut pairs = [0; AT_ONCE];
        for (pair_, two) in pairs.iter_mut().zip(numbers.as_chunks::<2>().0) {
            *pair_ = pair(two[0], two[1]);
        }
        for (place, pair) in pairs.into_iter().enumerate() {
            to(index * AT_ONCE + place, pair);
        }
    }
    let first = some.len() * AT_ONCE;
    for (place, two) in rest.chunks(2).enumerate() {
        to(first + place, pair(two[0], two.get(1).copied().unwrap_or(0.0)));
    }
}

/// The pairs of the numbers of two rows that stand below each other. Without a `later` row they are paired with 0.
#[inline(always)]
pub(super) fn across(earlier: &[f32], later: Option<&[f32]>, to: &mut [Pair]) {
    match later {
        Some(later) => {
            for ((to, &earlier), &later) in to.iter_mut().zip(earlier).zip(later) {
                *to = pair(earlier, later);
            }
        }
        None => {
            for (to, &earlier) in to.iter_mut().zip(earlier) {
                *to = pair(earlier, 0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        is(1e-39, 0.0);
        is(-1e-39, -0.0);
        let is_none = |bits: u32| f32::from_bits(rounded(f32::from_bits(bits))).is_nan();
        assert!(is_none(f32::NAN.to_bits()) && is_none(0x7f80_0001));
    }

    #[test]
    fn pairs_are_neighbours_along_or_across() {
        let row: Vec<f32> = (0..67_u8).map(f32::from).collect();
        let mut pairs = [0; 34];
        along(&row, |place, pair| pairs[place] = pair);
        let halves = |pair: Pair| [pair << 16, pair & 0xffff_0000];
        let both = |earlier: f32, later: f32| [earlier.to_bits(), later.to_bits()];
        assert_eq!([0, 16, 33].map(|place| halves(pairs[place])), [both(0.0, 1.0), both(32.0, 33.0), both(66.0, 0.0)]);
        let mut pairs = [0; 2];
        across(&[1.0, 2.0], Some(&[3.0, 4.0]), &mut pairs);
        assert_eq!(pairs.map(halves), [both(1.0, 3.0), both(2.0, 4.0)]);
        across(&[1.0, 2.0], None, &mut pairs);
        assert_eq!(pairs.map(halves), [both(1.0, 0.0), both(2.0, 0.0)]);
    }
}
