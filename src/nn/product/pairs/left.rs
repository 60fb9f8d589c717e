//! The left matrix of a product in pairs, as its tiles read it.

use super::pair::Pair;
use crate::nn::product::lanes::WIDTH;

/// Most pairs along the inner axis at once: four panels of them stay in the second-level cache.
pub(super) const DEPTH: usize = 512;

/// From one row of [`RowsOfPairs`] to the next: no power of two, or all rows would share few sets of the cache.
pub(super) const STRIDE: usize = DEPTH + WIDTH;

/// A left matrix in pairs.
pub(super) trait Left<'a>: Copy {
    /// What gives the pairs of rows `first..first + M` at each of `depth` places along the inner axis.
    fn tile<const M: usize>(self, first: usize, depth: usize) -> impl Fn(usize) -> [Pair; M] + 'a;
}

/// Row after row: nothing is moved when a row is rounded, and six rows a fixed distance apart need one address.
#[derive(Clone, Copy)]
pub(super) struct RowsOfPairs<'a>(pub &'a [[Pair; STRIDE]]);

impl<'a> Left<'a> for RowsOfPairs<'a> {
    #[inline(always)]
    fn tile<const M: usize>(self, first: usize, depth: usize) -> impl Fn(usize) -> [Pair; M] + 'a {
        assert!(depth <= DEPTH, "{depth} pairs at once");
        let rows: &[_; M] = self.0[first..].first_chunk().expect("a tile lies within the block");
        #[inline(always)]
        move |k| {
            let mut pairs = [0; M];
            for (pair, row) in pairs.iter_mut().zip(rows) {
                *pair = row[k];
            }
            pairs
        }
    }
}

/// In micro-panels: up to six rows together, column after column.
#[derive(Clone, Copy)]
pub(super) struct MicroPanels<'a>(pub &'a [Pair]);

impl<'a> Left<'a> for MicroPanels<'a> {
    #[inline(always)]
    fn tile<const M: usize>(self, first: usize, depth: usize) -> impl Fn(usize) -> [Pair; M] + 'a {
        let micro_panel = &self.0[first * depth..].as_chunks::<M>().0[..depth];
        #[inline(always)]
        move |k| micro_panel[k]
    }
}
