//! The tiles that products of pairs are made of: up to six rows by four panels, all sums in registers.

use std::ops::Range;

use super::left::Left;
use super::pair::{Line, Pair};
use super::panels::PairPanels;
use crate::nn::machine::{Arithmetic, prefetch};
use crate::nn::product::lanes::WIDTH;
use crate::nn::product::packed::PANELS;
use crate::nn::product::rows::{RowsMut, Start};
use crate::nn::product::tile::{Sums, by_height, parts, put};

/// Computes rows `block` of `c` from those of `left` and the pairs `inner` of `b`.
#[inline(always)]
pub(super) fn multiply<'a, A: Arithmetic>(
    left: impl Left<'a>,
    b: &PairPanels,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    if A::HAS_PAIRS {
        for group in parts(b.whole(), PANELS) {
            by_height!(group.len(), [4 3 2 1], P => {
                panels::<A, P>(left, b, group.start, inner, block, start, c);
            });
        }
    } else {
        // Sums in four panels would not fit registers that hold a pair's halves too.
        (0..b.whole()).for_each(|panel| panels::<A, 1>(left, b, panel, inner, block, start, c));
    }
    if b.columns() > b.whole() * WIDTH {
        panels::<A, 1>(left, b, b.whole(), inner, block, start, c);
    }
}

/// The same for `P` panels from `first` on.
#[inline(always)]
fn panels<'a, A: Arithmetic, const P: usize>(
    left: impl Left<'a>,
    b: &PairPanels,
    first: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let panels: [&[Line]; P] = std::array::from_fn(|p| &b.panel(first + p)[inner.clone()]);
    let starts: [usize; P] = std::array::from_fn(|p| (first + p) * WIDTH);
    for tile in left.tiles(block.len()) {
        // The sums are written last, to memory that nothing else here reads.
        for row in block.start + tile.start..block.start + tile.end {
            let row = c.row(row);
            prefetch::<1>(&row[starts[0]..row.len().min(starts[0] + P * WIDTH)]);
        }
        by_height!(tile.len(), [6 5 4 3 2 1], M => {
            let sums = sums::<A, M, P>(left.tile(tile.start, inner.len()), inner.len(), panels);
            put::<A, _, _, _>(sums, start, c, block.start + tile.start, starts);
        });
    }
}

/// The sums of a tile, whose `left` pairs are given for each place along the inner axis.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const P: usize>(
    left: impl Fn(usize) -> [Pair; M],
    depth: usize,
    panels: [&[Line]; P],
) -> Sums<M, P, WIDTH> {
    let mut sums: Sums<M, P, WIDTH> = [[[0.0; WIDTH]; P]; M];
    let panels = panels.map(|panel| &panel[..depth]);
    for k in 0..depth {
        let pairs = left(k);
        for (p, panel) in panels.iter().enumerate() {
            for (sums, &pair) in sums.iter_mut().zip(&pairs) {
                A::add_products(&mut sums[p], pair, &panel[k].0);
            }
        }
    }
    sums
}
