//! `c += aᵀ b` in pairs of tokens: the gradient of a weight matrix.

use std::ops::Range;

use super::left::{DEPTH, MicroPanels};
use super::multiply::room;
use super::pair::{Pair, across};
use super::panels::PairPanels;
use super::tile::multiply;
use crate::nn::machine::{Arithmetic, Kernel};
use crate::nn::product::packed::HEIGHT;
use crate::nn::product::rows::{Rows, RowsMut, Start};
use crate::nn::product::tile::{by_height, parts};

/// Most columns of the left matrix in a block.
const BLOCK: usize = 32 * HEIGHT;

/// The gradient; `a` and `b` have a row for each token, and at least one.
pub(in crate::nn::product) struct GradientOfPairs<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub packed: &'a mut Vec<Pair>,
    pub panels: &'a mut PairPanels,
}

impl Kernel for GradientOfPairs<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        self.panels.set::<A>(self.b);
        for inner in parts(self.panels.depth(), DEPTH) {
            for block in parts(self.a.columns, BLOCK) {
                let packed = room(self.packed, block.len() * inner.len());
                pack::<A>(&self.a, &inner, &block, packed);
                multiply::<A>(MicroPanels(packed), self.panels, &inner, &block, Start::There, &mut self.c);
            }
        }
    }
}

/// Packs columns `block` of the pairs of rows `inner` into micro-panels.
#[inline(always)]
fn pack<A: Arithmetic>(a: &Rows<'_>, inner: &Range<usize>, block: &Range<usize>, packed: &mut [Pair]) {
    let mut pairs = [0; BLOCK];
    for (k, at) in inner.clone().enumerate() {
        let later = (2 * at + 1 < a.count).then(|| &a.row(2 * at + 1)[block.clone()]);
        across::<A>(&a.row(2 * at)[block.clone()], later, &mut pairs[..block.len()]);
        let mut first = 0;
        for tile in parts(block.len(), HEIGHT) {
            by_height!(tile.len(), [6 5 4 3 2 1], M => {
                let to = &mut packed[first..][..M * inner.len()].as_chunks_mut::<M>().0[k];
                *to = *pairs[tile.start..].first_chunk().expect("a tile lies within the block");
            });
            first += tile.len() * inner.len();
        }
    }
}
