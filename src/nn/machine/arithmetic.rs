//! The machines that kernels are compiled for: how each multiplies, adds and rounds. Nothing is chosen here.

use super::few::{self, LANES};

/// How a machine multiplies and adds.
pub(crate) trait Arithmetic {
    /// Whether a register holds twice [`LANES`] numbers, and there are 32 of them.
    const WIDE_REGISTERS: bool = false;

    /// Whether there is an instruction for pairs in bf16.
    const HAS_PAIRS: bool = false;

    /// `a * b + c`, rounded once or twice.
    fn mul_add(a: f32, b: f32, c: f32) -> f32;

    /// These numbers, fewer than [`LANES`], with zeros after them.
    #[inline(always)]
    fn load_few(from: &[f32]) -> [f32; LANES] {
        few::load(from)
    }

    /// Writes as many of `lanes` as `to` has places, fewer than [`LANES`].
    #[inline(always)]
    fn store_few(lanes: [f32; LANES], to: &mut [f32]) {
        few::store(lanes, to);
    }

    /// These numbers in bf16: each the nearest one, ties to even. What is below bf16's smallest normal number is 0, and
    /// what is no number stays none.
    #[inline(always)]
    fn to_bf16(numbers: &[f32; 4 * LANES]) -> [u16; 4 * LANES] {
        let mut rounded = [0; 4 * LANES];
        for (rounded, number) in rounded.iter_mut().zip(numbers) {
            let bits = number.to_bits();
            let nearest = bits.wrapping_add(0x7fff + (bits >> 16 & 1));
            let nearest = if number.is_nan() { bits | 0x0040_0000 } else { nearest };
            let normal = bits & 0x7f80_0000 != 0;
            *rounded = (if normal { nearest } else { bits & 0x8000_0000 } >> 16) as u16;
        }
        rounded
    }

    /// Adds the products of two numbers in bf16 by two others to each sum: the upper halves' first, then the lower
    /// halves'. Each product is exact, each sum rounded.
    #[inline(always)]
    fn add_products(sums: &mut [f32; 2 * LANES], left: u32, right: &[u32; 2 * LANES]) {
        let halves = |pair: u32| [f32::from_bits(pair & 0xffff_0000), f32::from_bits(pair << 16)];
        let left = halves(left);
        for (sum, &right) in sums.iter_mut().zip(right) {
            let right = halves(right);
            *sum = (*sum + left[0] * right[0]) + left[1] * right[1];
        }
    }
}

/// One instruction, rounded once.
pub(crate) struct Fused;

/// [`Fused`] with the widest registers.
#[cfg(target_arch = "x86_64")]
pub(crate) struct FusedWidest;

/// [`FusedWidest`] with an instruction for pairs in bf16.
#[cfg(target_arch = "x86_64")]
pub(crate) struct FusedPairs;

/// Two instructions: without the hardware a fused one is a slow library call.
#[cfg_attr(target_arch = "aarch64", expect(dead_code, reason = "there the fused instruction is always present"))]
pub(crate) struct Plain;

impl Arithmetic for Fused {
    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }
}

#[cfg(target_arch = "x86_64")]
impl Arithmetic for FusedWidest {
    const WIDE_REGISTERS: bool = true;

    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        Fused::mul_add(a, b, c)
    }

    #[inline(always)]
    fn load_few(from: &[f32]) -> [f32; LANES] {
        few::masked::load(from)
    }

    #[inline(always)]
    fn store_few(lanes: [f32; LANES], to: &mut [f32]) {
        few::masked::store(lanes, to);
    }
}

#[cfg(target_arch = "x86_64")]
impl Arithmetic for FusedPairs {
    const WIDE_REGISTERS: bool = true;
    const HAS_PAIRS: bool = true;

    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        Fused::mul_add(a, b, c)
    }

    #[inline(always)]
    fn to_bf16(numbers: &[f32; 4 * LANES]) -> [u16; 4 * LANES] {
        use std::arch::x86_64::{_mm512_cvtne2ps_pbh, _mm512_loadu_ps};
        #[expect(unsafe_code, reason = "the instruction has no safe form without the feature")]
        // SAFETY: as in `add_products`; both halves are 16 numbers, and 512 bits are 32 numbers of 16.
        unsafe {
            let (first, second) = (numbers.as_ptr(), numbers.as_ptr().add(2 * LANES));
            std::mem::transmute(_mm512_cvtne2ps_pbh(_mm512_loadu_ps(second), _mm512_loadu_ps(first)))
        }
    }

    #[inline(always)]
    fn add_products(sums: &mut [f32; 2 * LANES], left: u32, right: &[u32; 2 * LANES]) {
        use std::arch::x86_64::{
            __m512bh, _mm512_dpbf16_ps, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_storeu_ps,
        };
        use std::mem::transmute;
        #[expect(unsafe_code, reason = "the instruction has no safe form without the feature")]
        // SAFETY: kernels are run with this arithmetic only where the features of `widest_with_pairs` are there; arrays
        // of 16 numbers are read and written whole, and 512 bits are 512 bits.
        unsafe {
            let left: __m512bh = transmute(_mm512_set1_epi32(left.cast_signed()));
            let right: __m512bh = transmute(_mm512_loadu_si512(right.as_ptr().cast()));
            let added = _mm512_dpbf16_ps(_mm512_loadu_ps(sums.as_ptr()), left, right);
            _mm512_storeu_ps(sums.as_mut_ptr(), added);
        }
    }
}

impl Arithmetic for Plain {
    #[inline(always)]
    fn mul_add(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
}
