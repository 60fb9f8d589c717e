//! Which rows of a time-major matrix belong to which time step.
//!
//! Sequences of one length are N rows in each of T steps. Sequences of different lengths are *packed* as in PyTorch's
//! `PackedSequence`: the longest comes first, and a step holds only the rows that have not ended, so there is no
//! padding. Either way, the rows of a step are the first rows of the step before, and the blocks of the steps are
//! contiguous:
//!
//! ```text
//! lengths 2 4 1      step 0     1    2  3
//!                    1 0 2      1 0  1  1       batch sizes 3 2 1 1
//! ```
//!
//! The sorting never shows: a *row* is always the caller's, and [`Layout::place`] gives the place of its tokens. States
//! and last steps are in the caller's order too.

use std::ops::Range;

/// The places of N sequences in a time-major matrix of their tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Where each step's block starts, and the end of the last.
    starts: Vec<usize>,
    /// The row at each place of the first block: the longest first, rows of one length in the caller's order.
    order: Vec<usize>,
    /// The inverse: the place of each row in a block.
    slots: Vec<usize>,
    /// Each row's number of steps.
    lengths: Vec<usize>,
}

impl Layout {
    /// `rows` sequences of `steps` tokens each.
    ///
    /// # Panics
    /// If there is no step or no row.
    pub fn uniform(steps: usize, rows: usize) -> Self {
        let mut layout = Self::default();
        layout.set_uniform(steps, rows);
        layout
    }

    /// Sequences of these lengths, in any order.
    ///
    /// # Panics
    /// If there is no sequence or one of no token.
    pub fn packed(lengths: &[usize]) -> Self {
        let mut layout = Self::default();
        layout.set_packed(lengths);
        layout
    }

    /// Becomes [`Layout::uniform`], without a new allocation once it has been as large.
    pub fn set_uniform(&mut self, steps: usize, rows: usize) {
        assert!(steps > 0 && rows > 0, "{steps} steps of {rows} rows are no layout");
        self.lengths.clear();
        self.lengths.resize(rows, steps);
        self.order.clear();
        self.order.extend(0..rows);
        self.slots.clone_from(&self.order);
        self.starts.clear();
        self.starts.extend((0..=steps).map(|step| step * rows));
    }

    /// Becomes [`Layout::packed`], without a new allocation once it has been as large.
    pub fn set_packed(&mut self, lengths: &[usize]) {
        assert!(!lengths.is_empty() && !lengths.contains(&0), "lengths {lengths:?} are no layout");
        self.lengths.clear();
        self.lengths.extend_from_slice(lengths);
        self.order.clear();
        self.order.extend(0..lengths.len());
        // The second key keeps the order of rows of one length, without the allocation of a stable sort.
        self.order.sort_unstable_by_key(|&row| (std::cmp::Reverse(lengths[row]), row));
        self.slots.clear();
        self.slots.resize(lengths.len(), 0);
        for (slot, &row) in self.order.iter().enumerate() {
            self.slots[row] = slot;
        }
        self.starts.clear();
        self.starts.push(0);
        let (mut present, mut end) = (lengths.len(), 0);
        for step in 0..lengths[self.order[0]] {
            while lengths[self.order[present - 1]] <= step {
                present -= 1;
            }
            end += present;
            self.starts.push(end);
        }
    }

    /// T, the number of steps of the longest row.
    pub fn steps(&self) -> usize {
        self.starts.len() - 1
    }

    /// N, the number of sequences.
    pub fn rows(&self) -> usize {
        self.lengths.len()
    }

    /// Tokens in all, which is the number of rows of the matrix.
    pub fn total(&self) -> usize {
        self.starts[self.steps()]
    }

    /// The matrix rows of step `step`.
    pub fn step(&self, step: usize) -> Range<usize> {
        self.starts[step]..self.starts[step + 1]
    }

    /// How many rows are present in each step (`PackedSequence.batch_sizes`).
    pub fn batch_sizes(&self) -> impl Iterator<Item = usize> {
        self.starts.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// Which row stands where in a block, the longest first (`PackedSequence.sorted_indices`).
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The number of tokens of `row`.
    pub fn length(&self, row: usize) -> usize {
        self.lengths[row]
    }

    /// The matrix row of the token of `row` at `step`.
    ///
    /// # Panics
    /// If the row has ended by then.
    pub fn place(&self, row: usize, step: usize) -> usize {
        assert!(step < self.lengths[row], "row {row} has {} steps, not step {step}", self.lengths[row]);
        self.starts[step] + self.slots[row]
    }

    /// The matrix rows of all tokens of `row`, the first step first.
    pub fn places(&self, row: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        (0..self.lengths[row]).map(move |step| self.starts[step] + self.slots[row])
    }

    /// The matrix row of each row's last token, in the caller's order.
    pub fn last_places(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows()).map(|row| self.place(row, self.lengths[row] - 1))
    }

    /// For each matrix row, the one that takes its place when every sequence is reversed. Applied twice, it changes
    /// nothing.
    pub fn mirrored(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.steps()).flat_map(move |step| {
            let present = self.starts[step + 1] - self.starts[step];
            (0..present).map(move |slot| self.starts[self.lengths[self.order[slot]] - 1 - step] + slot)
        })
    }

    /// Puts sequences, given in the caller's order, into `packed` in the order of the layout.
    ///
    /// # Panics
    /// If a sequence has another length than in the layout.
    pub fn pack<S: Copy>(&self, rows: &[impl AsRef<[S]>], packed: &mut Vec<S>) {
        assert!(rows.iter().map(|row| row.as_ref().len()).eq(self.lengths.iter().copied()), "rows of other lengths");
        packed.clear();
        for step in 0..self.steps() {
            let present = self.starts[step + 1] - self.starts[step];
            packed.extend(self.order[..present].iter().map(|&row| rows[row].as_ref()[step]));
        }
    }

    /// Whether every step has all rows.
    pub(crate) fn is_uniform(&self) -> bool {
        self.total() == self.steps() * self.rows()
    }
}
