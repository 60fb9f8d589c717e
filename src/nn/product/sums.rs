//! Rows gathered by an index, and sums of rows: the products of one-hot inputs and the gradients of biases.
//!
//! The rows of a gathered matrix are the columns of a weight matrix, so transposing stands here too. No order of
//! additions may depend on anything but the shapes.

use super::lanes::Lanes;
use super::rows::{Rows, RowsMut};
use super::tile::by_height;
use crate::nn::machine::{Arithmetic, Kernel, LANES, run};

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

/// So many lanes of sums stay in registers while all rows are added to them.
const FEW_LANES: usize = 4;
/// So many rows are added at once: the sums are read once for all of them, and each row is read in order.
const AT_ONCE: usize = 8;
/// Rows and columns of a block that is transposed at once, so that a cache line is used up soon after it was read.
const SQUARE: usize = 16;

/// `sums += Σ rows`.
pub(super) struct AddRows<'a> {
    pub rows: Rows<'a>,
    pub sums: &'a mut [f32],
}

impl Kernel for AddRows<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { rows, sums } = self;
        let lanes = sums.len().div_ceil(LANES);
        if sums.len() >= LANES && lanes <= FEW_LANES {
            by_height!(lanes, [4 3 2 1], W => add_in_registers::<W>(&rows, sums));
            return;
        }
        let alone = rows.count % AT_ONCE;
        for first in (0..rows.count - alone).step_by(AT_ONCE) {
            add_some::<AT_ONCE>(&rows, first, sums);
        }
        for first in rows.count - alone..rows.count {
            add_some::<1>(&rows, first, sums);
        }
    }
}

/// Adds `W` lanes, whose sums stay in registers. The last lane ends with the last column and may overlap the one
/// before.
#[inline(always)]
fn add_in_registers<const W: usize>(rows: &Rows<'_>, sums: &mut [f32]) {
    let starts: [usize; W] = std::array::from_fn(|lane| (lane * LANES).min(sums.len() - LANES));
    let lane_at = |numbers: &[f32], start: usize| -> Lanes { *numbers[start..].first_chunk().expect("a full lane") };
    let mut totals = starts.map(|start| lane_at(sums, start));
    for row in 0..rows.count {
        let row = rows.row(row);
        for (total, start) in totals.iter_mut().zip(starts) {
            add(total, &lane_at(row, start));
        }
    }
    for (total, start) in totals.iter().zip(starts) {
        sums[start..][..LANES].copy_from_slice(total);
    }
}

/// `R` rows, one after another.
#[inline(always)]
fn add_some<const R: usize>(rows: &Rows<'_>, first: usize, sums: &mut [f32]) {
    let rows = rows.some::<R>(first, 0..sums.len());
    for (column, sum) in sums.iter_mut().enumerate() {
        for row in rows {
            *sum += row[column];
        }
    }
}

/// `to = rows[index]` for each index.
pub(super) struct Gather<'a> {
    pub rows: Rows<'a>,
    pub indices: &'a [u32],
    pub to: RowsMut<'a>,
}

impl Kernel for Gather<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for (to, &index) in self.indices.iter().enumerate() {
            self.to.row(to).copy_from_slice(self.rows.row(index as usize));
        }
    }
}

/// `sums[index] += row` for the index of each row.
pub(super) struct Scatter<'a> {
    pub rows: Rows<'a>,
    pub indices: &'a [u32],
    pub sums: RowsMut<'a>,
}

impl Kernel for Scatter<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        for (row, &index) in self.indices.iter().enumerate() {
            add(self.sums.row(index as usize), self.rows.row(row));
        }
    }
}

/// `sums += rowsᵀ`.
pub(super) struct AddTransposed<'a> {
    pub rows: Rows<'a>,
    pub sums: RowsMut<'a>,
}

impl Kernel for AddTransposed<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let Self { rows, sums } = &mut self;
        for left in (0..rows.columns).step_by(SQUARE) {
            for top in (0..rows.count).step_by(SQUARE) {
                for column in left..rows.columns.min(left + SQUARE) {
                    for (sum, row) in sums.row(column)[top..].iter_mut().zip(top..top + SQUARE) {
                        *sum += rows.row(row)[column];
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn add(sums: &mut [f32], numbers: &[f32]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}
