//! The loops of the two products, and the tile they are made of.
//!
//! A tile has up to six rows and sixteen columns: twelve registers of sums, two for a row of the panel, one for a number of
//! the left matrix, of the sixteen that AVX2 has. What a tile adds up, and in which order, depends on the shapes alone,
//! so a product always has the same bits.
//!
//! Rows of the right matrix are taken in blocks of [`DEPTH`], so that a panel's block stays in the cache next to the core
//! while all slivers pass over it, and those of the left one in blocks of [`BLOCK`], so that their slivers stay in the second.
//! Where there are few panels, making slivers would take longer than it gives: then tiles of up to four rows read the left
//! matrix as it is. Fewer rows take more panels at once, for a core has eight sums under way to hide how long
//! each takes.

use std::ops::Range;

use super::panels::{Panels, WIDTH};
use super::{Rows, RowsMut, Start};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// Most rows of a tile that reads a sliver.
const HEIGHT: usize = 6;
/// Most rows of a tile that reads rows as they are: more of them leave no registers to point at them.
const HEIGHT_AS_IT_IS: usize = 4;
/// Fewest whole panels that make slivers worth it.
const WORTH_SLIVERS: usize = 4;
/// Most rows of the right matrix in a block.
const DEPTH: usize = 512;
/// Most rows of the left matrix in a block.
const BLOCK: usize = 16 * HEIGHT;

type Lanes = [f32; LANES];
/// The sums of a tile: `M` rows of `P` panels of `W` times [`LANES`] columns.
type Sums<const M: usize, const P: usize, const W: usize> = [[[Lanes; W]; P]; M];

/// Runs code with a tile's height as the constant `$height`.
macro_rules! by_height {
    ($value:expr, $height:ident => $code:expr) => {
        match $value {
            6 => by_height!(is 6, $height => $code),
            5 => by_height!(is 5, $height => $code),
            4 => by_height!(is 4, $height => $code),
            3 => by_height!(is 3, $height => $code),
            2 => by_height!(is 2, $height => $code),
            _ => by_height!(is 1, $height => $code),
        }
    };
    (is $number:literal, $height:ident => $code:expr) => {{
        const $height: usize = $number;
        $code
    }};
}

/// [`super::multiply`].
pub(super) struct Multiply<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
    pub slivers: &'a mut Vec<f32>,
}

/// [`super::gradient`].
pub(super) struct Gradient<'a> {
    pub a: Rows<'a>,
    pub b: &'a Panels,
    pub c: RowsMut<'a>,
    pub slivers: &'a mut Vec<f32>,
}

impl Kernel for Multiply<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let (rows, depth) = (self.a.count, self.a.columns);
        if depth == 0 {
            fill(&mut self.c, self.start);
        }
        let as_it_is = rows <= HEIGHT_AS_IT_IS || self.b.count().0 < WORTH_SLIVERS;
        for inner in parts(depth, DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            if as_it_is {
                multiply_as_it_is::<A>(&self.a, self.b, &inner, start, &mut self.c);
                continue;
            }
            for block in parts(rows, BLOCK) {
                let slivers = room(self.slivers, block.len() * inner.len());
                let mut rest = &mut *slivers;
                for tile in parts(block.len(), HEIGHT) {
                    let (sliver, others) = rest.split_at_mut(tile.len() * inner.len());
                    rest = others;
                    let first = block.start + tile.start;
                    by_height!(tile.len(), M => cut::<M>(&self.a, first, inner.start, sliver));
                }
                multiply_slivers::<A>(slivers, self.b, &inner, block, start, &mut self.c);
            }
        }
    }
}

impl Kernel for Gradient<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let (tokens, rows) = (self.a.count, self.a.columns);
        for inner in parts(tokens, DEPTH) {
            for block in parts(rows, BLOCK) {
                let slivers = room(self.slivers, block.len() * inner.len());
                let mut rest = &mut *slivers;
                for tile in parts(block.len(), HEIGHT) {
                    let (sliver, others) = rest.split_at_mut(tile.len() * inner.len());
                    rest = others;
                    let first = block.start + tile.start;
                    by_height!(tile.len(), M => gather::<M>(&self.a, first, inner.start, sliver));
                }
                multiply_slivers::<A>(slivers, self.b, &inner, block, Start::There, &mut self.c);
            }
        }
    }
}

/// `len` in as few parts of at most `most` as there can be, as equal as can be, the longer ones first.
#[inline(always)]
fn parts(len: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let count = len.div_ceil(most);
    let (shorter, longer) = (len.checked_div(count).unwrap_or(0), len.checked_rem(count).unwrap_or(0));
    let mut end = 0;
    (0..count).map(move |part| {
        let start = end;
        end += shorter + usize::from(part < longer);
        start..end
    })
}

/// The first `len` places of `slivers`.
#[inline(always)]
fn room(slivers: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if slivers.len() < len {
        slivers.resize(len, 0.0);
    }
    &mut slivers[..len]
}

/// Columns `inner` of rows `first..first + M` of `a`.
#[inline(always)]
fn some_rows<'a, const M: usize>(a: &Rows<'a>, first: usize, inner: Range<usize>) -> [&'a [f32]; M] {
    let mut rows: [&[f32]; M] = [&[]; M];
    for (row, index) in rows.iter_mut().zip(first..) {
        *row = &a.row(index)[inner.clone()];
    }
    rows
}

/// Rows `first..first + M` of `a` as a sliver, from column `column` on.
#[inline(always)]
fn cut<const M: usize>(a: &Rows<'_>, first: usize, column: usize, sliver: &mut [f32]) {
    let (sliver, _) = sliver.as_chunks_mut::<M>();
    let rows = some_rows::<M>(a, first, column..column + sliver.len());
    for (k, to) in sliver.iter_mut().enumerate() {
        for (to, row) in to.iter_mut().zip(rows) {
            *to = row[k];
        }
    }
}

/// Columns `first..first + M` of `a` as a sliver, from row `row` on.
#[inline(always)]
fn gather<const M: usize>(a: &Rows<'_>, first: usize, row: usize, sliver: &mut [f32]) {
    let (sliver, _) = sliver.as_chunks_mut::<M>();
    for (from, to) in a.numbers[row * a.stride..].chunks(a.stride).zip(sliver) {
        *to = *from[first..].first_chunk().expect("a tile lies within the matrix");
    }
}

/// Rows `block` of `c`, from their slivers and rows `inner` of `b`.
#[inline(always)]
fn multiply_slivers<A: Arithmetic>(
    slivers: &[f32],
    b: &Panels,
    inner: &Range<usize>,
    block: Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let (whole, half) = b.count();
    for index in 0..whole {
        let mut rest = slivers;
        for tile in parts(block.len(), HEIGHT) {
            let (sliver, others) = rest.split_at(tile.len() * inner.len());
            rest = others;
            let row = block.start + tile.start;
            by_height!(tile.len(), M => put(sums::<A, M, 2>(sliver, b, index, inner), start, c, row, index));
        }
    }
    if half {
        let mut rest = slivers;
        for tile in parts(block.len(), HEIGHT) {
            let (sliver, others) = rest.split_at(tile.len() * inner.len());
            rest = others;
            let row = block.start + tile.start;
            by_height!(tile.len(), M => put(sums::<A, M, 1>(sliver, b, whole, inner), start, c, row, whole));
        }
    }
}

/// `c` from rows of `a` that are read where they stand, and rows `inner` of `b`.
#[inline(always)]
fn multiply_as_it_is<A: Arithmetic>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    for tile in parts(a.count, HEIGHT_AS_IT_IS) {
        match tile.len() {
            4 => multiply_rows::<A, 4, 1>(a, b, inner, tile.start, start, c),
            3 => multiply_rows::<A, 3, 1>(a, b, inner, tile.start, start, c),
            2 => multiply_rows::<A, 2, 2>(a, b, inner, tile.start, start, c),
            _ => multiply_rows::<A, 1, 4>(a, b, inner, tile.start, start, c),
        }
    }
}

/// Rows `row..row + M` of `c`, `P` panels at once as far as they go.
#[inline(always)]
fn multiply_rows<A: Arithmetic, const M: usize, const P: usize>(
    a: &Rows<'_>,
    b: &Panels,
    inner: &Range<usize>,
    row: usize,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let rows = some_rows::<M>(a, row, inner.clone());
    let (whole, half) = b.count();
    let mut index = 0;
    while index + P <= whole {
        put(sums_of_rows::<A, M, P, 2>(rows, b, index, inner), start, c, row, index);
        index += P;
    }
    while index < whole {
        put(sums_of_rows::<A, M, 1, 2>(rows, b, index, inner), start, c, row, index);
        index += 1;
    }
    if half {
        put(sums_of_rows::<A, M, 1, 1>(rows, b, whole, inner), start, c, row, whole);
    }
}

/// Rows `inner` of panel `index`.
#[inline(always)]
fn panel_rows<'a, const W: usize>(b: &'a Panels, index: usize, inner: &Range<usize>) -> &'a [[Lanes; W]] {
    let (lanes, _) = b.panel(index).as_chunks::<LANES>();
    let (rows, _) = lanes.as_chunks::<W>();
    &rows[inner.clone()]
}

/// A sliver by a panel.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const W: usize>(
    sliver: &[f32],
    b: &Panels,
    index: usize,
    inner: &Range<usize>,
) -> Sums<M, 1, W> {
    let mut sums = [[[[0.0; LANES]; W]; 1]; M];
    let (sliver, _) = sliver.as_chunks::<M>();
    for (numbers, right) in sliver.iter().zip(panel_rows::<W>(b, index, inner)) {
        for (sums, &number) in sums.iter_mut().zip(numbers) {
            add_product::<A, W>(&mut sums[0], number, right);
        }
    }
    sums
}

/// `M` rows by `P` panels.
#[inline(always)]
fn sums_of_rows<A: Arithmetic, const M: usize, const P: usize, const W: usize>(
    rows: [&[f32]; M],
    b: &Panels,
    index: usize,
    inner: &Range<usize>,
) -> Sums<M, P, W> {
    let mut sums = [[[[0.0; LANES]; W]; P]; M];
    let mut panels: [&[[Lanes; W]]; P] = [&[]; P];
    for (panel, index) in panels.iter_mut().zip(index..) {
        *panel = &panel_rows::<W>(b, index, inner)[..inner.len()];
    }
    for k in 0..inner.len() {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sums, panel) in sums.iter_mut().zip(panels) {
                add_product::<A, W>(sums, row[k], &panel[k]);
            }
        }
    }
    sums
}

#[inline(always)]
fn add_product<A: Arithmetic, const W: usize>(sums: &mut [Lanes; W], number: f32, right: &[Lanes; W]) {
    for (sums, lanes) in sums.iter_mut().zip(right) {
        for (sum, &right) in sums.iter_mut().zip(lanes) {
            *sum = A::mul_add(number, right, *sum);
        }
    }
}

/// Puts a tile's sums where they belong: rows from `row` on, columns from panel `index` on.
#[inline(always)]
fn put<const M: usize, const P: usize, const W: usize>(
    sums: Sums<M, P, W>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
    row: usize,
    index: usize,
) {
    for (m, sums) in sums.iter().enumerate() {
        for (p, sums) in sums.iter().enumerate() {
            let first = (index + p) * WIDTH;
            let columns = first..(first + W * LANES).min(c.columns);
            let base = match start {
                Start::Row(row) => &row[columns.clone()],
                Start::Zero | Start::There => &[],
            };
            let to = c.part(row + m, columns);
            let (lanes, rest) = to.as_chunks_mut::<LANES>();
            let (base, rest_of_base) = base.as_chunks::<LANES>();
            let whole = lanes.len();
            for (w, (to, sums)) in lanes.iter_mut().zip(sums).enumerate() {
                *to = match start {
                    Start::Zero => *sums,
                    Start::Row(_) => added(sums, &base[w]),
                    Start::There => added(sums, to),
                };
            }
            for (column, (to, sum)) in rest.iter_mut().zip(&sums.as_flattened()[whole * LANES..]).enumerate() {
                *to = match start {
                    Start::Zero => *sum,
                    Start::Row(_) => rest_of_base[column] + sum,
                    Start::There => *to + sum,
                };
            }
        }
    }
}

#[inline(always)]
fn added(sums: &Lanes, others: &Lanes) -> Lanes {
    let mut sums = *sums;
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += other;
    }
    sums
}

/// What is left of a product over nothing.
#[inline(always)]
fn fill(c: &mut RowsMut<'_>, start: Start<'_>) {
    for row in 0..c.count {
        let columns = 0..c.columns;
        match start {
            Start::Zero => c.part(row, columns).fill(0.0),
            Start::Row(numbers) => c.part(row, columns).copy_from_slice(numbers),
            Start::There => {}
        }
    }
}
