//! A weight matrix that is packed once a step, and its products in the forward and the backward pass.

use super::multiply::{Multiply, MultiplyInPlace, is_better_in_place};
use super::pairs::{MultiplyPairs, PairPanels};
use super::panels::Panels;
use super::rows::{Rows, RowsMut, Start};
use super::scratch::SCRATCH;
use crate::nn::machine::{Arithmetic, Kernel, run, run_with_pairs};
use crate::nn::precision::Precision;

/// A weight matrix W, `(O, I)`, packed for `y = x Wᵀ` and for `dx = dy W`.
#[derive(Debug, Clone, Default)]
pub struct Weight {
    precision: Precision,
    forward: LaidOut,
    backward: LaidOut,
}

/// The right matrix of one pass, in f32 or in bf16; the other one is empty, or left from before.
#[derive(Debug, Clone, Default)]
struct LaidOut {
    panels: Panels,
    pairs: PairPanels,
}

impl Weight {
    /// Becomes `matrix`, `(O, I)`, whose products have factors of this precision from now on.
    pub fn set(&mut self, matrix: Rows<'_>, precision: Precision) {
        self.precision = precision;
        let Self { forward, backward, .. } = self;
        match precision {
            Precision::F32 => {
                run(LayOut { matrix, forward: &mut forward.panels, backward: &mut backward.panels });
            }
            Precision::Bf16 => {
                run_with_pairs(LayOutPairs { matrix, forward: &mut forward.pairs, backward: &mut backward.pairs });
            }
        }
    }

    /// `y = start + x Wᵀ`.
    pub fn forward(&self, x: Rows<'_>, start: Start<'_>, y: RowsMut<'_>) {
        self.forward.multiply(self.precision, x, start, y);
    }

    /// The same within a kernel: where the product is small it is part of the kernel, which is then called once for
    /// many products.
    #[inline(always)]
    pub(in crate::nn) fn forward_within<A: Arithmetic>(&self, x: Rows<'_>, start: Start<'_>, y: RowsMut<'_>) {
        self.forward.multiply_within::<A>(self.precision, x, start, y);
    }

    /// `dx = start + dy W`.
    pub fn backward(&self, dy: Rows<'_>, start: Start<'_>, dx: RowsMut<'_>) {
        self.backward.multiply(self.precision, dy, start, dx);
    }

    /// The same within a kernel.
    #[inline(always)]
    pub(in crate::nn) fn backward_within<A: Arithmetic>(&self, dy: Rows<'_>, start: Start<'_>, dx: RowsMut<'_>) {
        self.backward.multiply_within::<A>(self.precision, dy, start, dx);
    }
}

impl LaidOut {
    fn multiply(&self, precision: Precision, a: Rows<'_>, start: Start<'_>, c: RowsMut<'_>) {
        match precision {
            Precision::F32 => multiply(a, &self.panels, start, c),
            Precision::Bf16 => multiply_pairs(a, &self.pairs, start, c),
        }
    }

    #[inline(always)]
    fn multiply_within<A: Arithmetic>(&self, precision: Precision, a: Rows<'_>, start: Start<'_>, c: RowsMut<'_>) {
        if precision == Precision::F32 && a.columns > 0 && is_better_in_place(&a, &self.panels) {
            multiply_within::<A>(a, &self.panels, start, c);
        } else {
            self.multiply(precision, a, start, c);
        }
    }
}

/// Lays a weight matrix out for its products.
struct LayOut<'a> {
    matrix: Rows<'a>,
    forward: &'a mut Panels,
    backward: &'a mut Panels,
}

impl Kernel for LayOut<'_> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        self.forward.set_transposed(self.matrix);
        self.backward.set::<A>(self.matrix);
    }
}

/// The same in pairs.
struct LayOutPairs<'a> {
    matrix: Rows<'a>,
    forward: &'a mut PairPanels,
    backward: &'a mut PairPanels,
}

impl Kernel for LayOutPairs<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        self.forward.set_transposed::<A>(self.matrix);
        self.backward.set::<A>(self.matrix);
    }
}

/// `c = start + a b`.
///
/// # Panics
/// If the shapes do not fit, or an index has no row.
pub(super) fn multiply(a: Rows<'_>, b: &Panels, start: Start<'_>, c: RowsMut<'_>) {
    check(&a, (b.rows(), b.columns()), start, &c);
    if a.columns == 0 {
        fill(c, start);
    } else if is_better_in_place(&a, b) {
        run(MultiplyInPlace { a, b, start, c });
    } else {
        SCRATCH.with_borrow_mut(|scratch| run(Multiply { a, b, start, c, packed: &mut scratch.packed }));
    }
}

/// [`multiply`] with `a` read in place, within a kernel; `a` has at least one column.
#[inline(always)]
fn multiply_within<A: Arithmetic>(a: Rows<'_>, b: &Panels, start: Start<'_>, c: RowsMut<'_>) {
    check(&a, (b.rows(), b.columns()), start, &c);
    let product = MultiplyInPlace { a, b, start, c };
    // Compiled into every kernel of every machine, it would take the compiler as long as all the rest.
    if A::WIDE_REGISTERS { product.run::<A>() } else { run(product) }
}

/// The same in bf16.
///
/// # Panics
/// Likewise.
pub(super) fn multiply_pairs(a: Rows<'_>, b: &PairPanels, start: Start<'_>, c: RowsMut<'_>) {
    check(&a, (b.rows(), b.columns()), start, &c);
    if a.columns == 0 {
        fill(c, start);
    } else {
        SCRATCH.with_borrow_mut(|scratch| run_with_pairs(MultiplyPairs { a, b, start, c, packed: &mut scratch.pairs }));
    }
}

/// Panics if the shapes do not fit, or an index has no row.
#[inline(always)]
fn check(a: &Rows<'_>, (rows, columns): (usize, usize), start: Start<'_>, c: &RowsMut<'_>) {
    let starts = match start {
        Start::Zero | Start::There => true,
        Start::Row(row) => row.len() == c.columns,
        Start::Gathered(rows, indices) => rows.columns == c.columns && indices.len() == c.count,
    };
    if a.columns != rows || c.count != a.count || c.columns != columns || !starts {
        refuse(a, (rows, columns), start, c);
    }
}

#[cold]
fn refuse(a: &Rows<'_>, (rows, columns): (usize, usize), start: Start<'_>, c: &RowsMut<'_>) -> ! {
    let (into, left) = ((c.count, c.columns), (a.count, a.columns));
    panic!("{left:?} by ({rows}, {columns}) into {into:?}, which starts from {start:?}");
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
