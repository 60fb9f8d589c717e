//! The right matrix of a product as panels of pairs.

use super::pair::{Line, across, along};
use crate::nn::machine::Arithmetic;
use crate::nn::product::lanes::WIDTH;
use crate::nn::product::rows::Rows;

/// A matrix `(K, N)` in pairs along K: its columns in panels of [`WIDTH`], each pair of rows after the other. Places
/// after the last column are 0.
#[derive(Debug, Clone, Default)]
pub(in crate::nn::product) struct PairPanels {
    pairs: Vec<Line>,
    rows: usize,
    columns: usize,
}

impl PairPanels {
    /// K.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// N.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Pairs along K.
    #[inline(always)]
    pub fn depth(&self) -> usize {
        self.rows.div_ceil(2)
    }

    /// Panels all of whose columns are there.
    #[inline(always)]
    pub fn whole(&self) -> usize {
        self.columns / WIDTH
    }

    /// Panel `index`: a row for each pair along K.
    #[inline(always)]
    pub fn panel(&self, index: usize) -> &[Line] {
        &self.pairs[index * self.depth()..][..self.depth()]
    }

    /// Becomes `matrix`.
    #[inline(always)]
    pub fn set<A: Arithmetic>(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.count, matrix.columns);
        let depth = self.depth();
        for k in 0..depth {
            let later = (2 * k + 1 < matrix.count).then(|| matrix.row(2 * k + 1));
            across::<A>(matrix.row(2 * k), later, |place, some| {
                self.pairs[place / WIDTH * depth + k].0[..some.len()].copy_from_slice(some);
            });
        }
    }

    /// Becomes `matrix` transposed.
    #[inline(always)]
    pub fn set_transposed<A: Arithmetic>(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.columns, matrix.count);
        let depth = self.depth();
        for column in 0..matrix.count {
            let (panel, place) = (column / WIDTH, column % WIDTH);
            let to = &mut self.pairs[panel * depth..][..depth];
            along::<A>(matrix.row(column), |first, pairs| {
                to[first..].iter_mut().zip(pairs).for_each(|(to, &pair)| to.0[place] = pair);
            });
        }
    }

    fn resize(&mut self, rows: usize, columns: usize) {
        let size = rows.div_ceil(2) * columns.div_ceil(WIDTH);
        // The places after the last column are other ones where the shape is another.
        if (self.rows, self.columns) != (rows, columns) {
            self.pairs.clear();
        }
        (self.rows, self.columns) = (rows, columns);
        self.pairs.resize(size, Line::default());
    }
}
