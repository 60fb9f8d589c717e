//! `c = start + a b` in pairs, where b is laid out.

use super::pair::{Pair, along};
use super::panels::PairPanels;
use super::tile::multiply;
use crate::nn::machine::{Arithmetic, Kernel};
use crate::nn::product::packed::HEIGHT;
use crate::nn::product::rows::{Rows, RowsMut, Start};
use crate::nn::product::tile::{by_height, parts};

/// Most pairs along the inner axis at once: four panels of them stay in the second-level cache.
pub(super) const DEPTH: usize = 512;
/// Most rows of the left matrix in a block: their micro-panels stay in the second-level cache.
const BLOCK: usize = 8 * HEIGHT;

/// The product; `b` has at least one row.
pub(in crate::nn::product) struct MultiplyPairs<'a> {
    pub a: Rows<'a>,
    pub b: &'a PairPanels,
    pub start: Start<'a>,
    pub c: RowsMut<'a>,
    pub packed: &'a mut Vec<Pair>,
}

impl Kernel for MultiplyPairs<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.b.depth(), DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            for block in parts(self.a.count, BLOCK) {
                let packed = room(self.packed, block.len() * inner.len());
                let mut rest = &mut *packed;
                for tile in parts(block.len(), HEIGHT) {
                    let (micro_panel, others) = rest.split_at_mut(tile.len() * inner.len());
                    rest = others;
                    let first = block.start + tile.start;
                    by_height!(tile.len(), [6 5 4 3 2 1], M => {
                        let to = micro_panel.as_chunks_mut::<M>().0;
                        for (m, row) in (0..M).zip(first..) {
                            let row = self.a.row(row);
                            let numbers = &row[2 * inner.start..row.len().min(2 * inner.end)];
                            along(numbers, |k, pair| to[k][m] = pair);
                        }
                    });
                }
                multiply::<A>(packed, self.b, &inner, &block, start, &mut self.c);
            }
        }
    }
}

/// The first `len` pairs of `packed`, which grows as needed.
#[inline(always)]
pub(super) fn room(packed: &mut Vec<Pair>, len: usize) -> &mut [Pair] {
    if packed.len() < len {
        packed.resize(len, 0);
    }
    &mut packed[..len]
}
