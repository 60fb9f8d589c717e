//! The right matrix of a product, laid out for the tiles.

use super::Rows;
use crate::nn::machine::LANES;

/// Columns of a panel.
pub(super) const WIDTH: usize = 2 * LANES;

/// A matrix `(K, N)` as panels: its columns in groups of 16, each group row after row. The last group is filled
/// up with zeros, to half a panel if that holds it.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    numbers: Vec<f32>,
    rows: usize,
    columns: usize,
}

impl Panels {
    /// K.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// N.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many whole panels there are, and whether half a one follows.
    #[inline(always)]
    pub(super) fn count(&self) -> (usize, bool) {
        count(self.columns)
    }

    /// Panel `index`, whole or half, `(K, its width)`.
    #[inline(always)]
    pub(super) fn panel(&self, index: usize) -> &[f32] {
        let rest = &self.numbers[index * WIDTH * self.rows..];
        &rest[..rest.len().min(WIDTH * self.rows)]
    }

    /// Becomes `matrix`.
    pub fn set(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.count, matrix.columns);
        let rows = self.rows;
        for (index, panel) in self.numbers.chunks_mut((WIDTH * rows).max(1)).enumerate() {
            let width = panel.len() / rows;
            let first = index * WIDTH;
            let filled = width.min(matrix.columns - first);
            for (row, to) in panel.chunks_exact_mut(width).enumerate() {
                let from = &matrix.row(row)[first..];
                // A whole row of a panel is two moves of the machine's widest kind.
                match (to.as_chunks_mut::<WIDTH>().0, from.first_chunk::<WIDTH>()) {
                    ([to], Some(from)) => *to = *from,
                    _ => {
                        // A few numbers one by one take less time than the library's calls.
                        for (column, to) in to.iter_mut().enumerate() {
                            *to = if column < filled { from[column] } else { 0.0 };
                        }
                    }
                }
            }
        }
    }

    /// Becomes `matrix` transposed.
    pub fn set_transposed(&mut self, matrix: Rows<'_>) {
        self.resize(matrix.columns, matrix.count);
        let rows = self.rows;
        for (index, panel) in self.numbers.chunks_mut((WIDTH * rows).max(1)).enumerate() {
            let width = panel.len() / rows;
            let first = index * WIDTH;
            let filled = width.min(matrix.count - first);
            if filled < width {
                panel.fill(0.0);
            }
            for column in 0..filled {
                let from = matrix.row(first + column);
                for (to, &number) in panel[column..].iter_mut().step_by(width).zip(from) {
                    *to = number;
                }
            }
        }
    }

    fn resize(&mut self, rows: usize, columns: usize) {
        (self.rows, self.columns) = (rows, columns);
        let (whole, half) = count(columns);
        self.numbers.resize(rows * (whole * WIDTH + usize::from(half) * LANES), 0.0);
    }
}

fn count(columns: usize) -> (usize, bool) {
    let (whole, rest) = (columns / WIDTH, columns % WIDTH);
    if rest > LANES { (whole + 1, false) } else { (whole, rest > 0) }
}
