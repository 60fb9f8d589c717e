//! A weight matrix that is packed once a step, and its products in the forward and the backward pass.

use super::multiply::{Multiply, MultiplyInPlace, is_better_in_place};
use super::panels::Panels;
use super::rows::{Rows, RowsMut, Start};
use super::scratch::SCRATCH;
use crate::nn::machine::run;

/// A weight matrix W, `(O, I)`, packed for `y = x Wᵀ` and for `dx = dy W`.
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
pub(super) fn multiply(a: Rows<'_>, b: &Panels, start: Start<'_>, c: RowsMut<'_>) {
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
    } else if is_better_in_place(&a, b) {
        run(MultiplyInPlace { a, b, start, c });
    } else {
        SCRATCH.with_borrow_mut(|scratch| run(Multiply { a, b, start, c, packed: &mut scratch.packed }));
    }
}

/// A product with an inner size of 0.
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
