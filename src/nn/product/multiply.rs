//! `c = start + a b`, where b is packed.
//!
//! With few rows or a narrow right matrix, packing the left matrix would cost more than it saves. Then tiles of up to
//! four rows read the left matrix in place; more rows would leave no registers for their addresses. The widest
//! registers take two lanes at a time: those of a whole panel, and those of a last panel that has four.

use std::ops::Range;

use super::lanes::{Lanes, WIDTH};
use super::packed;
use super::panels::Panels;
use super::rows::{Rows, RowsMut, Start};
use super::tile::{Sums, add_outer, by_height, height, parts, put, wide_sums};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// Most rows of the right matrix at once: one panel then stays in the first-level cache while it is multiplied by all
/// micro-panels. The four panels of a tile with the widest registers stay in the second-level cache.
const DEPTH: usize = 512;
/// Most rows of the left matrix in a block: their micro-panels stay in the second-level cache while they are multiplied
/// by all panels.
const BLOCK: usize = 8 * packed::HEIGHT;
/// Most rows of a tile that reads rows in place.
const ROWS: usize = 4;

/// The product with `a` packed; `b` is wide and has at least one row.
pub(super) struct Multiply<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
    pub packed: &'a mut Vec<f32>,
}

/// The product with `a` read in place; `b` has at least one row.
pub(super) struct MultiplyInPlace<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
}

/// Whether packing `a` costs more than it saves.
pub(super) fn is_better_in_place(a: &Rows<'_>, b: &Panels) -> bool {
    a.count <= ROWS || !b.cut().is_wide()
}

impl Kernel for Multiply<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.a.columns, DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            for block in parts(self.a.count, BLOCK) {
                let packed = packed::of_rows(&self.a, &inner, &block, self.packed);
                packed::multiply::<A>(packed, self.b, &inner, &block, start, &mut self.c);
            }
        }
    }
}

impl Kernel for MultiplyInPlace<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.a.columns, DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            in_place::<A>(&self.a, self.b, &inner, start, &mut self.c);
        }
    }
}

/// Computes `c` from rows of `a`, read in place, and rows `inner` of `b`.
#[inline(always)]
fn in_place<A: Arithmetic>(a: &Rows<'_>, b: &Panels, inner: &Range<usize>, start: Start<'_>, c: &mut RowsMut<'_>) {
    let cut = b.cut();
    if cut.whole > 0 {
        for tile in parts(a.count, ROWS) {
            match tile.len() {
                4 => whole_panels::<A, 4, 2, 1>(a, b, inner, tile.start, start, c),
                3 => whole_panels::<A, 3, 3, 1>(a, b, inner, tile.start, start, c),
                2 => whole_panels::<A, 2, 4, 2>(a, b, inner, tile.start, start, c),
                _ => whole_panels::<A, 1, 4, 4>(a, b, inner, tile.start, start, c),
            }
        }
    }
    match cut.last {
        0 => {}
        1 => last_panel::<A, 1>(a, b, inner, start, c),
        2 => last_panel::<A, 2>(a, b, inner, start, c),
        3 => last_panel::<A, 3>(a, b, inner, start, c),
        _ if A::WIDE_REGISTERS => last_panel_widely::<A>(a, b, inner, start, c),
        _ => last_panel::<A, 4>(a, b, inner, start, c),
    }
}

/// Computes all rows of `c` in the last panel, which has `W` lanes.
#[inline(always)]
fn last_panel<A: Arithmetic, const W: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let last = b.cut().whole;
    for tile in parts(a.count, ROWS.min(height(W))) {
        by_height!(tile.len(), [4 3 2 1], M => {
            let [sums] = sums::<A, M, 1, W, LANES>(a, b, inner, tile.start, last);
            put::<A, _, _, _>(sums, start, c, tile.start, b.cut().starts(last));
        });
    }
}

/// The same for a last panel of four lanes, two in a register.
#[inline(always)]
fn last_panel_widely<A: Arithmetic>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let last = b.cut().whole;
    for tile in parts(a.count, ROWS) {
        by_height!(tile.len(), [4 3 2 1], M => {
            let [sums] = sums::<A, M, 1, 2, WIDTH>(a, b, inner, tile.start, last);
            let lanes: Sums<M, 4> = sums.map(|row| {
                let (lanes, _) = row.as_flattened().as_chunks();
                *lanes.first_chunk().expect("two registers hold four lanes")
            });
            put::<A, _, _, _>(lanes, start, c, tile.start, b.cut().starts(last));
        });
    }
}

/// Computes rows `row..row + M` of `c` in all whole panels: `WIDE` panels at once where a register holds a row of a
/// panel, and `P` at once where it holds half a row.
#[inline(always)]
fn whole_panels<A: Arithmetic, const M: usize, const WIDE: usize, const P: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let (wide, whole) = (b.cut().wide::<A>(), b.cut().whole);
    panels::<A, M, WIDE, true>(a, b, inner, row, 0..wide, start, c);
    panels::<A, M, P, false>(a, b, inner, row, wide..whole, start, c);
}

/// The same for the panels `range`, `P` at once and then one at a time.
#[inline(always)]
fn panels<A: Arithmetic, const M: usize, const P: usize, const WIDELY: bool>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    range: Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let alone = range.end - range.len() % P;
    for panel in (range.start..alone).step_by(P) {
        tile::<A, M, P, WIDELY>(a, b, inner, row, panel, start, c);
    }
    for panel in alone..range.end {
        tile::<A, M, 1, WIDELY>(a, b, inner, row, panel, start, c);
    }
}

/// Computes rows `row..row + M` of `c` in `P` panels, with one register for a row of each panel, or with two.
#[inline(always)]
fn tile<A: Arithmetic, const M: usize, const P: usize, const WIDELY: bool>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    panel: usize,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    if WIDELY {
        let rows = a.some::<M>(row, inner.clone());
        let (panels, starts) = b.wide::<P>(panel, inner);
        put::<A, _, _, _>(
            wide_sums::<A, M, P>((0..inner.len()).map(|k| column(rows, k)), panels),
            start,
            c,
            row,
            starts,
        );
        return;
    }
    for (sums, panel) in sums::<A, M, P, 2, LANES>(a, b, inner, row, panel).into_iter().zip(panel..) {
        put::<A, _, _, _>(sums, start, c, row, b.cut().starts(panel));
    }
}

/// The product of rows `row..row + M` and `P` panels, each of `W` registers of `L` columns.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const P: usize, const W: usize, const L: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    panel: usize,
) -> [Sums<M, W, L>; P] {
    let rows = a.some::<M>(row, inner.clone());
    let mut sums: [Sums<M, W, L>; P] = [[[[0.0; L]; W]; M]; P];
    let mut panels: [&[[Lanes<L>; W]]; P] = [&[]; P];
    for (to, index) in panels.iter_mut().zip(panel..) {
        *to = &b.some::<W, L>(index, inner)[..inner.len()];
    }
    for k in 0..inner.len() {
        let numbers = column(rows, k);
        for (sums, panel) in sums.iter_mut().zip(panels) {
            add_outer::<A, M, W, L>(sums, &numbers, &panel[k]);
        }
    }
    sums
}

/// Number `k` of each row. A loop, because `array::map` would keep the rows in memory and take a third longer.
#[inline(always)]
fn column<const M: usize>(rows: [&[f32]; M], k: usize) -> [f32; M] {
    let mut numbers = [0.0; M];
    for (number, row) in numbers.iter_mut().zip(rows) {
        *number = row[k];
    }
    numbers
}
