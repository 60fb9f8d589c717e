//! The left matrix of a product with a wide right one, laid out for the tiles.
//!
//! A *sliver* is up to six rows of the left matrix, column after column, so that a tile reads both matrices front to back.
//! Rows of the right matrix are taken in blocks of [`DEPTH`], so that a panel's block stays in the cache next to the core
//! while all slivers pass over it, and those of the left one in blocks of [`BLOCK`], so that their slivers stay in the second.

use std::ops::Range;

use super::panels::Panels;
use super::tile::{Sums, add_outer, by_height, height, parts, put};
use super::{Rows, RowsMut, Start};
use crate::nn::machine::{Arithmetic, LANES};

/// Most rows of a sliver.
const HEIGHT: usize = height(2);
/// Most rows of the right matrix in a block.
pub(super) const DEPTH: usize = 512;
/// Most rows of the left matrix in a block.
pub(super) const BLOCK: usize = 16 * HEIGHT;

/// The first `len` places of `slivers`.
#[inline(always)]
pub(super) fn room(slivers: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if slivers.len() < len {
        slivers.resize(len, 0.0);
    }
    &mut slivers[..len]
}

/// What becomes the rows of slivers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    /// Rows of a matrix.
    Rows,
    /// Columns of it: the slivers of its transpose.
    Columns,
}

/// Slivers of rows (or columns, as `of` says) `block` of `a`, and of columns (or rows) `inner`.
#[inline(always)]
pub(super) fn lay_out<'s>(
    a: &Rows<'_>,
    of: Of,
    inner: &Range<usize>,
    block: &Range<usize>,
    slivers: &'s mut Vec<f32>,
) -> &'s [f32] {
    let slivers = room(slivers, block.len() * inner.len());
    let mut rest = &mut *slivers;
    for tile in parts(block.len(), HEIGHT) {
        let (sliver, others) = rest.split_at_mut(tile.len() * inner.len());
        rest = others;
        let first = block.start + tile.start;
        by_height!(tile.len(), [6 5 4 3 2 1], M => match of {
            Of::Rows => cut_sliver::<M>(a, first, inner.clone(), sliver),
            Of::Columns => gather_sliver::<M>(a, first, inner.start, sliver),
        });
    }
    slivers
}

/// Rows `first..first + M` of `a` as a sliver.
#[inline(always)]
fn cut_sliver<const M: usize>(a: &Rows<'_>, first: usize, inner: Range<usize>, sliver: &mut [f32]) {
    let rows = a.some::<M>(first, inner);
    for (k, to) in sliver.as_chunks_mut::<M>().0.iter_mut().enumerate() {
        for (to, row) in to.iter_mut().zip(rows) {
            *to = row[k];
        }
    }
}

/// Columns `first..first + M` of `a` as a sliver, from row `row` on.
#[inline(always)]
fn gather_sliver<const M: usize>(a: &Rows<'_>, first: usize, row: usize, sliver: &mut [f32]) {
    let (sliver, _) = sliver.as_chunks_mut::<M>();
    for (from, to) in a.numbers[row * a.stride..].chunks(a.stride).zip(sliver) {
        *to = *from[first..].first_chunk().expect("a tile lies within the matrix");
    }
}

/// Rows `block` of `c`, from their slivers and rows `inner` of `b`.
#[inline(always)]
pub(super) fn multiply<A: Arithmetic>(
    slivers: &[f32],
    b: &Panels,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let cut = b.cut();
    for panel in 0..cut.whole {
        multiply_panel::<A, 2>(slivers, b, panel, inner, block, start, c);
    }
    if cut.last > 0 {
        multiply_panel::<A, 1>(slivers, b, cut.whole, inner, block, start, c);
    }
}

/// The same with one panel, of `W` lanes.
#[inline(always)]
fn multiply_panel<A: Arithmetic, const W: usize>(
    mut slivers: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    for tile in parts(block.len(), HEIGHT) {
        let (sliver, others) = slivers.split_at(tile.len() * inner.len());
        slivers = others;
        let row = block.start + tile.start;
        by_height!(tile.len(), [6 5 4 3 2 1], M => {
            put::<M, W>(sums::<A, M, W>(sliver, b, panel, inner), start, c, row, b.cut(), panel);
        });
    }
}

/// A sliver by a panel.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const W: usize>(
    sliver: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
) -> Sums<M, W> {
    let mut sums = [[[0.0; LANES]; W]; M];
    for (numbers, right) in sliver.as_chunks::<M>().0.iter().zip(b.some::<W>(panel, inner)) {
        add_outer::<A, M, W>(&mut sums, numbers, right);
    }
    sums
}
