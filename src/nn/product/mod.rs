//! The two matrix products of the layers, from a weight matrix that is laid out once a step.
//!
//! ndarray's product lays out both matrices on every call. For the product of a time step (some ten rows by a whole weight
//! matrix, T times a step) that takes longer than the multiplications: on two cores of an AMD EPYC (Zen 4) `12x128 by 128x512`
//! runs at 43 GFLOP/s a core there and at 109 here, `600x128 by 128x512` at 95 and 111, of 118 that the core can do. On the
//! next generation (Zen 5) it is 55 and 233, 108 and 237, of 265.
//! (`cargo bench --bench steps -- product` measures both.)
//!
//! The right matrix stands in [`Panels`]: 16 columns side by side, row after row, so that a tile reads it front to
//! back. The left matrix is cut into *slivers* of up to six rows, column after column. A tile multiplies a sliver by
//! a panel, or by four with the widest registers, and all its 6x16 or 6x64 sums stay in registers; see `tile.rs`. Where
//! the right matrix is narrow, as in a small net, laying the left one out would take longer than it gives, and both are read
//! as they are.
//!
//! Nothing here knows what a layer is. Everything is plain Rust over slices; [`super::machine`] compiles it for the machine.

mod gradient;
mod multiply;
mod panels;
mod slivers;
mod sums;
#[cfg(test)]
mod tests;
mod tile;

use std::cell::RefCell;
use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2};

pub use panels::Panels;

use super::machine::run;
use gradient::{Gradient, GradientAsTheyAre};
use multiply::{Multiply, MultiplyAsItIs};
use sums::{AddRows, AddTransposed, Gather, Scatter};

/// Rows of a matrix that stand `stride` apart, so that some of its columns can be left out.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    numbers: &'a [f32],
    stride: usize,
    count: usize,
    columns: usize,
}

/// The same to write to.
#[derive(Debug)]
pub struct RowsMut<'a> {
    numbers: &'a mut [f32],
    stride: usize,
    count: usize,
    columns: usize,
}

/// What a product is added to.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// Nothing.
    Zero,
    /// This row, to each row of the product.
    Row(&'a [f32]),
    /// To each row of the product the row of this matrix that its index names.
    Gathered(Rows<'a>, &'a [u32]),
    /// What stands where the product goes.
    There,
}

impl<'a> Start<'a> {
    /// What row `row` of a product starts from; `there` is what stands in its place.
    #[inline(always)]
    fn row(self, row: usize, there: &'a [f32]) -> Option<&'a [f32]> {
        match self {
            Start::Zero => None,
            Start::Row(numbers) => Some(numbers),
            Start::Gathered(rows, indices) => Some(rows.row(indices[row] as usize)),
            Start::There => Some(there),
        }
    }
}

/// How many numbers `rows` rows take.
fn extent(rows: usize, stride: usize, columns: usize) -> usize {
    if rows == 0 { 0 } else { (rows - 1) * stride + columns }
}

impl<'a> Rows<'a> {
    /// The first `columns` columns of rows that stand `stride` apart.
    ///
    /// # Panics
    /// If there are not as many numbers.
    pub fn new(numbers: &'a [f32], (count, columns): (usize, usize), stride: usize) -> Self {
        let extent = extent(count, stride, columns);
        assert!(columns <= stride && extent <= numbers.len(), "{count} rows of {stride} in {}", numbers.len());
        Self { numbers: &numbers[..extent], stride, count, columns }
    }

    /// A whole matrix, whose rows stand one after another.
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
    fn row(&self, index: usize) -> &'a [f32] {
        &self.numbers[index * self.stride..][..self.columns]
    }

    /// Columns `columns` of rows `first..first + M`.
    #[inline(always)]
    fn some<const M: usize>(&self, first: usize, columns: Range<usize>) -> [&'a [f32]; M] {
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
    /// If there are not as many numbers.
    pub fn new(numbers: &'a mut [f32], (count, columns): (usize, usize), stride: usize) -> Self {
        let extent = extent(count, stride, columns);
        assert!(columns <= stride && extent <= numbers.len(), "{count} rows of {stride} in {}", numbers.len());
        Self { numbers: &mut numbers[..extent], stride, count, columns }
    }

    /// A whole matrix, whose rows stand one after another.
    pub fn whole(matrix: ArrayViewMut2<'a, f32>) -> Self {
        let (rows, columns) = matrix.dim();
        let numbers = matrix.into_slice().expect("the matrices of a pass are contiguous");
        Self::new(numbers, (rows, columns), columns)
    }

    /// Row `index`.
    #[inline(always)]
    fn row(&mut self, index: usize) -> &mut [f32] {
        &mut self.numbers[index * self.stride..][..self.columns]
    }
}

/// Where slivers, and the panels of [`gradient()`], are laid out: a thread's own, so that a warm product allocates nothing.
#[derive(Debug, Default)]
struct Scratch {
    slivers: Vec<f32>,
    panels: Panels,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A weight matrix W, `(O, I)`, laid out for `y = x Wᵀ` and for `dx = dy W`.
#[derive(Debug, Clone, Default)]
pub struct Weight {
    forward: Panels,
    backward: Panels,
}

impl Weight {
    /// Becomes `matrix`, `(O, I)`.
    pub fn set(&mut self, matrix: Rows<'_>) {
        self.forward.set_transposed(matrix);
        self.backward.set(matrix);
    }

    /// `y = start + x Wᵀ`.
    pub fn forward(&self, x: Rows<'_>, start: Start<'_>, y: RowsMut<'_>) {
        multiply(x, &self.forward, start, y);
    }

    /// `dx = start + dy W`.
    pub fn backward(&self, dy: Rows<'_>, start: Start<'_>, dx: RowsMut<'_>) {
        multiply(dy, &self.backward, start, dx);
    }
}

/// `c = start + a b`.
///
/// # Panics
/// If the shapes do not fit, or an index has no row.
fn multiply(a: Rows<'_>, b: &Panels, start: Start<'_>, c: RowsMut<'_>) {
    assert!(
        a.columns == b.rows() && c.count == a.count && c.columns == b.columns(),
        "({}, {}) by ({}, {}) into ({}, {})",
        a.count,
        a.columns,
        b.rows(),
        b.columns(),
        c.count,
        c.columns
    );
    let fits = match start {
        Start::Zero | Start::There => true,
        Start::Row(row) => row.len() == c.columns,
        Start::Gathered(rows, indices) => rows.columns == c.columns && indices.len() == c.count,
    };
    assert!(fits, "({}, {}) does not start from {start:?}", c.count, c.columns);
    if a.columns == 0 {
        fill(c, start);
    } else if multiply::is_better_as_it_is(&a, b) {
        run(MultiplyAsItIs { a, b, start, c });
    } else {
        SCRATCH.with_borrow_mut(|scratch| run(Multiply { a, b, start, c, slivers: &mut scratch.slivers }));
    }
}

/// What is left of a product over nothing.
fn fill(mut c: RowsMut<'_>, start: Start<'_>) {
    if matches!(start, Start::There) {
        return;
    }
    for row in 0..c.count {
        match start.row(row, &[]) {
            Some(numbers) => c.row(row).copy_from_slice(numbers),
            None => c.row(row).fill(0.0),
        }
    }
}

/// `c += aᵀ b`, the gradient of a weight matrix: `a` and `b` have a row for each token.
///
/// # Panics
/// If the shapes do not fit.
pub fn gradient(a: Rows<'_>, b: Rows<'_>, c: RowsMut<'_>) {
    assert!(
        a.count == b.count && c.count == a.columns && c.columns == b.columns,
        "({}, {}) transposed by ({}, {}) into ({}, {})",
        a.count,
        a.columns,
        b.count,
        b.columns,
        c.count,
        c.columns
    );
    SCRATCH.with_borrow_mut(|scratch| {
        if gradient::are_better_as_they_are(&a, &b) {
            run(GradientAsTheyAre { a, b, c, transposed: &mut scratch.slivers });
        } else {
            run(Gradient { a, b, c, scratch });
        }
    });
}

/// `sums += Σ rows`, the gradient of a bias.
///
/// # Panics
/// If the rows are of another length.
pub fn add_rows(rows: Rows<'_>, sums: &mut [f32]) {
    assert_eq!(rows.columns, sums.len(), "columns, sums");
    run(AddRows { rows, sums });
}

/// `to = rows[index]` for each index: the product of one-hot rows with `rows`.
///
/// # Panics
/// If the lengths differ, or an index has no row.
pub fn gather(rows: Rows<'_>, indices: &[u32], to: RowsMut<'_>) {
    assert!(to.count == indices.len() && rows.columns == to.columns, "an index and its row");
    run(Gather { rows, indices, to });
}

/// `sums[index] += row` for the index of each row: the gradient of weights that were gathered.
///
/// # Panics
/// If the lengths differ, or an index has no row in `sums`.
pub fn scatter(rows: Rows<'_>, indices: &[u32], sums: RowsMut<'_>) {
    assert!(rows.count == indices.len() && rows.columns == sums.columns, "a row and its index");
    run(Scatter { rows, indices, sums });
}

/// `sums += rowsᵀ`: rows that were gathered or scattered to are columns of a weight matrix.
///
/// # Panics
/// If the shapes do not fit.
pub fn add_transposed(rows: Rows<'_>, sums: RowsMut<'_>) {
    assert!(rows.count == sums.columns && rows.columns == sums.count, "a row for each column");
    run(AddTransposed { rows, sums });
}
