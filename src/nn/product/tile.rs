//! The tile that products are made of.
//!
//! A tile has some rows and lanes: twelve registers of sums, a few for a row of the right matrix, one for a number of
//! the left one, of the sixteen that AVX2 has. A core has eight sums under way to hide how long each takes, so fewer rows
//! take more lanes. AVX-512 has 32 registers twice as wide: there a tile has up to 24 of them for sums. What a tile adds up,
//! and in which order, depends on the shapes alone, so a product always has the same bits.

use std::borrow::Borrow;
use std::ops::Range;

use super::lanes::{Lanes, WIDTH};
use super::rows::{RowsMut, Start};
use crate::nn::machine::{Arithmetic, LANES};

/// The sums of a tile: `M` rows of `W` times `L` columns.
pub(super) type Sums<const M: usize, const W: usize, const L: usize = LANES> = [[Lanes<L>; W]; M];

/// Runs code with a tile's height, one of those listed, as the constant `$height`.
macro_rules! by_height {
    ($value:expr, [$($number:literal)+], $height:ident => $code:expr) => {
        match $value {
            $($number => {
                const $height: usize = $number;
                $code;
            })+
            height => unreachable!("a tile of {height} rows"),
        }
    };
}
pub(super) use by_height;

/// Most rows of a tile of `lanes` lanes, whose sums twelve registers hold.
pub(super) const fn height(lanes: usize) -> usize {
    match lanes {
        1 | 2 => 6,
        3 => 4,
        _ => 3,
    }
}

/// `len` in as few parts of at most `most` as there can be, as equal as can be, the longer ones first.
#[inline(always)]
pub(super) fn parts(len: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let count = len.div_ceil(most);
    let (shorter, longer) = (len.checked_div(count).unwrap_or(0), len.checked_rem(count).unwrap_or(0));
    let mut end = 0;
    (0..count).map(move |part| {
        let start = end;
        end += shorter + usize::from(part < longer);
        start..end
    })
}

/// `sums += numbers rightᵀ`, the outer product. Rows by lanes or lanes by rows is the same work, but a compiler follows the order,
/// and only with these do all sums stay in registers: with the other one a tile of 3 rows and 4 lanes takes half as
/// long again, one of 6 rows and 2 lanes more than twice as long.
#[inline(always)]
pub(super) fn add_outer<A: Arithmetic, const M: usize, const W: usize, const L: usize>(
    sums: &mut Sums<M, W, L>,
    numbers: &[f32; M],
    right: &[Lanes<L>; W],
) {
    if W > 2 {
        for (lane, right) in right.iter().enumerate() {
            for (sums, &number) in sums.iter_mut().zip(numbers) {
                add_lanes::<A, L>(&mut sums[lane], number, right);
            }
        }
    } else {
        for (sums, &number) in sums.iter_mut().zip(numbers) {
            for (sums, right) in sums.iter_mut().zip(right) {
                add_lanes::<A, L>(sums, number, right);
            }
        }
    }
}

#[inline(always)]
fn add_lanes<A: Arithmetic, const L: usize>(sums: &mut Lanes<L>, number: f32, right: &Lanes<L>) {
    for (sum, &right) in sums.iter_mut().zip(right) {
        *sum = A::mul_add(number, right, *sum);
    }
}

/// The sums of a tile of the widest registers: `numbers`, one of `M` rows at a time, by as many rows of `P` panels.
#[inline(always)]
pub(super) fn wide_sums<A: Arithmetic, const M: usize, const P: usize>(
    numbers: impl ExactSizeIterator<Item = impl Borrow<[f32; M]>>,
    panels: [&[Lanes<WIDTH>]; P],
) -> Sums<M, P, WIDTH> {
    let mut sums = [[[0.0; WIDTH]; P]; M];
    let panels = panels.map(|panel| &panel[..numbers.len()]);
    for (k, numbers) in numbers.enumerate() {
        add_outer::<A, M, P, WIDTH>(&mut sums, numbers.borrow(), &panels.map(|panel| panel[k]));
    }
    sums
}

/// Puts a tile's sums where they belong: rows from `row` on, each register's columns from its place in `starts` on.
#[inline(always)]
pub(super) fn put<const M: usize, const W: usize, const L: usize>(
    sums: Sums<M, W, L>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
    row: usize,
    starts: [usize; W],
) {
    for (m, sums) in sums.iter().enumerate() {
        let to = c.row(row + m);
        if W == 1 && to.len() - starts[0] < L {
            put_few(&sums[0], start, row + m, to, starts[0]);
            continue;
        }
        // All are read before one is written, for the last two may share columns.
        let mut all = *sums;
        if let Some(base) = start.row(row + m, to) {
            for (sums, column) in all.iter_mut().zip(starts) {
                let base = base[column..].first_chunk::<L>().expect("a cut's lanes are full");
                sums.iter_mut().zip(base).for_each(|(sum, base)| *sum += base);
            }
        }
        for (sums, column) in all.iter().zip(starts) {
            *to[column..].first_chunk_mut::<L>().expect("a cut's lanes are full") = *sums;
        }
    }
}

/// Lanes that are not full.
#[inline(always)]
fn put_few(sums: &[f32], start: Start<'_>, row: usize, to: &mut [f32], first: usize) {
    for (column, sum) in (first..to.len()).zip(sums) {
        to[column] = start.row(row, to).map_or(*sum, |base| base[column] + sum);
    }
}
