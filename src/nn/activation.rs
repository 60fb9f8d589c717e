//! exp, sigmoid and tanh as polynomials that a compiler can turn into vector code.
//!
//! e^x = 2^n e^r, where n is the integer nearest to x / ln 2 and |r| <= ln 2 / 2. A polynomial of degree 6 approximates
//! e^r - 1 (coefficients: Moshier's Cephes library, expf.c). sigmoid is e^x / (e^x + 1). tanh is E / (E + 2) with E =
//! e^2x - 1 = 2^n (e^r - 1) + (2^n - 1), which keeps its precision near zero. The tests below bound the errors against
//! f64 over the whole range, wherever the result is a normal number: exp 2 units in the last place, tanh 3, sigmoid 3.
//! NaN stays NaN, and infinities give the limits. No function here may branch on a number: it would not become vector
//! code.

use super::machine::Arithmetic;

/// Adding this to a number rounds it to an integer, which the last bits then hold. A conversion to an integer type
/// saturates, and would not become vector code.
const ROUND: f32 = 12_582_912.0;

/// Below this, e^x is no normal number; above 88.4 it is infinite.
const LOWEST: f32 = -87.336;
const HIGHEST: f32 = 89.0;

/// `x` clamped to two bounds. NaN stays NaN, because it fails both comparisons. Each of them compiles to one
/// instruction.
#[inline(always)]
fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = if high < x { high } else { x };
    if low > x { low } else { x }
}

/// e^r - 1 and 2^n, of which e^x is 2^n (e^r - 1) + 2^n, for x between [`LOWEST`] and [`HIGHEST`].
#[inline(always)]
fn exp_parts<A: Arithmetic>(x: f32) -> (f32, f32) {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let shifted = A::mul_add(x, std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = A::mul_add(n, -LN2_LOW, A::mul_add(n, -LN2_HIGH, x));
    let mut p = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = A::mul_add(p, r, coefficient);
    }
    // 2^n: n as the exponent's bits.
    let scale = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    (A::mul_add(p, r * r, r), scale)
}

/// e^x, 0 below -87.336.
#[inline(always)]
pub(crate) fn exp<A: Arithmetic>(x: f32) -> f32 {
    let (part, scale) = exp_parts::<A>(clamp(x, LOWEST, HIGHEST));
    if x < LOWEST { 0.0 } else { (part + 1.0) * scale }
}

/// The logistic function 1 / (1 + e^-x), as e^x / (e^x + 1).
#[inline(always)]
pub(crate) fn sigmoid<A: Arithmetic>(x: f32) -> f32 {
    // Above 20 the result is 1 to the last place; 2^n is 0 at -88.
    let (part, scale) = exp_parts::<A>(clamp(x, -88.0, 20.0));
    let exp = A::mul_add(part, scale, scale);
    exp / (exp + 1.0)
}

/// The hyperbolic tangent; 0 of either zero.
#[inline(always)]
pub(crate) fn tanh<A: Arithmetic>(x: f32) -> f32 {
    // Above 10 the result is 1 to the last place.
    let (part, scale) = exp_parts::<A>(clamp(2.0 * x, -20.0, 20.0));
    let less_one = A::mul_add(part, scale, scale - 1.0);
    less_one / (less_one + 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::machine::{Fused, Plain};
    use super::*;

    /// The largest error over a million places of -100 to 100, in units of the last place of the true value.
    fn worst(of: fn(f32) -> f32, truth: fn(f64) -> f64) -> f64 {
        let mut worst = 0.0f64;
        for i in -1_000_000..=1_000_000i32 {
            // Denser near zero: cubes from -100 to 100.
            #[expect(clippy::cast_possible_truncation, reason = "a place to look at")]
            let x = (f64::from(i) / 1e6).powi(3) as f32 * 100.0;
            let wanted = truth(f64::from(x));
            if wanted.abs() < 1.2e-38 || wanted > 2e38 {
                continue;
            }
            let unit = wanted.abs().log2().floor().exp2() * f64::from(f32::EPSILON);
            worst = worst.max((f64::from(of(x)) - wanted).abs() / unit);
        }
        worst
    }

    fn check<A: Arithmetic>() {
        let sigmoid_truth = |x: f64| 1.0 / (1.0 + (-x).exp());
        let found = [worst(exp::<A>, f64::exp), worst(tanh::<A>, f64::tanh), worst(sigmoid::<A>, sigmoid_truth)];
        println!("units in the last place: exp, tanh, sigmoid {found:?}");
        assert!(found[0] <= 2.0 && found[1] <= 3.0 && found[2] <= 3.0, "{found:?}");
        for (f, low, high) in
            [(exp::<A> as fn(f32) -> f32, 0.0, f32::INFINITY), (sigmoid::<A>, 0.0, 1.0), (tanh::<A>, -1.0, 1.0)]
        {
            assert!(f(f32::NAN).is_nan());
            for (x, limit) in [(f32::NEG_INFINITY, low), (-1e30, low), (f32::INFINITY, high), (1e30, high)] {
                assert!(f(x).to_bits() == f32::to_bits(limit), "{x}: {}", f(x));
            }
        }
        assert_eq!((tanh::<A>(0.0).to_bits(), tanh::<A>(-0.0).to_bits()), (0, 0));
    }

    #[test]
    fn errors_are_a_few_units_in_the_last_place_on_either_machine() {
        check::<Fused>();
        check::<Plain>();
    }
}
