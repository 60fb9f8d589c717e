//! The left matrix of a product with a wide right one, laid out for the tiles.
//!
//! A *sliver* is up to six rows of the left matrix, column after column, so that a tile reads both matrices front to back.
//! Rows of the left matrix are taken in blocks, all panels passing over the slivers of one before the next is laid out.

use std::ops::Range;

use super::lanes::WIDTH;
use super::panels::Panels;
use super::rows::{Rows, RowsMut, Start};
use super::tile::{Sums, add_outer, by_height, height, parts, put, wide_sums};
use crate::nn::machine::{Arithmetic, LANES, prefetch};

/// Rows that are gathered at once. What they leave in a sliver stands together: row by row, the slivers' places, whole pages
/// apart at full depth, would drive one another out of the first cache.
const AT_ONCE: usize = 6;
/// How far ahead of the rows that are gathered others are asked for.
const AHEAD: usize = 2 * AT_ONCE;
/// Most panels of a tile of the widest registers.
pub(super) const PANELS: usize = 4;
/// Most rows of a sliver.
pub(super) const HEIGHT: usize = height(2);

/// The first `len` places of `slivers`.
#[inline(always)]
pub(super) fn room(slivers: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if slivers.len() < len {
        slivers.resize(len, 0.0);
    }
    &mut slivers[..len]
}

/// Slivers of rows `block` of `a` and of columns `inner`.
#[inline(always)]
pub(super) fn of_rows<'s>(
    a: &Rows<'_>,
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
        by_height!(tile.len(), [6 5 4 3 2 1], M => cut_sliver::<M>(a, first, inner.clone(), sliver));
    }
    slivers
}

/// Slivers of columns `block` of `a` and of rows `inner`: those of the transpose.
#[inline(always)]
pub(super) fn of_columns<'s>(
    a: &Rows<'_>,
    inner: &Range<usize>,
    block: &Range<usize>,
    slivers: &'s mut Vec<f32>,
) -> &'s [f32] {
    let slivers = room(slivers, block.len() * inner.len());
    let (mut rest, mut first) = (&mut *slivers, block.start);
    // Those of one height stand together.
    let mut heights = parts(block.len(), HEIGHT).map(|tile| tile.len()).peekable();
    while let Some(&height) = heights.peek() {
        let mut width = 0;
        while heights.next_if_eq(&height).is_some() {
            width += height;
        }
        let (some, others) = rest.split_at_mut(width * inner.len());
        rest = others;
        by_height!(height, [6 5 4 3 2 1], M => gather_slivers::<M>(a, first..first + width, inner, some));
        first += width;
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

/// Columns `columns` of `a` as slivers of `M`.
#[inline(always)]
fn gather_slivers<const M: usize>(a: &Rows<'_>, columns: Range<usize>, inner: &Range<usize>, slivers: &mut [f32]) {
    let (slivers, _) = slivers.as_chunks_mut::<M>();
    let alone = inner.len() % AT_ONCE;
    for k in (0..inner.len() - alone).step_by(AT_ONCE) {
        gather_rows::<M, AT_ONCE>(a, columns.clone(), inner, k, slivers);
    }
    for k in inner.len() - alone..inner.len() {
        gather_rows::<M, 1>(a, columns.clone(), inner, k, slivers);
    }
}

/// Rows `k..k + R` of `inner`. What is asked for meanwhile goes to the second cache: rows of a power of two of numbers have
/// their places in the first one where these have theirs.
#[inline(always)]
fn gather_rows<const M: usize, const R: usize>(
    a: &Rows<'_>,
    columns: Range<usize>,
    inner: &Range<usize>,
    k: usize,
    slivers: &mut [[f32; M]],
) {
    let from = |row| a.some::<R>(row, columns.clone()).map(|row| row.as_chunks::<M>().0);
    let (now, later) = (from(inner.start + k), from((inner.start + k + AHEAD).min(inner.end - R)));
    for (index, sliver) in slivers.chunks_exact_mut(inner.len()).enumerate() {
        let to: &mut [[f32; M]; R] = sliver[k..].first_chunk_mut().expect("these rows are of the sliver's");
        for ((to, now), later) in to.iter_mut().zip(now).zip(later) {
            prefetch::<2>(&later[index]);
            *to = now[index];
        }
    }
}

/// Rows `block` of `c`, from their slivers and rows `inner` of `b`.
///
/// # Panics
/// If `b` is narrow, unless it is a single lane: its last panel has more of them than these tiles.
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
    assert!(cut.is_wide() || cut.last <= 1, "a matrix of {} columns is read as it is", cut.columns);
    let wide = cut.wide::<A>();
    for group in parts(wide, PANELS) {
        by_height!(group.len(), [4 3 2 1], P => {
            multiply_panels::<A, P>(slivers, b, group.start, inner, block, start, c);
        });
    }
    for panel in wide..cut.whole {
        multiply_panel::<A, 2>(slivers, b, panel, inner, block, start, c);
    }
    if cut.last > 0 {
        multiply_panel::<A, 1>(slivers, b, cut.whole, inner, block, start, c);
    }
}

/// The slivers of rows `block`, of `depth` columns each: where its rows start, how many there are, and the sliver.
#[inline(always)]
fn each<'s>(
    mut slivers: &'s [f32],
    block: &Range<usize>,
    depth: usize,
) -> impl Iterator<Item = (usize, usize, &'s [f32])> {
    let first = block.start;
    parts(block.len(), HEIGHT).map(move |tile| {
        let (sliver, others) = slivers.split_at(tile.len() * depth);
        slivers = others;
        (first + tile.start, tile.len(), sliver)
    })
}

/// The same with one panel, of `W` lanes.
#[inline(always)]
fn multiply_panel<A: Arithmetic, const W: usize>(
    slivers: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    for (row, height, sliver) in each(slivers, block, inner.len()) {
        by_height!(height, [6 5 4 3 2 1], M => {
            put(sums::<A, M, W>(sliver, b, panel, inner), start, c, row, b.cut().starts(panel));
        });
    }
}

/// The same with `P` panels at once, a register for a row of each.
#[inline(always)]
fn multiply_panels<A: Arithmetic, const P: usize>(
    slivers: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let (panels, starts) = b.wide::<P>(panel, inner);
    for (row, height, sliver) in each(slivers, block, inner.len()) {
        // Where the sums go is needed last, and stands apart from what is read meanwhile.
        for row in row..row + height {
            prefetch::<1>(&c.row(row)[starts[0]..][..P * WIDTH]);
        }
        by_height!(height, [6 5 4 3 2 1], M => {
            put(wide_sums::<A, M, P>(sliver.as_chunks().0.iter(), panels), start, c, row, starts);
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
    for (numbers, right) in sliver.as_chunks::<M>().0.iter().zip(b.some::<W, LANES>(panel, inner)) {
        add_outer::<A, M, W, LANES>(&mut sums, numbers, right);
    }
    sums
}
