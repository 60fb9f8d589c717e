//! `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token.
//!
//! With a narrow right matrix both are read as they are: some numbers of a row of `a` by lanes of the same row of `b`.

use std::ops::Range;

use super::panels::Cut;
use super::slivers::{self, room};
use super::tile::{Lanes, Sums, add_outer, by_height, height, parts, put};
use super::{Rows, RowsMut, Scratch, Start};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// Most tokens at once where both matrices are read as they are: so many rows stay in the cache.
const DEPTH_AS_THEY_ARE: usize = 128;

/// Most tokens at once where they are laid out: more than fit into the first cache, but what is added to is as large as a
/// weight matrix, and each time comes from afar.
const DEPTH: usize = 1024;

/// Most columns of the left matrix in a block: the more, the longer the pieces of its rows that are read one after another.
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
        for row in 0..columns {
            for (to, from) in self.c.row(row).iter_mut().zip(transposed.chunks_exact(columns)) {
                *to += from[row];
            }
        }
    }
}

/// Lanes of `b`, which are full, by numbers of `a`.
#[inline(always)]
fn as_they_are<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, c: &mut RowsMut<'_>) {
    let cut = Cut::full(b.columns);
    for inner in parts(a.count, DEPTH_AS_THEY_ARE) {
        add_tokens::<A>(a, b, cut, &inner, c);
    }
}

/// The same over tokens `inner`.
#[inline(always)]
fn add_tokens<A: Arithmetic>(a: &Rows<'_>, b: &Rows<'_>, cut: Cut, inner: &Range<usize>, c: &mut RowsMut<'_>) {
    for panel in 0..cut.whole {
        add_to_panel::<A, 2>(a, b, cut, panel, inner, c);
    }
    match cut.last {
        0 => {}
        1 => add_to_panel::<A, 1>(a, b, cut, cut.whole, inner, c),
        2 => add_to_panel::<A, 2>(a, b, cut, cut.whole, inner, c),
        3 => add_to_panel::<A, 3>(a, b, cut, cut.whole, inner, c),
        _ => add_to_panel::<A, 4>(a, b, cut, cut.whole, inner, c),
    }
}

/// All rows of `c` in a panel of `W` lanes.
#[inline(always)]
fn add_to_panel<A: Arithmetic, const W: usize>(
    a: &Rows<'_>,
    b: &Rows<'_>,
    cut: Cut,
    panel: usize,
    inner: &Range<usize>,
    c: &mut RowsMut<'_>,
) {
    for tile in parts(a.columns, height(W)) {
        by_height!(tile.len(), [6 5 4 3 2 1], M => outer::<A, M, W>(a, b, cut, panel, inner, tile.start, c));
    }
}

/// Rows `row..row + M` of `c`: the sum of the tokens' outer products.
#[inline(always)]
fn outer<A: Arithmetic, const M: usize, const W: usize>(
    a: &Rows<'_>,
    b: &Rows<'_>,
    cut: Cut,
    panel: usize,
    inner: &Range<usize>,
    row: usize,
    c: &mut RowsMut<'_>,
) {
    let mut sums: Sums<M, W> = [[[0.0; LANES]; W]; M];
    for token in inner.clone() {
        let numbers: &[f32; M] = a.row(token)[row..].first_chunk().expect("a tile lies within the matrix");
        let from = b.row(token);
        let mut right: [Lanes; W] = [[0.0; LANES]; W];
        for (lane, right) in right.iter_mut().enumerate() {
            *right = *from[cut.start(panel, lane)..].first_chunk().expect("a cut's lanes are full");
        }
        add_outer::<A, M, W, LANES>(&mut sums, numbers, &right);
    }
    put(sums, Start::There, c, row, cut.starts::<W>(panel));
}
