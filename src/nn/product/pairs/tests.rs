use proptest::prelude::*;

use super::gradient::GradientOfPairs;
use super::multiply::MultiplyPairs;
use super::panels::PairPanels;
#[cfg(target_arch = "x86_64")]
use crate::nn::machine::FusedPairs;
use crate::nn::machine::{Fused, Kernel, Plain, has_pairs};
use crate::nn::product::rows::{Rows, RowsMut, Start};

/// Numbers of all sizes that bf16 does not hold exactly.
fn matrix(rows: usize, columns: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| {
        let number = f32::from(u16::try_from((i * 7919 + seed * 104_729) % 1009).unwrap()) / 504.0 - 1.0;
        number * [1.0, 1e-3, 30.0][i % 3]
    };
    (0..rows * columns).map(number).collect()
}

/// The upper 16 bits of the nearest such number.
fn rounded(number: f32) -> f64 {
    let bits = number.to_bits();
    f64::from(f32::from_bits((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000))
}

/// How a kernel is run: by the machines that its own code tells apart. All four in every test would take the compiler
/// twice as long.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Machine {
    Plain,
    Fused,
    #[cfg(target_arch = "x86_64")]
    FusedPairs,
}

/// All that can run here.
fn machines() -> Vec<Machine> {
    let mut all = vec![Machine::Plain, Machine::Fused];
    #[cfg(target_arch = "x86_64")]
    if has_pairs() {
        all.push(Machine::FusedPairs);
    }
    all
}

impl Machine {
    fn run(self, kernel: impl Kernel) {
        match self {
            Self::Plain => kernel.run::<Plain>(),
            Self::Fused => kernel.run::<Fused>(),
            #[cfg(target_arch = "x86_64")]
            Self::FusedPairs => kernel.run::<FusedPairs>(),
        }
    }
}

/// Every machine gives the same bits; they are those of the rounded factors' product, but for the rounding of sums.
fn agree(what: &str, wanted: impl Fn(usize) -> (f64, f64), results: &[Vec<f32>]) {
    for result in results {
        for (at, &found) in result.iter().enumerate() {
            let (sum, size) = wanted(at);
            assert!((f64::from(found) - sum).abs() <= 1e-6 * size + 1e-30, "{what}: {at}: {found} for {sum}");
        }
        let bits = |of: &[f32]| of.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(result), bits(&results[0]), "{what}");
    }
}

fn check(m: usize, k: usize, n: usize) {
    let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
    let transposed: Vec<f32> = (0..n * k).map(|at| b[at % k * n + at / k]).collect();
    let (mut panels, mut other) = (PairPanels::default(), PairPanels::default());
    // What another matrix left behind must not show.
    panels.set::<Plain>(Rows::new(&[9.0; 40 * 40], (40, 40), 40));
    panels.set::<Plain>(Rows::new(&b, (k, n), n));
    other.set_transposed::<Plain>(Rows::new(&transposed, (n, k), k));
    let start: Vec<f32> = matrix(1, n, 3);
    let wanted = |at: usize| {
        let terms = (0..k).map(|i| rounded(a[at / n * k + i]) * rounded(b[i * n + at % n]));
        let base = f64::from(start[at % n]);
        (base + terms.clone().sum::<f64>(), base.abs() + terms.map(f64::abs).sum::<f64>())
    };
    let product = |panels: &PairPanels, machine: Machine| {
        let (mut c, mut packed) = (vec![f32::NAN; m * n], Vec::new());
        let (rows, to) = (Rows::new(&a, (m, k), k), RowsMut::new(&mut c, (m, n), n));
        machine.run(MultiplyPairs { a: rows, b: panels, start: Start::Row(&start), c: to, packed: &mut packed });
        c
    };
    let results: Vec<Vec<f32>> =
        machines().into_iter().flat_map(|machine| [product(&panels, machine), product(&other, machine)]).collect();
    agree(&format!("({m}, {k}) by ({k}, {n})"), wanted, &results);
}

fn check_gradient(tokens: usize, m: usize, n: usize) {
    let (a, b, before) = (matrix(tokens, m, 1), matrix(tokens, n, 2), matrix(m, n, 3));
    let wanted = |at: usize| {
        let terms = (0..tokens).map(|t| rounded(a[t * m + at / n]) * rounded(b[t * n + at % n]));
        let base = f64::from(before[at]);
        (base + terms.clone().sum::<f64>(), base.abs() + terms.map(f64::abs).sum::<f64>())
    };
    let gradient = |machine: Machine| {
        let (mut c, mut packed, mut panels) = (before.clone(), Vec::new(), PairPanels::default());
        let [a, b] = [(&a, m), (&b, n)].map(|(numbers, columns)| Rows::new(numbers, (tokens, columns), columns));
        let c_rows = RowsMut::new(&mut c, (m, n), n);
        machine.run(GradientOfPairs { a, b, c: c_rows, packed: &mut packed, panels: &mut panels });
        c
    };
    let results: Vec<Vec<f32>> = machines().into_iter().map(gradient).collect();
    agree(&format!("gradient of {tokens} tokens, ({m}, {n})"), wanted, &results);
}

#[test]
fn products_of_every_shape_are_those_of_the_rounded_factors() {
    for m in [1, 2, 5, 6, 7, 13] {
        for k in [1, 2, 3, 32, 33, 70] {
            for n in [1, 15, 16, 17, 64, 70, 81] {
                check(m, k, n);
                check_gradient(k, m, n);
            }
        }
    }
}

/// Longer than a block along each axis.
#[test]
fn products_of_many_blocks_are_those_of_the_rounded_factors() {
    check(50, 1100, 70);
    check_gradient(1101, 300, 33);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn products_of_any_shape_agree(m in 1_usize..60, k in 1_usize..90, n in 1_usize..150) {
        check(m, k, n);
        check_gradient(k, m, n);
    }
}
