//! Fewer numbers than a register holds.

/// Numbers that a register of AVX2 holds.
pub(crate) const LANES: usize = 8;

/// Fewer numbers than a register holds, with the instructions of AVX-512 for them.
#[cfg(target_arch = "x86_64")]
pub mod masked {
    use std::arch::x86_64::{__m256, _mm256_mask_storeu_ps, _mm256_maskz_loadu_ps};
    use std::mem::transmute;

    use super::LANES;

    /// A bit for each of the first `len` places.
    #[inline(always)]
    fn mask(len: usize) -> u8 {
        assert!(len < LANES, "{len} numbers fill a register");
        (1 << len) - 1
    }

    #[inline(always)]
    pub fn load(from: &[f32]) -> [f32; LANES] {
        let mask = mask(from.len());
        #[expect(unsafe_code, reason = "the instruction has no safe form without the feature")]
        // SAFETY: kernels are run with `FusedWidest` only where the features of `widest` are there; only the places of
        // the mask are read, and 256 bits are eight numbers.
        unsafe {
            transmute(_mm256_maskz_loadu_ps(mask, from.as_ptr()))
        }
    }

    #[inline(always)]
    pub fn store(lanes: [f32; LANES], to: &mut [f32]) {
        let mask = mask(to.len());
        #[expect(unsafe_code, reason = "the instruction has no safe form without the feature")]
        // SAFETY: as above, and only the places of the mask are written.
        unsafe {
            _mm256_mask_storeu_ps(to.as_mut_ptr(), mask, transmute::<[f32; LANES], __m256>(lanes));
        }
    }
}

// A function of its own, or the compiler merges both cases into one copy of variable length.
#[cold]
#[inline(never)]
pub fn load(from: &[f32]) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    copy_few(from, &mut lanes);
    lanes
}

#[cold]
#[inline(never)]
pub fn store(lanes: [f32; LANES], to: &mut [f32]) {
    copy_few(&lanes[..to.len()], to);
}

/// Copies fewer than [`LANES`] numbers, for which the library's call takes longer.
#[inline(always)]
fn copy_few(from: &[f32], to: &mut [f32]) {
    let (from, to) = copy_some::<4>(from, to);
    let (from, to) = copy_some::<2>(from, to);
    copy_some::<1>(from, to);
}

/// Copies `N` numbers if there are as many, and returns the rest.
#[inline(always)]
fn copy_some<'a, const N: usize>(from: &'a [f32], to: &'a mut [f32]) -> (&'a [f32], &'a mut [f32]) {
    match from.split_first_chunk::<N>() {
        Some((some, from)) => {
            let (places, to) = to.split_first_chunk_mut::<N>().expect("as many places");
            *places = *some;
            (from, to)
        }
        None => (from, to),
    }
}
