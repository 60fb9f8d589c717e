//! `c = start + a b` in pairs, where b is laid out.

use super::left::{DEPTH, RowsOfPairs, STRIDE};
use super::pair::{Pair, along};
use super::panels::PairPanels;
use super::tile::multiply;
use crate::nn::machine::{Arithmetic, Kernel};
use crate::nn::product::packed::HEIGHT;
use crate::nn::product::rows::{Rows, RowsMut, Start};
use crate::nn::product::tile::parts;

/// Most rows of the left matrix in a block: in pairs they stay in the second-level cache.
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
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for inner in parts(self.b.depth(), DEPTH) {
            let start = if inner.start == 0 { self.start } else { Start::There };
            for block in parts(self.a.count, BLOCK) {
                let (packed, _) = room(self.packed, block.len() * STRIDE).as_chunks_mut::<STRIDE>();
                for (to, row) in packed.iter_mut().zip(block.clone()) {
                    let row = self.a.row(row);
                    let numbers = &row[2 * inner.start..row.len().min(2 * inner.end)];
                    along::<A>(numbers, |k, pairs| to[k..][..pairs.len()].copy_from_slice(pairs));
                }
                multiply::<A>(RowsOfPairs(packed), self.b, &inner, &block, start, &mut self.c);
            }
        }
    }
}

/// The first `len` of `packed`, which grows as needed.
#[inline(always)]
pub(super) fn room<T: Copy + Default>(packed: &mut Vec<T>, len: usize) -> &mut [T] {
    if packed.len() < len {
        packed.resize(len, T::default());
    }
    &mut packed[..len]
}
