//! The right matrix of a product, B, packed into panels (B's micro-panels in BLIS).

use std::ops::Range;

use super::lanes::{LANES_OF_WHOLE, Lanes, WIDTH};
use super::rows::Rows;
use crate::nn::machine::{Arithmetic, LANES, load};

/// A matrix with at least so many columns is wide: then packing the left matrix pays.
const WIDE: usize = 4 * WIDTH;

/// How columns are cut into panels: whole panels of two lanes, and a last one for the rest.
///
/// The last lane ends with the last column, so it may overlap the lane before it. Then every lane is full, and the
/// shared columns are computed twice. Only a panel of a single lane can have unused places, which are zeros. A narrow
/// matrix avoids such a panel: its last panel has two to four lanes. A wide matrix cannot, because its tiles have no
/// registers for more than two lanes with AVX2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// N.
    pub columns: usize,
    /// Whole panels.
    pub whole: usize,
    /// Lanes of the panel after them; 0 if there is none.
    pub last: usize,
}

impl Cut {
    /// The cut of a matrix that is packed.
    #[inline(always)]
    pub fn new(columns: usize) -> Self {
        if columns < WIDE {
            return Self::full(columns);
        }
        let lanes = columns.div_ceil(LANES);
        Self { columns, whole: lanes / LANES_OF_WHOLE, last: lanes % LANES_OF_WHOLE }
    }

    /// The cut into full lanes, if there are as many columns: for a narrow matrix, and for one that is read in place.
    #[inline(always)]
    pub fn full(columns: usize) -> Self {
        let lanes = columns.div_ceil(LANES);
        let last = if lanes <= 4 { lanes } else { 2 + lanes % 2 };
        Self { columns, whole: (lanes - last) / LANES_OF_WHOLE, last }
    }

    #[inline(always)]
    pub fn is_wide(self) -> bool {
        self.columns >= WIDE
    }

    /// The number of whole panels a row of which fits one register: their lanes share no columns.
    #[inline(always)]
    pub fn wide<A: Arithmetic>(self) -> usize {
        if A::WIDE_REGISTERS { self.whole.min(self.columns / WIDTH) } else { 0 }
    }

    /// Where the first `W` lanes of panel `panel` start.
    #[inline(always)]
    pub fn starts<const W: usize>(self, panel: usize) -> [usize; W] {
        std::array::from_fn(|lane| self.start(panel, lane))
    }

    /// Where lane `lane` of panel `panel` starts.
    #[inline(always)]
    pub fn start(self, panel: usize, lane: usize) -> usize {
        let start = panel * WIDTH + lane * LANES;
        // The first lane of a panel never moves: two panels share no columns.
        if lane == 0 { start } else { start.min(self.columns - LANES) }
    }
}

/// A matrix `(K, N)` as panels: its columns cut into groups, each group row after row.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    numbers: Vec<f32>,
    rows: usize,
    cut: Cut,
}

impl Panels {
    /// K.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// N.
    pub fn columns(&self) -> usize {
        self.cut.columns
    }

    #[inline(always)]
    pub(super) fn cut(&self) -> Cut {
        self.cut
    }

    /// Panel `index`, `(K, its columns)`.
    #[inline(always)]
    pub(super) fn panel(&self, index: usize) -> &[f32] {
        let rest = &self.numbers[index * WIDTH * self.rows..];
        if index < self.cut.whole { &rest[..WIDTH * self.rows] } else { rest }
    }

    /// Rows `rows` of panel `index`, each of `W` registers of `L` numbers.
    #[inline(always)]
    pub(super) fn some<const W: usize, const L: usize>(&self, index: usize, rows: &Range<usize>) -> &[[[f32; L]; W]] {
        &self.panel(index).as_chunks::<L>().0.as_chunks::<W>().0[rows.clone()]
    }

    /// Rows `rows` of `P` panels of which a register holds a row, and where their columns start.
    #[inline(always)]
    pub(super) fn wide<const P: usize>(&self, first: usize, rows: &Range<usize>) -> ([&[Lanes<WIDTH>]; P], [usize; P]) {
        let panels = std::array::from_fn(|p| &self.panel(first + p).as_chunks().0[rows.clone()]);
        (panels, std::array::from_fn(|p| self.cut.start(first + p, 0)))
    }

    /// Becomes `matrix`.
    #[inline(always)]
    pub(in crate::nn) fn set<A: Arithmetic>(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.count, matrix.columns);
        let cut = self.cut;
        let (whole, last) = self.numbers.split_at_mut(cut.whole * WIDTH * matrix.count);
        for (panel, numbers) in whole.chunks_exact_mut((WIDTH * matrix.count).max(1)).enumerate() {
            for (row, to) in numbers.as_chunks_mut::<LANES>().0.chunks_exact_mut(LANES_OF_WHOLE).enumerate() {
                let from = matrix.row(row);
                to[0] = load::<A>(from, cut.start(panel, 0));
                to[1] = load::<A>(from, cut.start(panel, 1));
            }
        }
        for (row, to) in last.as_chunks_mut::<LANES>().0.chunks_exact_mut(cut.last.max(1)).enumerate() {
            let from = matrix.row(row);
            for (lane, to) in to.iter_mut().enumerate() {
                *to = load::<A>(from, cut.start(cut.whole, lane));
            }
        }
    }

    /// Becomes `matrix` transposed.
    #[inline(always)]
    pub fn set_transposed(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.columns, matrix.count);
        let cut = self.cut;
        let (whole, last) = self.numbers.split_at_mut(cut.whole * WIDTH * matrix.columns);
        for (panel, numbers) in whole.chunks_exact_mut((WIDTH * matrix.columns).max(1)).enumerate() {
            put_transposed(matrix, cut, panel, LANES_OF_WHOLE, numbers);
        }
        put_transposed(matrix, cut, cut.whole, cut.last, last);
    }

    fn resize(&mut self, rows: usize, columns: usize) {
        self.rows = rows;
        self.cut = Cut::new(columns);
        self.numbers.resize(rows * (self.cut.whole * WIDTH + self.cut.last * LANES), 0.0);
    }
}

/// One panel of `lanes` lanes.
#[inline(always)]
fn put_transposed(matrix: Rows<'_>, cut: Cut, panel: usize, lanes: usize, numbers: &mut [f32]) {
    let width = lanes * LANES;
    for lane in 0..lanes {
        let start = cut.start(panel, lane);
        for place in 0..LANES {
            let to = numbers.iter_mut().skip(lane * LANES + place).step_by(width);
            if start + place < cut.columns {
                to.zip(matrix.row(start + place)).for_each(|(to, &number)| *to = number);
            } else {
                to.for_each(|to| *to = 0.0);
            }
        }
    }
}
