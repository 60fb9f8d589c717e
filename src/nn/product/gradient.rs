//! `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token.
//!
//! Where the right matrix is narrow, both are read in place: numbers of a row of `a` are multiplied by lanes of the
//! same row of `b`, or by registers of two lanes where the machine has them.

use std::ops::Range;

use super::lanes::{Lanes, WIDTH};
use super::packed::{self, room};
use super::pairs::GradientOfPairs;
use super::panels::Cut;
use super::rows::{Rows, RowsMut, Start};
use super::scratch::{SCRATCH, Scratch};
use super::sums::AddTransposed;
use super::tile::{Sums, add_outer, by_height, height, parts, put};
use crate::nn::machine::{Arithmetic, Kernel, LANES, run, run_with_pairs};
use crate::nn::precision::Precision;

/// `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token, and are factors of this
/// precision.
///
/// # Panics
/// If the shapes do not fit.
pub fn gradient(a: Rows<'_>, b: Rows<'_>, c: RowsMut<'_>, precision: Precision) {
    assert!(
        a.count == b.count && c.count == a.columns && c.columns == b.columns,
        "({}, {}) transposed by ({}, {}) into ({}, {})",
        a.count,
        a.columns,
        b.count,
        b.columns,
        c.count,
        c.columns
    );
    SCRATCH.with_borrow_mut(|scratch| {
        if precision == Precision::Bf16 {
            let Scratch { lines: packed, pair_panels: panels, .. } = scratch;
            run_with_pairs(GradientOfPairs { a, b, c, packed, panels });
        } else if are_better_in_place(&a, &b) {
            run(GradientInPlace { a, b, c, transposed: &mut scratch.packed });
        } else {
            run(Gradient { a, b, c, scratch });
        }
    });
}

/// Most tokens at once where both matrices are read in place: so many rows stay in the cache.
const DEPTH_IN_PLACE: usize = 128;

/// Most tokens at once where both are packed. They do not fit into the first-level cache, but each pass reads and
/// writes a whole weight matrix of sums, so fewer and longer passes are faster.
const DEPTH: usize = 1024;

/// Most columns of the left matrix in a block. More columns mean longer contiguous reads, but the second-level cache
/// holds no more micro-panels than these. They are read in order, so that the hardware prefetches them.
const BLOCK: usize = 32 * packed::HEIGHT;

/// Both packed; `b` is wide, or narrower than a lane.
pub(super) struct Gradient<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub scratch: &'a mut Scratch,
}

/// Both read in place; one of them has at least a lane of columns.
pub(super) struct GradientInPlace<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub transposed: &'a mut Vec<f32>,
}

/// Whether packing them costs more than it saves.
pub(super) fn are_better_in_place(a: &Rows<'_>, b: &Rows<'_>) -> bool {
    if b.columns < LANES { a.columns >= LANES } else { !Cut::new(b.columns).is_wide() }
}

impl Kernel for Gradient<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let Scratch { packed, panels, .. } = self.scratch;
        panels.set::<A>(self.b);
        for inner in parts(self.a.count, DEPTH) {
            for block in parts(self.a.columns, BLOCK) {
                let packed = packed::of_columns(&self.a, &inner, &block, packed);
                packed::multiply::<A>(packed, panels, &inner, &block, Start::There, &mut self.c);
            }
        }
    }
}

impl Kernel for GradientInPlace<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        if self.b.columns >= LANES {
            in_place::<A>(&self.a, &self.b, &mut self.c);
            return;
        }
        // `b` does not fill a lane but `a` does: compute bᵀ a and transpose it.
        let (rows, columns) = (self.b.columns, self.a.columns);
        let transposed = room(self.transposed, rows * columns);
        transposed.fill(0.0);
        in_place::<A>(&self.b, &self.a, &mut RowsMut::new(transposed, (rows, columns), columns));
        let rows = Rows::new(transposed, (rows, columns), columns);
        AddTransposed { rows, sums: self.c }.run::<A>();
    }
}

/// Multiplies numbers of `a` by full lanes of `b`.
#[inline(always)]
fn in_place<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, c: &mut RowsMut<'_>) {
    for inner in parts(a.count, DEPTH_IN_PLACE) {
        if A::WIDE_REGISTERS && b.columns >= WIDTH {
            by_pairs_of_lanes::<A>(a, b, &inner, c);
        } else {
            by_lanes::<A>(a, b, &inner, c);
        }
    }
}

/// Adds the tokens `inner` with registers of two lanes. The last register ends with the last column.
#[inline(always)]
fn by_pairs_of_lanes<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, inner: &Range<usize>, c: &mut RowsMut<'_>) {
    for pairs in parts(b.columns.div_ceil(WIDTH), packed::PANELS) {
        by_height!(pairs.len(), [4 3 2 1], W => {
            // The last two may share columns, and are in the same part: one is alone only where there is no other.
            let starts: [usize; W] = std::array::from_fn(|pair| ((pairs.start + pair) * WIDTH).min(b.columns - WIDTH));
            add_to_columns::<A, W, WIDTH>(a, b, starts, packed::HEIGHT, inner, c);
        });
    }
}

/// The same with registers of one lane.
#[inline(always)]
fn by_lanes<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, inner: &Range<usize>, c: &mut RowsMut<'_>) {
    let cut = Cut::full(b.columns);
    for panel in 0..cut.whole {
        add_to_columns::<A, 2, LANES>(a, b, cut.starts(panel), height(2), inner, c);
    }
    by_height!(cut.last, [4 3 2 1], W => {
        add_to_columns::<A, W, LANES>(a, b, cut.starts(cut.whole), height(W), inner, c);
    });
}

/// Adds to all rows of `c`, up to `most` at once, in `W` times `L` columns that begin at `starts`.
#[inline(always)]
fn add_to_columns<A: Arithmetic, const W: usize, const L: usize>(
    a: &Rows<'_>,
    b: &Rows<'_>,
    starts: [usize; W],
    most: usize,
    inner: &Range<usize>,
    c: &mut RowsMut<'_>,
) {
    for tile in parts(a.columns, most) {
        by_height!(tile.len(), [6 5 4 3 2 1], M => outer::<A, M, W, L>(a, b, starts, inner, tile.start, c));
    }
}

/// Adds the sum of the tokens' outer products to rows `row..row + M` of `c`.
#[inline(always)]
fn outer<A: Arithmetic, const M: usize, const W: usize, const L: usize>(
    a: &Rows<'_>,
    b: &Rows<'_>,
    starts: [usize; W],
    inner: &Range<usize>,
    row: usize,
    c: &mut RowsMut<'_>,
) {
    let mut sums: Sums<M, W, L> = [[[0.0; L]; W]; M];
    for token in inner.clone() {
        let numbers: &[f32; M] = a.row(token)[row..].first_chunk().expect("a tile lies within the matrix");
        let from = b.row(token);
        let mut right: [Lanes<L>; W] = [[0.0; L]; W];
        for (right, start) in right.iter_mut().zip(starts) {
            *right = *from[start..].first_chunk().expect("a cut's lanes are full");
        }
        add_outer::<A, M, W, L>(&mut sums, numbers, &right);
    }
    put::<A, _, _, _>(sums, Start::There, c, row, starts);
}
