//! What kernels do with many numbers: they load, store and replace a register's at a time, and prefetch.

use super::arithmetic::Arithmetic;
use super::few::LANES;

/// `LANES` numbers of `from`, from place `at` on, with zeros after its end.
#[inline(always)]
pub(crate) fn load<A: Arithmetic>(from: &[f32], at: usize) -> [f32; LANES] {
    let rest = &from[at..];
    match rest.first_chunk() {
        Some(whole) => *whole,
        None => A::load_few(rest),
    }
}

/// Writes `lanes` to `to`, up to its end.
#[inline(always)]
pub(crate) fn store<A: Arithmetic>(lanes: [f32; LANES], to: &mut [f32]) {
    match to.first_chunk_mut() {
        Some(whole) => *whole = lanes,
        None => A::store_few(lanes, to),
    }
}

/// Replaces each number by `f` of it. The numbers are independent, so that a core computes several at once. Two
/// registers of lanes at a time take a third less time than one, because the constants of `f` are read once for both.
#[inline(always)]
pub(crate) fn map<A: Arithmetic>(numbers: &mut [f32], f: impl Fn(f32) -> f32) {
    let (pairs, rest) = numbers.as_chunks_mut::<{ 2 * LANES }>();
    for lanes in pairs {
        for number in lanes {
            *number = f(*number);
        }
    }
    let (lanes, few) = rest.as_chunks_mut::<LANES>();
    for number in lanes.as_flattened_mut() {
        *number = f(*number);
    }
    if !few.is_empty() {
        let mut lanes = A::load_few(few);
        for number in &mut lanes {
            *number = f(*number);
        }
        A::store_few(lanes, few);
    }
}

/// The same into other memory of the same length.
#[inline(always)]
pub(crate) fn map_into<A: Arithmetic>(numbers: &[f32], to: &mut [f32], f: impl Fn(f32) -> f32) {
    let ((pairs, rest), (pair_places, places)) =
        (numbers.as_chunks::<{ 2 * LANES }>(), to.as_chunks_mut::<{ 2 * LANES }>());
    for (place, &number) in pair_places.as_flattened_mut().iter_mut().zip(pairs.as_flattened()) {
        *place = f(number);
    }
    for (numbers, places) in rest.chunks(LANES).zip(places.chunks_mut(LANES)) {
        let mut lanes = load::<A>(numbers, 0);
        for number in &mut lanes {
            *number = f(*number);
        }
        store::<A>(lanes, places);
    }
}

/// Numbers of a cache line.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 16;

/// Prefetches `numbers` into the cache of level `CACHE`, 1 or 2. This pays for memory that is needed soon and that the
/// hardware does not prefetch by itself. Where the numbers do not start with a cache line, the end of the last line is
/// not prefetched: it would cost more than it saves.
#[inline(always)]
pub(crate) fn prefetch<const CACHE: usize>(numbers: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for part in numbers.chunks(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _MM_HINT_T1, _mm_prefetch};
        let place = part.as_ptr().cast();
        #[expect(unsafe_code, reason = "the instruction takes a pointer")]
        // SAFETY: a prefetch reads no memory that the program can see, and every x86-64 has the instruction.
        unsafe {
            match CACHE {
                1 => _mm_prefetch::<_MM_HINT_T0>(place),
                _ => _mm_prefetch::<_MM_HINT_T1>(place),
            }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = numbers;
}
