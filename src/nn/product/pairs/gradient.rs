//! `c += aᵀ b` in pairs of tokens: the gradient of a weight matrix.

use std::ops::Range;

use super::left::{DEPTH, PanelsOfPairs};
use super::multiply::room;
use super::pair::{Line, across};
use super::panels::PairPanels;
use super::tile::multiply;
use crate::nn::machine::{Arithmetic, Kernel};
use crate::nn::product::lanes::WIDTH;
use crate::nn::product::rows::{Rows, RowsMut, Start};
use crate::nn::product::tile::parts;

/// Most columns of the left matrix in a block.
const BLOCK: usize = 16 * WIDTH;

/// The gradient; `a` and `b` have a row for each token, and at least one.
pub(in crate::nn::product) struct GradientOfPairs<'a> {
    pub a: Rows<'a>,
    pub b: Rows<'a>,
    pub c: RowsMut<'a>,
    pub packed: &'a mut Vec<Line>,
    pub panels: &'a mut PairPanels,
}

impl Kernel for GradientOfPairs<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        self.panels.set::<A>(self.b);
        for inner in parts(self.panels.depth(), DEPTH) {
            for block in parts(self.a.columns, BLOCK) {
                let packed = room(self.packed, block.len().div_ceil(WIDTH) * inner.len());
                pack::<A>(&self.a, &inner, &block, packed);
                multiply::<A>(PanelsOfPairs(packed), self.panels, &inner, &block, Start::There, &mut self.c);
            }
        }
    }
}

/// Packs columns `block` of the pairs of rows `inner` into panels.
#[inline(always)]
fn pack<A: Arithmetic>(a: &Rows<'_>, inner: &Range<usize>, block: &Range<usize>, packed: &mut [Line]) {
    for (k, at) in inner.clone().enumerate() {
        let later = (2 * at + 1 < a.count).then(|| &a.row(2 * at + 1)[block.clone()]);
        across::<A>(&a.row(2 * at)[block.clone()], later, |place, some| {
            packed[place / WIDTH * inner.len() + k].0[..some.len()].copy_from_slice(some);
        });
    }
}
