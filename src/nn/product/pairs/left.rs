//! The left matrix of a product in pairs, as its tiles read it.

use std::ops::Range;

use super::pair::{Line, Pair};
use crate::nn::product::lanes::WIDTH;
use crate::nn::product::packed::HEIGHT;
use crate::nn::product::tile::parts;

/// Most pairs along the inner axis at once: four panels of them stay in the second-level cache.
pub(super) const DEPTH: usize = 512;

/// From one row of [`RowsOfPairs`] to the next: no power of two, or all rows would share few sets of the cache.
pub(super) const STRIDE: usize = DEPTH + WIDTH;

/// A left matrix in pairs.
pub(super) trait Left<'a>: Copy {
    /// The tiles of so many rows: up to six each.
    fn tiles(self, rows: usize) -> impl Iterator<Item = Range<usize>>;

    /// What gives the pairs of rows `first..first + M`, a tile, at each of `depth` places along the inner axis.
    fn tile<const M: usize>(self, first: usize, depth: usize) -> impl Fn(usize) -> [Pair; M] + 'a;
}

/// Row after row: nothing is moved when a row is rounded, and six rows a fixed distance apart need one address.
#[derive(Clone, Copy)]
pub(super) struct RowsOfPairs<'a>(pub &'a [[Pair; STRIDE]]);

impl<'a> Left<'a> for RowsOfPairs<'a> {
    #[inline(always)]
    fn tiles(self, rows: usize) -> impl Iterator<Item = Range<usize>> {
        parts(rows, HEIGHT)
    }

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

/// In panels of [`WIDTH`] rows, column after column, where the rows are another matrix' columns: rounded numbers stay
/// where they are in a register.
#[derive(Clone, Copy)]
pub(super) struct PanelsOfPairs<'a>(pub &'a [Line]);

impl<'a> Left<'a> for PanelsOfPairs<'a> {
    #[inline(always)]
    fn tiles(self, rows: usize) -> impl Iterator<Item = Range<usize>> {
        (0..rows).step_by(WIDTH).flat_map(move |first| {
            parts(WIDTH.min(rows - first), HEIGHT).map(move |tile| first + tile.start..first + tile.end)
        })
    }

    #[inline(always)]
    fn tile<const M: usize>(self, first: usize, depth: usize) -> impl Fn(usize) -> [Pair; M] + 'a {
        let panel = &self.0[first / WIDTH * depth..][..depth];
        let place = first % WIDTH;
        #[inline(always)]
        move |k| *panel[k].0[place..].first_chunk().expect("a tile lies within a panel")
    }
}
