//! Compiles a kernel for several kinds of machine, and picks one at run time.
//!
//! This is the only module with `unsafe` code. A `Kernel` is plain safe Rust over arrays of `LANES` numbers, or of
//! twice as many. Every function it calls must be `#[inline(always)]`, closures without loops excepted; otherwise that
//! function is compiled for the portable machine. All compilations agree up to rounding, those with a fused
//! multiply-add agree bit for bit, and each always gives the same bits. A kernel must never depend on threads or on
//! addresses.

mod choice;

pub use self::choice::{Kernels, check_kernels, kernels};

/// Numbers that a register of AVX2 holds.
pub(crate) const LANES: usize = 8;

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
        load_few(from)
    }

    /// Writes as many of `lanes` as `to` has places, fewer than [`LANES`].
    #[inline(always)]
    fn store_few(lanes: [f32; LANES], to: &mut [f32]) {
        store_few(lanes, to);
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
        masked::load(from)
    }

    #[inline(always)]
    fn store_few(lanes: [f32; LANES], to: &mut [f32]) {
        masked::store(lanes, to);
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

/// Code that is compiled for each kind of machine.
pub(crate) trait Kernel {
    /// Whether it is compiled for the widest registers too, which pays for everything but copying. Kernels that
    /// multiply pairs in bf16 are compiled for those that have the instruction, whatever stands here.
    const WIDEST: bool = false;

    /// Runs it. Must be `#[inline(always)]`.
    fn run<A: Arithmetic>(self);
}

/// Runs `kernel` with the kernels of this process.
pub(crate) fn run<K: Kernel>(kernel: K) {
    #[cfg(target_arch = "x86_64")]
    match kernels() {
        Kernels::Avx512 if K::WIDEST => {
            #[expect(unsafe_code, reason = "the call needs AVX-512, and `kernels` has detected it")]
            // SAFETY: `widest` requires the features it enables, and `Kernels::run_here` has found them all.
            return unsafe { widest(kernel) };
        }
        Kernels::Avx512 | Kernels::Avx2Fma => {
            #[expect(unsafe_code, reason = "the call needs AVX2 and FMA, and `kernels` has detected them")]
            // SAFETY: `wide` requires the two features it enables, and `Kernels::run_here` has found them.
            return unsafe { wide(kernel) };
        }
        Kernels::Portable => {}
    }
    #[cfg(target_arch = "aarch64")]
    return kernel.run::<Fused>();
    #[cfg(not(target_arch = "aarch64"))]
    kernel.run::<Plain>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")]
fn widest(kernel: impl Kernel) {
    kernel.run::<FusedWidest>();
}

/// Runs `kernel`, which multiplies pairs in bf16, with the instruction for them where this process may use it.
pub(crate) fn run_with_pairs<K: Kernel>(kernel: K) {
    #[cfg(target_arch = "x86_64")]
    if has_pairs() {
        #[expect(unsafe_code, reason = "the call needs AVX512_BF16, and `has_pairs` has detected it")]
        // SAFETY: `widest_with_pairs` requires the features it enables, and `has_pairs` has found them all.
        return unsafe { widest_with_pairs(kernel) };
    }
    run(kernel);
}

/// Whether the kernels of this process have the instruction for pairs in bf16.
pub fn has_pairs() -> bool {
    #[cfg(target_arch = "x86_64")]
    return kernels() == Kernels::Avx512 && is_x86_feature_detected!("avx512bf16");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")]
fn widest_with_pairs(kernel: impl Kernel) {
    kernel.run::<FusedPairs>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn wide(kernel: impl Kernel) {
    kernel.run::<Fused>();
}

/// `LANES` numbers of `from`, from place `at` on, with zeros after its end.
#[inline(always)]
pub(crate) fn load<A: Arithmetic>(from: &[f32], at: usize) -> [f32; LANES] {
    let rest = &from[at..];
    match rest.first_chunk() {
        Some(whole) => *whole,
        None => A::load_few(rest),
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
        match places.first_chunk_mut() {
            Some(whole) => *whole = lanes,
            None => A::store_few(lanes, places),
        }
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

/// Fewer numbers than a register holds, with the instructions of AVX-512 for them.
#[cfg(target_arch = "x86_64")]
mod masked {
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
fn load_few(from: &[f32]) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    copy_few(from, &mut lanes);
    lanes
}

#[cold]
#[inline(never)]
fn store_few(lanes: [f32; LANES], to: &mut [f32]) {
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
