//! Where training examples begin in a sequence without documents.
//!
//! Index arithmetic on places in a sequence. This module must never decide which of them a run visits, or when. N is
//! the batch size, T the number of time steps. A target is always the token one place after its input.

/// Overlapping examples: window `i` has its inputs at `i * stride .. i * stride + seq_len`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    len: usize,
    seq_len: usize,
    stride: usize,
}

impl Windows {
    /// Windows of `seq_len` tokens, one every `stride`, over a sequence of `len` tokens.
    ///
    /// # Panics
    /// If `seq_len` or `stride` is 0.
    #[must_use]
    pub fn new(len: usize, seq_len: usize, stride: usize) -> Self {
        assert!(seq_len > 0 && stride > 0, "windows of {seq_len} tokens, one every {stride}");
        Self { len, seq_len, stride }
    }

    /// How many windows fit, the last target included; 0 if the sequence has no more than `seq_len` tokens.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.len <= self.seq_len { 0 } else { (self.len - self.seq_len - 1) / self.stride + 1 }
    }

    /// The place of window `i`'s first input.
    #[must_use]
    pub fn start(&self, i: usize) -> usize {
        debug_assert!(i < self.count(), "window {i} of {}", self.count());
        i * self.stride
    }
}

/// Parallel streams for stateful training: each row of the batch reads its own contiguous part of the sequence, one
/// chunk of T tokens after the other, and never looks into the next row's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    part: usize,
    rows: usize,
    seq_len: usize,
}

impl Streams {
    /// `rows` streams in chunks of `seq_len` tokens over a sequence of `len` tokens. What is left over when `len` is
    /// divided by `rows` is not used.
    ///
    /// # Panics
    /// If `rows` or `seq_len` is 0.
    #[must_use]
    pub fn new(len: usize, rows: usize, seq_len: usize) -> Self {
        assert!(rows > 0 && seq_len > 0, "{rows} streams in chunks of {seq_len} tokens");
        Self { part: len / rows, rows, seq_len }
    }

    /// How many streams there are: N.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many whole chunks each stream has; a last incomplete one is skipped. 0 if the parts are too short for one.
    #[must_use]
    pub fn chunks(&self) -> usize {
        // The last target must lie in the row's own part too.
        self.part.saturating_sub(1) / self.seq_len
    }

    /// The place of the first input of this row's chunk.
    #[must_use]
    pub fn start(&self, row: usize, chunk: usize) -> usize {
        debug_assert!(row < self.rows && chunk < self.chunks(), "row {row}, chunk {chunk} of {self:?}");
        row * self.part + chunk * self.seq_len
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_long_sequence_lab_has_170_windows() {
        // Its sentence has 180 characters; the course cuts windows of 10, one at each place.
        assert_eq!(Windows::new(180, 10, 1).count(), 170);
    }

    #[test]
    fn a_window_needs_one_more_token_than_it_is_long() {
        let counts: Vec<usize> = (0..8).map(|len| Windows::new(len, 3, 2).count()).collect();
        assert_eq!(counts, [0, 0, 0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn streams_stay_in_their_parts() {
        let streams = Streams::new(23, 2, 5); // parts of 11: two chunks of 5 and one token for the last target
        assert_eq!((streams.rows(), streams.chunks()), (2, 2));
        assert_eq!(
            [streams.start(0, 0), streams.start(0, 1), streams.start(1, 0), streams.start(1, 1)],
            [0, 5, 11, 16]
        );
        assert_eq!(Streams::new(21, 2, 5).chunks(), 1, "a part of 10 has no target for its tenth token");
        assert_eq!(Streams::new(3, 5, 2).chunks(), 0);
    }

    proptest! {
        #[test]
        fn windows_are_all_that_fit(len in 0..200_usize, seq_len in 1..30_usize, stride in 1..10_usize) {
            let fits = (0..).step_by(stride).take_while(|start| start + seq_len < len).count();
            prop_assert_eq!(Windows::new(len, seq_len, stride).count(), fits);
        }

        #[test]
        fn no_stream_reads_another_ones_part(len in 0..300_usize, rows in 1..9_usize, seq_len in 1..20_usize) {
            let streams = Streams::new(len, rows, seq_len);
            for row in 0..rows {
                for chunk in 0..streams.chunks() {
                    let last_target = streams.start(row, chunk) + seq_len;
                    prop_assert!(last_target < (row + 1) * (len / rows));
                }
            }
        }
    }
}
