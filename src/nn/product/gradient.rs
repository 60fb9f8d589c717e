//! `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token.
//!
//! With a narrow right matrix both are read as they are: some numbers of a row of `a` by lanes of the same row of `b`, or by
//! twice as many columns a register where they are that wide.

use std::ops::Range;

use super::lanes::{Lanes, WIDTH};
use super::panels::Cut;
use super::rows::{Rows, RowsMut, Start};
use super::scratch::{SCRATCH, Scratch};
use super::slivers::{self, room};
use super::sums::AddTransposed;
use super::tile::{Sums, add_outer, by_height, height, parts, put};
use crate::nn::machine::{Arithmetic, Kernel, LANES, run};

/// `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token.
///
/// # Panics
/// If the shapes do not fit.
pub fn gradient(a: Rows<'_>, b: Rows<'_>, c: RowsMut<'_>) {
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
        if are_better_as_they_are(&a, &b) {
            run(GradientAsTheyAre { a, b, c, transposed: &mut scratch.slivers });
        } else {
            run(Gradient { a, b, c, scratch });
        }
    });
}

/// Most tokens at once where both matrices are read as they are: so many rows stay in the cache.
const DEPTH_AS_THEY_ARE: usize = 128;

/// Most tokens at once where they are laid out: more than fit into the first cache, but what is added to is as large as a
/// weight matrix, and each time comes from afar.
const DEPTH: usize = 1024;

/// Most columns of the left matrix in a block: the more, the longer the pieces of its rows that are read one after another, but
/// the second cache holds no more slivers than these. They are read front to back, which hides where they come from.
const BLOCK: usize = 32 * slivers::HEIGHT;

/// Both laid out; `b` is wide or narrower than a lane.
pub(super) struct Gradient<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub scratch: &'a mut Scratch,
}

/// Both as they are; one of them fills a lane.
pub(super) struct GradientAsTheyAre<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub transposed: &'a mut Vec<f32>,
}

/// Whether laying them out takes longer than it gives.
pub(super) fn are_better_as_they_are(a: &Rows<'_>, b: &Rows<'_>) -> bool {
    if b.columns < LANES { a.columns >= LANES } else { !Cut::new(b.columns).is_wide() }
}

impl Kernel for Gradient<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let Scratch { slivers, panels } = self.scratch;
        panels.set(self.b);
        for inner in parts(self.a.count, DEPTH) {
            for block in parts(self.a.columns, BLOCK) {
                let slivers = slivers::of_columns(&self.a, &inner, &block, slivers);
                slivers::multiply::<A>(slivers, panels, &inner, &block, Start::There, &mut self.c);
            }
        }
    }
}

impl Kernel for GradientAsTheyAre<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        if self.b.columns >= LANES {
            as_they_are::<A>(&self.a, &self.b, &mut self.c);
            return;
        }
        // Lanes of `a` are full: bᵀ a, transposed.
        let (rows, columns) = (self.b.columns, self.a.columns);
        let transposed = room(self.transposed, rows * columns);
        transposed.fill(0.0);
        as_they_are::<A>(&self.b, &self.a, &mut RowsMut::new(transposed, (rows, columns), columns));
        let rows = Rows::new(transposed, (rows, columns), columns);
        AddTransposed { rows, sums: self.c }.run::<A>();
    }
}

/// Lanes of `b`, which are full, by numbers of `a`.
#[inline(always)]
fn as_they_are<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, c: &mut RowsMut<'_>) {
    for inner in parts(a.count, DEPTH_AS_THEY_ARE) {
        if A::WIDE_REGISTERS && b.columns >= WIDTH {
            by_pairs_of_lanes::<A>(a, b, &inner, c);
        } else {
            by_lanes::<A>(a, b, &inner, c);
        }
    }
}

/// Tokens `inner`, with registers of two lanes. The last one ends with the last column.
#[inline(always)]
fn by_pairs_of_lanes<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, inner: &Range<usize>, c: &mut RowsMut<'_>) {
    for pairs in parts(b.columns.div_ceil(WIDTH), slivers::PANELS) {
        by_height!(pairs.len(), [4 3 2 1], W => {
            // The last two may share columns, and are in the same part: one is alone only where there is no other.
            let starts: [usize; W] = std::array::from_fn(|pair| ((pairs.start + pair) * WIDTH).min(b.columns - WIDTH));
            add_to_columns::<A, W, WIDTH>(a, b, starts, slivers::HEIGHT, inner, c);
        });
    }
}

/// The same with registers of one.
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

/// All rows of `c`, up to `most` at once, in `W` times `L` columns that begin at `starts`.
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

/// Rows `row..row + M` of `c`: the sum of the tokens' outer products.
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
    put(sums, Start::There, c, row, starts);
}
