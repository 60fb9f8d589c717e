use proptest::prelude::*;

use super::gradient::{Gradient, GradientInPlace};
use super::multiply::{Multiply, MultiplyInPlace};
use super::scratch::Scratch;
use super::weight::multiply;
use super::*;
use crate::nn::machine::{Fused, Kernel, LANES, Plain};
#[cfg(target_arch = "x86_64")]
use crate::nn::machine::{FusedWidest, Kernels};
use crate::nn::precision::Precision;

/// A matrix of small whole numbers, whose products are exact in any order; every one differs from its neighbours.
fn matrix(rows: usize, columns: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| f32::from(u8::try_from((i * 7 + i / columns.max(1) * 3 + seed) % 11).unwrap()) - 5.0;
    (0..rows * columns).map(number).collect()
}

fn expected(a: &[f32], b: &[f32], (m, k, n): (usize, usize, usize), start: impl Fn(usize, usize) -> f32) -> Vec<f32> {
    let sum = |row: usize, column: usize| {
        (0..k).map(|i| a[row * k + i] * b[i * n + column]).sum::<f32>() + start(row, column)
    };
    (0..m * n).map(|at| sum(at / n, at % n)).collect()
}

/// How a kernel is run: by the machines that its own code tells apart. All four in every test would take the compiler
/// twice as long.
#[derive(Debug, Clone, Copy)]
enum Machine {
    Plain,
    Fused,
    #[cfg(target_arch = "x86_64")]
    FusedWidest,
}

/// All that can run here.
fn machines() -> Vec<Machine> {
    let mut all = vec![Machine::Plain, Machine::Fused];
    #[cfg(target_arch = "x86_64")]
    if Kernels::Avx512.run_here() {
        all.push(Machine::FusedWidest);
    }
    all
}

impl Machine {
    fn run(self, kernel: impl Kernel) {
        match self {
            Self::Plain => kernel.run::<Plain>(),
            Self::Fused => kernel.run::<Fused>(),
            #[cfg(target_arch = "x86_64")]
            Self::FusedWidest => kernel.run::<FusedWidest>(),
        }
    }
}

fn check(m: usize, k: usize, n: usize) {
    let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
    let transposed: Vec<f32> = (0..n * k).map(|at| b[at % k * n + at / k]).collect();
    let mut panels = Panels::default();
    // What a larger matrix left behind must not show.
    panels.set::<Plain>(Rows::new(&[9.0; 40 * 40], (40, 40), 40));
    panels.set::<Plain>(Rows::new(&b, (k, n), n));
    let mut other = Panels::default();
    other.set_transposed(Rows::new(&transposed, (n, k), k));
    // Rows of the result stand one number further apart than they are long.
    let before = matrix(m, n + 1, 3);
    let bias = matrix(1, n, 4);
    // Rows of the table stand two numbers further apart than they are long.
    let (table, indices) =
        (matrix(3, n + 2, 5), (0..m).map(|row| u32::try_from(row * 2 % 3).unwrap()).collect::<Vec<_>>());
    let gathered = Start::Gathered(Rows::new(&table, (3, n), n + 2), &indices);
    for start in [Start::Zero, Start::Row(&bias), gathered, Start::There] {
        let wanted = expected(&a, &b, (m, k, n), |row, column| match start {
            Start::Zero => 0.0,
            Start::Row(bias) => bias[column],
            Start::Gathered(..) => table[row * 2 % 3 * (n + 2) + column],
            Start::There => before[row * (n + 1) + column],
        });
        let compare = |c: &[f32], how: &str| {
            let rows = || c.chunks(n + 1).map(|row| &row[..n]);
            assert_eq!(rows().collect::<Vec<_>>().concat(), wanted, "{m}x{k}x{n} {start:?} {how}");
            assert!(c.iter().skip(n).step_by(n + 1).eq(before.iter().skip(n).step_by(n + 1)), "written beside");
        };
        let a = Rows::new(&a, (m, k), k);
        for b in [&panels, &other] {
            let mut c = before.clone();
            multiply(a, b, start, RowsMut::new(&mut c, (m, n), n + 1));
            compare(&c, "by its own choice");
            if k == 0 {
                continue;
            }
            for machine in machines() {
                let mut c = before.clone();
                machine.run(MultiplyInPlace { a, b, start, c: RowsMut::new(&mut c, (m, n), n + 1) });
                compare(&c, &format!("as it is, {machine:?}"));
                if b.cut().is_wide() {
                    let (mut c, mut packed) = (before.clone(), Vec::new());
                    let to = RowsMut::new(&mut c, (m, n), n + 1);
                    machine.run(Multiply { a, b, start, c: to, packed: &mut packed });
                    compare(&c, &format!("laid out, {machine:?}"));
                }
            }
        }
    }
}

fn check_gradient(k: usize, m: usize, n: usize) {
    // Rows of the left matrix stand one number further apart than they are long.
    let (a, b) = (matrix(k, m + 1, 1), matrix(k, n, 2));
    let transposed: Vec<f32> = (0..m * k).map(|at| a[at % k * (m + 1) + at / k]).collect();
    let before = matrix(m, n, 3);
    let wanted = expected(&transposed, &b, (m, k, n), |row, column| before[row * n + column]);
    let (a, b) = (Rows::new(&a, (k, m), m + 1), Rows::new(&b, (k, n), n));
    let mut c = before.clone();
    gradient(a, b, RowsMut::new(&mut c, (m, n), n), Precision::F32);
    assert_eq!(c, wanted, "{k}x{m}x{n} by its own choice");
    for machine in machines() {
        if n < LANES || panels::Cut::new(n).is_wide() {
            let (mut c, mut scratch) = (before.clone(), Scratch::default());
            machine.run(Gradient { a, b, c: RowsMut::new(&mut c, (m, n), n), scratch: &mut scratch });
            assert_eq!(c, wanted, "{k}x{m}x{n} laid out, {machine:?}");
        }
        if n >= LANES || m >= LANES {
            let (mut c, mut transposed) = (before.clone(), Vec::new());
            machine.run(GradientInPlace { a, b, c: RowsMut::new(&mut c, (m, n), n), transposed: &mut transposed });
            assert_eq!(c, wanted, "{k}x{m}x{n} as they are, {machine:?}");
        }
    }
}

#[test]
fn every_height_and_width_of_tile_is_exact() {
    for m in (0..15).chain([96, 97, 103]) {
        for n in [1, 5, 8, 9, 15, 16, 17, 25, 33, 64, 65, 76, 90, 129, 190] {
            check(m, 7, n);
            check_gradient(7, m, n);
        }
    }
    // More than one block of a gradient.
    for m in [193, 391] {
        for n in [5, 17, 70] {
            check_gradient(7, m, n);
        }
    }
}

#[test]
fn depths_beyond_a_block_and_of_nothing_are_exact() {
    for k in [0, 1, 2, 511, 512, 513, 1200] {
        check(1, k, 17);
        check(13, k, 25);
        check(13, k, 70);
        check_gradient(k, 13, 25);
        check_gradient(k, 13, 70);
    }
}

#[test]
fn rows_of_every_width_are_gathered_and_summed() {
    for columns in (0..=17).chain([24, 25, 32, 33, 40, 63, 64, 65, 130]) {
        for count in [0, 1, 5, 19] {
            let rows = matrix(count, columns, 1);
            let before = matrix(1, columns, 2);
            let mut sums = before.clone();
            add_rows(Rows::new(&rows, (count, columns), columns), &mut sums);
            let wanted: Vec<f32> =
                (0..columns).map(|at| before[at] + rows.iter().skip(at).step_by(columns).sum::<f32>()).collect();
            assert_eq!(sums, wanted, "{count} rows of {columns}");
        }
        let (table, indices) = (matrix(3, columns, 1), [2, 0, 2]);
        let mut gathered = vec![9.0; 3 * columns];
        let table_rows = Rows::new(&table, (3, columns), columns);
        gather(table_rows, &indices, RowsMut::new(&mut gathered, (3, columns), columns));
        assert_eq!(gathered, [&table[2 * columns..], &table[..columns], &table[2 * columns..]].concat());
        let mut sums = matrix(3, columns, 4);
        let wanted: Vec<f32> = (0..)
            .zip(&sums)
            .map(|(at, sum)| {
                let given = indices.iter().enumerate().filter(|&(_, &index)| index as usize == at / columns);
                sum + given.map(|(row, _)| table[row * columns + at % columns]).sum::<f32>()
            })
            .collect();
        scatter(table_rows, &indices, RowsMut::new(&mut sums, (3, columns), columns));
        assert_eq!(sums, wanted);
        for count in [0, 1, 3, 16, 35] {
            let (rows, mut sums) = (matrix(count, columns, 2), matrix(columns, count, 3));
            let turned = sums.iter().enumerate().map(|(at, sum)| sum + rows[at % count * columns + at / count]);
            let wanted: Vec<f32> = turned.collect();
            add_transposed(
                Rows::new(&rows, (count, columns), columns),
                RowsMut::new(&mut sums, (columns, count), count),
            );
            assert_eq!(sums, wanted, "{count} rows of {columns} transposed");
        }
    }
}

proptest! {
    #[test]
    fn any_shape_is_exact(m in 1..40_usize, k in 1..60_usize, n in 1..140_usize) {
        check(m, k, n);
        check_gradient(k, m, n);
    }
}

#[test]
fn nan_and_infinity_are_passed_on() {
    let mut panels = Panels::default();
    panels.set::<Plain>(Rows::new(&[1.0, 0.0, 1.0, 1.0], (2, 2), 2));
    for (a, wanted) in [([f32::NAN, 1.0], [true, true]), ([f32::INFINITY, 1.0], [false, true])] {
        let mut c = [0.0; 2];
        multiply(Rows::new(&a, (1, 2), 2), &panels, Start::Zero, RowsMut::new(&mut c, (1, 2), 2));
        assert_eq!(c.map(f32::is_nan), wanted, "{a:?} gives {c:?}");
    }
}
