//! The tile that products are made of.
//!
//! Of the sixteen registers of AVX2, a tile uses twelve for sums, a few for a row of the right matrix and one for a
//! number of the left matrix. A core needs eight independent sums to hide the latency of an addition, so a tile with
//! fewer rows has more lanes. AVX-512 has 32 registers twice as wide, and a tile uses up to 24 of them for sums. The
//! shapes alone decide what a tile adds and in which order, so a product always has the same bits: a tile must never
//! depend on threads or addresses.

use std::borrow::Borrow;
use std::ops::Range;

use super::lanes::{Lanes, WIDTH};
use super::rows::{RowsMut, Start};
use crate::nn::machine::{Arithmetic, LANES, load, store};

/// The sums of a tile: `M` rows of `W` times `L` columns.
pub(super) type Sums<const M: usize, const W: usize, const L: usize = LANES> = [[Lanes<L>; W]; M];

/// Runs code with the height of a tile, one of those listed, as the constant `$height`.
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

/// Most rows of a tile of `lanes` lanes whose sums fit twelve registers.
pub(super) const fn height(lanes: usize) -> usize {
    match lanes {
        1 | 2 => 6,
        3 => 4,
        _ => 3,
    }
}

/// Cuts `len` into as few parts of at most `most` as possible. Their sizes differ by one at most, the longer ones
/// first.
#[inline(always)]
pub(super) fn parts(len: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    // A division takes longer than a small product.
    let (count, shorter, longer) = if len <= most {
        (usize::from(len > 0), len, 0)
    } else {
        let count = len.div_ceil(most);
        (count, len / count, len % count)
    };
    let mut end = 0;
    (0..count).map(move |part| {
        let start = end;
        end += shorter + usize::from(part < longer);
        start..end
    })
}

/// `sums += numbers rightᵀ`, the outer product. The compiler keeps the order of the two loops, and only this order
/// keeps all sums in registers: with the other one, a tile of 3 rows and 4 lanes takes half as long again, and one of 6
/// rows and 2 lanes more than twice as long.
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

/// The sums of a tile with the widest registers: each of `numbers`, a column of `M` rows, times the same row of `P`
/// panels.
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

/// Writes the sums of a tile to the rows from `row` on; `starts` holds the first column of each register.
#[inline(always)]
pub(super) fn put<A: Arithmetic, const M: usize, const W: usize, const L: usize>(
    sums: Sums<M, W, L>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
    row: usize,
    starts: [usize; W],
) {
    for (m, sums) in sums.iter().enumerate() {
        let to = c.row(row + m);
        if W == 1 && to.len() - starts[0] < L {
            put_few::<A, L>(sums[0], start, row + m, to, starts[0]);
            continue;
        }
        // Read all before writing one, because the last two registers may share columns.
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

/// The same for a register that is not full.
#[inline(always)]
fn put_few<A: Arithmetic, const L: usize>(
    mut sums: Lanes<L>,
    start: Start<'_>,
    row: usize,
    to: &mut [f32],
    first: usize,
) {
    if let Some(base) = start.row(row, to) {
        for (sums, base) in sums.chunks_mut(LANES).zip(base[first..].chunks(LANES)) {
            let base = load::<A>(base, 0);
            sums.iter_mut().zip(base).for_each(|(sum, base)| *sum += base);
        }
    }
    for (sums, to) in sums.as_chunks::<LANES>().0.iter().zip(to[first..].chunks_mut(LANES)) {
        store::<A>(*sums, to);
    }
}
