//! The tiles that products of pairs are made of: up to six rows by four panels, all sums in registers.

use std::ops::Range;

use super::pair::Pair;
use super::panels::PairPanels;
use crate::nn::machine::Arithmetic;
use crate::nn::product::lanes::WIDTH;
use crate::nn::product::packed::{HEIGHT, PANELS};
use crate::nn::product::rows::{RowsMut, Start};
use crate::nn::product::tile::{Sums, by_height, parts, put};

/// Computes rows `block` of `c` from their micro-panels and the pairs `inner` of `b`.
#[inline(always)]
pub(super) fn multiply<A: Arithmetic>(
    packed: &[Pair],
    b: &PairPanels,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    for group in parts(b.whole(), PANELS) {
        by_height!(group.len(), [4 3 2 1], P => {
            panels::<A, P>(packed, b, group.start, inner, block, start, c);
        });
    }
    if b.columns() > b.whole() * WIDTH {
        panels::<A, 1>(packed, b, b.whole(), inner, block, start, c);
    }
}

/// The same for `P` panels from `first` on.
#[inline(always)]
fn panels<A: Arithmetic, const P: usize>(
    mut packed: &[Pair],
    b: &PairPanels,
    first: usize,
    inner: &Range<usize>,
    block: &Range<usize>,
    start: Start<'_>,
    c: &mut RowsMut<'_>,
) {
    let panels: [&[[Pair; WIDTH]]; P] = std::array::from_fn(|p| &b.panel(first + p)[inner.clone()]);
    let starts: [usize; P] = std::array::from_fn(|p| (first + p) * WIDTH);
    for tile in parts(block.len(), HEIGHT) {
        let (micro_panel, others) = packed.split_at(tile.len() * inner.len());
        packed = others;
        by_height!(tile.len(), [6 5 4 3 2 1], M => {
            put::<A, _, _, _>(sums::<A, M, P>(micro_panel, panels), start, c, block.start + tile.start, starts);
        });
    }
}

/// The sums of a tile.
#[inline(always)]
fn sums<A: Arithmetic, const M: usize, const P: usize>(
    micro_panel: &[Pair],
    panels: [&[[Pair; WIDTH]]; P],
) -> Sums<M, P, WIDTH> {
    let mut sums: Sums<M, P, WIDTH> = [[[0.0; WIDTH]; P]; M];
    let numbers = micro_panel.as_chunks::<M>().0;
    let panels = panels.map(|panel| &panel[..numbers.len()]);
    for (k, numbers) in numbers.iter().enumerate() {
        for (p, panel) in panels.iter().enumerate() {
            for (sums, &number) in sums.iter_mut().zip(numbers) {
                A::add_products(&mut sums[p], number, &panel[k]);
            }
        }
    }
    sums
}
