//! Matrices as the products read and write them, and what a product starts from. Views only: nothing is computed here.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2};

/// A view of a matrix whose rows begin `stride` numbers after one another, so that columns can be left out.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    pub(super) numbers: &'a [f32],
    pub(super) stride: usize,
    pub(super) count: usize,
    pub(super) columns: usize,
}

/// A mutable [`Rows`].
#[derive(Debug)]
pub struct RowsMut<'a> {
    pub(super) numbers: &'a mut [f32],
    pub(super) stride: usize,
    pub(super) count: usize,
    pub(super) columns: usize,
}

/// How many numbers the view of `rows` rows spans.
fn extent(rows: usize, stride: usize, columns: usize) -> usize {
    if rows == 0 { 0 } else { (rows - 1) * stride + columns }
}

impl<'a> Rows<'a> {
    /// The first `columns` columns of rows that stand `stride` apart.
    ///
    /// # Panics
    /// If there are too few numbers.
    pub fn new(numbers: &'a [f32], (count, columns): (usize, usize), stride: usize) -> Self {
        let extent = extent(count, stride, columns);
        assert!(columns <= stride && extent <= numbers.len(), "{count} rows of {stride} in {}", numbers.len());
        Self { numbers: &numbers[..extent], stride, count, columns }
    }

    /// A whole, contiguous matrix.
    pub fn whole(matrix: ArrayView2<'a, f32>) -> Self {
        let (rows, columns) = matrix.dim();
        let numbers = matrix.to_slice().expect("the matrices of a pass are contiguous");
        Self::new(numbers, (rows, columns), columns)
    }

    /// These rows of it.
    #[must_use]
    pub fn rows(self, range: Range<usize>) -> Self {
        let (rows, start) = (range.len(), (range.start * self.stride).min(self.numbers.len()));
        Self::new(&self.numbers[start..], (rows, self.columns), self.stride)
    }

    /// These columns of it.
    #[must_use]
    pub fn columns(self, range: Range<usize>) -> Self {
        let (columns, start) = (range.len(), range.start.min(self.numbers.len()));
        Self::new(&self.numbers[start..], (self.count, columns), self.stride)
    }

    /// Row `index`.
    #[inline(always)]
    pub(super) fn row(&self, index: usize) -> &'a [f32] {
        &self.numbers[index * self.stride..][..self.columns]
    }

    /// Columns `columns` of rows `first..first + M`.
    #[inline(always)]
    pub(super) fn some<const M: usize>(&self, first: usize, columns: Range<usize>) -> [&'a [f32]; M] {
        let mut rows: [&[f32]; M] = [&[]; M];
        for (row, index) in rows.iter_mut().zip(first..) {
            *row = &self.row(index)[columns.clone()];
        }
        rows
    }
}

impl<'a> RowsMut<'a> {
    /// The first `columns` columns of rows that stand `stride` apart.
    ///
    /// # Panics
    /// If there are too few numbers.
    pub fn new(numbers: &'a mut [f32], (count, columns): (usize, usize), stride: usize) -> Self {
        let extent = extent(count, stride, columns);
        assert!(columns <= stride && extent <= numbers.len(), "{count} rows of {stride} in {}", numbers.len());
        Self { numbers: &mut numbers[..extent], stride, count, columns }
    }

    /// A whole, contiguous matrix.
    pub fn whole(matrix: ArrayViewMut2<'a, f32>) -> Self {
        let (rows, columns) = matrix.dim();
        let numbers = matrix.into_slice().expect("the matrices of a pass are contiguous");
        Self::new(numbers, (rows, columns), columns)
    }

    /// Row `index`.
    #[inline(always)]
    pub(super) fn row(&mut self, index: usize) -> &mut [f32] {
        &mut self.numbers[index * self.stride..][..self.columns]
    }
}

/// The matrix to which a product is added.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// Nothing.
    Zero,
    /// This row is added to each row of the product.
    Row(&'a [f32]),
    /// The row of this matrix that each index names is added to a row of the product.
    Gathered(Rows<'a>, &'a [u32]),
    /// The product is added to what its memory holds.
    There,
}

impl<'a> Start<'a> {
    /// The row to which row `row` of a product is added; `there` is the memory of that row.
    #[inline(always)]
    pub(super) fn row(self, row: usize, there: &'a [f32]) -> Option<&'a [f32]> {
        match self {
            Start::Zero => None,
            Start::Row(numbers) => Some(numbers),
            Start::Gathered(rows, indices) => Some(rows.row(indices[row] as usize)),
            Start::There => Some(there),
        }
    }
}
