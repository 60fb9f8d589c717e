//! `c = start + a b`, b laid out.
//!
//! With few rows or a narrow right matrix, making slivers would take longer than it gives: then tiles of up to four rows read
//! the left matrix as it is. More of them would leave no registers to point at them.

use std::ops::Range;

use super::panels::Panels;
use super::slivers;
use super::tile::{Sums, add_outer, by_height, height, parts, put};
use super::{Rows, RowsMut, Start};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// Most rows of the right matrix at once, so that a panel stays in the cache next to the core while all slivers pass over it.
/// Four of them, which a tile of the widest registers takes, stay in the second: it reads little for what it multiplies.
const DEPTH: usize = 512;
/// Most rows of the left matrix in a block.
const BLOCK: usize = 8 * slivers::HEIGHT;
/// Most rows of a tile that reads rows as they are.
const HEIGHT: usize = 4;

/// From slivers of `a`; `b` is wide, and has a row.
pub(super) struct Multiply<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
    pub slivers: &'a mut Vec<f32>,
}

/// From rows of `a` as they are; `b` has a row.
pub(super) struct MultiplyAsItIs<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
}

/// Whether slivers take longer than they give.
pub(super) fn is_better_as_it_is(a: &Rows<'_>, b: &Panels) -> bool {
    a.count <= HEIGHT || !b.cut().is_wide()
}

impl Kernel for Multiply<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.a.columns, DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            for block in parts(self.a.count, BLOCK) {
                let slivers = slivers::of_rows(&self.a, &inner, &block, self.slivers);
                slivers::multiply::<A>(slivers, self.b, &inner, &block, start, &mut self.c);
            }
        }
    }
}

impl Kernel for MultiplyAsItIs<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.a.columns, DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            as_it_is::<A>(&self.a, self.b, &inner, start, &mut self.c);
        }
    }
}

/// `c` from rows of `a` that are read where they stand, and rows `inner` of `b`.
#[inline(always)]
fn as_it_is<A: Arithmetic>(a: &Rows<'_>, b: &Panels, inner: &Range<usize>, start: Start<'_>, c: &mut RowsMut<'_>) {
    let cut = b.cut();
    if cut.whole > 0 {
        for tile in parts(a.count, HEIGHT) {
            match tile.len() {
                4 => whole_panels::<A, 4, 1>(a, b, inner, tile.start, start, c),
                3 => whole_panels::<A, 3, 1>(a, b, inner, tile.start, start, c),
                2 => whole_panels::<A, 2, 2>(a, b, inner, tile.start, start, c),
                _ => whole_panels::<A, 1, 4>(a, b, inner, tile.start, start, c),
            }
        }
    }
    match cut.last {
        0 => {}
        1 => last_panel::<A, 1>(a, b, inner, start, c),
        2 => last_panel::<A, 2>(a, b, inner, start, c),
        3 => last_panel::<A, 3>(a, b, inner, start, c),
        _ => last_panel::<A, 4>(a, b, inner, start, c),
    }
}

/// All rows of `c` in the last panel, of `W` lanes.
#[inline(always)]
fn last_panel<A: Arithmetic, const W: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let last = b.cut().whole;
    for tile in parts(a.count, HEIGHT.min(height(W))) {
        by_height!(tile.len(), [4 3 2 1], M => panels::<A, M, 1, W>(a, b, inner, tile.start, last, start, c));
    }
}

/// Rows `row..row + M` of `c`, `P` panels at once as far as they go.
#[inline(always)]
fn whole_panels<A: Arithmetic, const M: usize, const P: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let whole = b.cut().whole;
    let mut panel = 0;
    while panel + P <= whole {
        panels::<A, M, P, 2>(a, b, inner, row, panel, start, c);
        panel += P;
    }
    while panel < whole {
        panels::<A, M, 1, 2>(a, b, inner, row, panel, start, c);
        panel += 1;
    }
}

/// `M` rows by `P` panels.
#[inline(always)]
fn panels<A: Arithmetic, const M: usize, const P: usize, const W: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    panel: usize,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let rows = a.some::<M>(row, inner.clone());
    let mut sums: [Sums<M, W>; P] = [[[[0.0; LANES]; W]; M]; P];
    let mut panels: [&[[[f32; LANES]; W]]; P] = [&[]; P];
    for (to, index) in panels.iter_mut().zip(panel..) {
        *to = &b.some::<W>(index, inner)[..inner.len()];
    }
    for k in 0..inner.len() {
        for (sums, panel) in sums.iter_mut().zip(panels) {
            add_outer::<A, M, W, LANES>(sums, &rows.map(|row| row[k]), &panel[k]);
        }
    }
    for (sums, panel) in sums.into_iter().zip(panel..) {
        put(sums, start, c, row, b.cut().starts::<W>(panel));
    }
}
