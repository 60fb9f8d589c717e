//! Compiles a kernel for several kinds of machine, and picks one at run time.
//!
//! This is the only module with `unsafe` code. A `Kernel` is plain safe Rust over arrays of `LANES` numbers, or of
//! twice as many. Every function it calls must be `#[inline(always)]`, closures without loops excepted; otherwise that
//! function is compiled for the portable machine. All compilations agree up to rounding, those with a fused
//! multiply-add agree bit for bit, and each always gives the same bits. A kernel must never depend on threads or on
//! addresses.

mod arithmetic;
mod choice;
mod few;
mod lanes;

pub(crate) use self::arithmetic::{Arithmetic, Fused, Plain};
#[cfg(target_arch = "x86_64")]
pub(crate) use self::arithmetic::{FusedPairs, FusedWidest};
pub use self::choice::{Kernels, check_kernels, kernels};
pub(crate) use self::few::LANES;
pub(crate) use self::lanes::{load, map, map_into, prefetch, store};

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
