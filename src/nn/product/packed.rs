//! The left matrix of a product, A, packed into micro-panels (as BLIS packs it), where the right one, B, is wide.
//!
//! A *micro-panel* of A holds up to six rows of it, column after column, so that a tile reads both matrices in the
//! order of their memory. A is packed in blocks of rows: all panels of B are multiplied by one block before the next is
//! packed.

use std::ops::Range;

use super::lanes::WIDTH;
use super::panels::Panels;
use super::rows::{Rows, RowsMut, Start};
use super::tile::{Sums, add_outer, by_height, height, parts, put, wide_sums};
use crate::nn::machine::{Arithmetic, LANES, prefetch};

/// So many rows are packed at once, and what they leave in a micro-panel is contiguous. Row by row, the writes would go
/// to places whole pages apart, which evict one another from the first-level cache.
const AT_ONCE: usize = 6;
/// Rows are prefetched so far ahead of those that are packed.
const AHEAD: usize = 2 * AT_ONCE;
/// Most panels of a tile with the widest registers.
pub(super) const PANELS: usize = 4;
/// Most rows of a micro-panel.
pub(super) const HEIGHT: usize = height(2);

/// The first `len` numbers of `packed`, which grows as needed.
#[inline(always)]
pub(super) fn room(packed: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if packed.len() < len {
        packed.resize(len, 0.0);
    }
    &mut packed[..len]
}

/// Packs rows `block` and columns `inner` of `a`.
#[inline(always)]
pub(super) fn of_rows<'s>(
    a: &Rows<'_>,
    inner: &Range<usize>,
    block: &Range<usize>,
    packed: &'s mut Vec<f32>,
) -> &'s [f32] {
    let packed = room(packed, block.len() * inner.len());
    let mut rest = &mut *packed;
    for tile in parts(block.len(), HEIGHT) {
        let (micro_panel, others) = rest.split_at_mut(tile.len() * inner.len());
        rest = others;
        let first = block.start + tile.start;
        by_height!(tile.len(), [6 5 4 3 2 1], M => pack_rows::<M>(a, first, inner.clone(), micro_panel));
    }
    packed
}

/// Packs columns `block` and rows `inner` of `a`: the transpose.
#[inline(always)]
pub(super) fn of_columns<'s>(
    a: &Rows<'_>,
    inner: &Range<usize>,
    block: &Range<usize>,
    packed: &'s mut Vec<f32>,
) -> &'s [f32] {
    let packed = room(packed, block.len() * inner.len());
    let (mut rest, mut first) = (&mut *packed, block.start);
    // Micro-panels of one height are neighbours.
    let mut heights = parts(block.len(), HEIGHT).map(|tile| tile.len()).peekable();
    while let Some(&height) = heights.peek() {
        let mut width = 0;
        while heights.next_if_eq(&height).is_some() {
            width += height;
        }
        let (some, others) = rest.split_at_mut(width * inner.len());
        rest = others;
        by_height!(height, [6 5 4 3 2 1], M => pack_columns::<M>(a, first..first + width, inner, some));
        first += width;
    }
    packed
}

/// Packs rows `first..first + M` of `a` into one micro-panel.
#[inline(always)]
fn pack_rows<const M: usize>(a: &Rows<'_>, first: usize, inner: Range<usize>, micro_panel: &mut [f32]) {
    let rows = a.some::<M>(first, inner);
    for (k, to) in micro_panel.as_chunks_mut::<M>().0.iter_mut().enumerate() {
        for (to, row) in to.iter_mut().zip(rows) {
            *to = row[k];
        }
    }
}

/// Packs columns `columns` of `a` into micro-panels of `M` columns.
#[inline(always)]
fn pack_columns<const M: usize>(a: &Rows<'_>, columns: Range<usize>, inner: &Range<usize>, packed: &mut [f32]) {
    let (packed, _) = packed.as_chunks_mut::<M>();
    let alone = inner.len() % AT_ONCE;
    for k in (0..inner.len() - alone).step_by(AT_ONCE) {
        pack_some::<M, AT_ONCE>(a, columns.clone(), inner, k, packed);
    }
    for k in inner.len() - alone..inner.len() {
        pack_some::<M, 1>(a, columns.clone(), inner, k, packed);
    }
}

/// Packs rows `k..k + R` of `inner`. The rows to come are prefetched into the second-level cache: where a row's length
/// is a power of two, they would evict these rows from the first-level cache.
#[inline(always)]
fn pack_some<const M: usize, const R: usize>(
    a: &Rows<'_>,
    columns: Range<usize>,
    inner: &Range<usize>,
    k: usize,
    packed: &mut [[f32; M]],
) {
    let from = |row| a.some::<R>(row, columns.clone()).map(|row| row.as_chunks::<M>().0);
    let (now, later) = (from(inner.start + k), from((inner.start + k + AHEAD).min(inner.end - R)));
    for (index, micro_panel) in packed.chunks_exact_mut(inner.len()).enumerate() {
        let to: &mut [[f32; M]; R] = micro_panel[k..].first_chunk_mut().expect("these rows are of the micro_panel's");
        for ((to, now), later) in to.iter_mut().zip(now).zip(later) {
            prefetch::<2>(&later[index]);
            *to = now[index];
        }
    }
}

/// Computes rows `block` of `c` from their micro-panels and rows `inner` of `b`.
///
/// # Panics
/// If `b` is narrow and has more than one lane: its last panel is then wider than these tiles.
#[inline(always)]
pub(super) fn multiply<A: Arithmetic>(
    packed: &[f32],
    b: &Panels,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let cut = b.cut();
    assert!(cut.is_wide() || cut.last <= 1, "a matrix of {} columns is read in place", cut.columns);
    let wide = cut.wide::<A>();
    for group in parts(wide, PANELS) {
        by_height!(group.len(), [4 3 2 1], P => {
            multiply_panels::<A, P>(packed, b, group.start, inner, block, start, c);
        });
    }
    for panel in wide..cut.whole {
        multiply_panel::<A, 2>(packed, b, panel, inner, block, start, c);
    }
    if cut.last > 0 {
        multiply_panel::<A, 1>(packed, b, cut.whole, inner, block, start, c);
    }
}

/// The micro-panels of rows `block`, each of `depth` columns, with the first row and the number of rows.
#[inline(always)]
fn each<'s>(
    mut packed: &'s [f32],
    block: &Range<usize>,
    depth: usize,
) -> impl Iterator<Item = (usize, usize, &'s [f32])> {
    let first = block.start;
    parts(block.len(), HEIGHT).map(move |tile| {
        let (micro_panel, others) = packed.split_at(tile.len() * depth);
        packed = others;
        (first + tile.start, tile.len(), micro_panel)
    })
}

/// The same for one panel of `W` lanes.
#[inline(always)]
fn multiply_panel<A: Arithmetic, const W: usize>(
    packed: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    for (row, height, micro_panel) in each(packed, block, inner.len()) {
        by_height!(height, [6 5 4 3 2 1], M => {
            put::<A, _, _, _>(sums::<A, M, W>(micro_panel, b, panel, inner), start, c, row, b.cut().starts(panel));
        });
    }
}

/// The same for `P` panels at once, with one register for a row of each.
#[inline(always)]
fn multiply_panels<A: Arithmetic, const P: usize>(
    packed: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let (panels, starts) = b.wide::<P>(panel, inner);
    for (row, height, micro_panel) in each(packed, block, inner.len()) {
        // The sums are written last, to memory that nothing else here reads.
        for row in row..row + height {
            prefetch::<1>(&c.row(row)[starts[0]..][..P * WIDTH]);
        }
        by_height!(height, [6 5 4 3 2 1], M => {
            put::<A, _, _, _>(wide_sums::<A, M, P>(micro_panel.as_chunks().0.iter(), panels), start, c, row, starts);
        });
    }
}

/// The product of a micro-panel of A and a panel of B.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const W: usize>(
    micro_panel: &[f32],
    b: &Panels,
    panel: usize,
    inner: &Range<usize>,
) -> Sums<M, W> {
    let mut sums = [[[0.0; LANES]; W]; M];
    for (numbers, right) in micro_panel.as_chunks::<M>().0.iter().zip(b.some::<W, LANES>(panel, inner)) {
        add_outer::<A, M, W, LANES>(&mut sums, numbers, right);
    }
    sums
}
