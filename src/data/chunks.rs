//! Where the chunks of a text with documents begin and end.
//!
//! No chunk goes past the end of a document, so a net that starts from zeros where a document begins never reads two of
//! them as one. Index arithmetic on places; this module must never decide which chunk a run visits, or when. N is the
//! batch size, T the number of time steps.

use std::ops::Range;

/// What a row of a batch reads in one step. A target is the token one place after its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// The place of the first input.
    pub start: usize,
    /// How many inputs there are; 0 for a row that has nothing left to read.
    pub len: usize,
    /// How many targets, from the first on, are not scored: they are read to know what comes before the others.
    pub skip: usize,
    /// Whether it is read from a state of zeros.
    pub fresh: bool,
}

/// Stretches of a text, each cut into chunks. The numbers of chunks run through all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks {
    /// The number of its first chunk, and its inputs, for each stretch that has any.
    stretches: Vec<(usize, Range<usize>)>,
    count: usize,
    seq_len: usize,
    /// Inputs from one chunk's start to the next one's; none where each begins at the end of the one before.
    stride: Option<usize>,
}

impl Chunk {
    /// A chunk all of whose targets are scored.
    #[must_use]
    pub fn new(start: usize, len: usize, fresh: bool) -> Self {
        Self { start, len, skip: 0, fresh }
    }
}

impl Chunks {
    /// Chunks of at most `seq_len` tokens one after the other; the first of each stretch is fresh.
    ///
    /// # Panics
    /// If `seq_len` is 0.
    pub fn in_turn(stretches: impl IntoIterator<Item = Range<usize>>, seq_len: usize) -> Self {
        assert!(seq_len > 0, "chunks of no token");
        Self::new(stretches, seq_len, None)
    }

    /// Overlapping windows of `seq_len` tokens, one every `stride` and one at the end, each fresh; a stretch that is
    /// shorter is one window.
    ///
    /// # Panics
    /// If `seq_len` or `stride` is 0.
    pub fn windows(stretches: impl IntoIterator<Item = Range<usize>>, seq_len: usize, stride: usize) -> Self {
        assert!(seq_len > 0 && stride > 0, "windows of {seq_len} tokens, one every {stride}");
        Self::new(stretches, seq_len, Some(stride))
    }

    fn new(stretches: impl IntoIterator<Item = Range<usize>>, seq_len: usize, stride: Option<usize>) -> Self {
        let mut chunks = Self { stretches: Vec::new(), count: 0, seq_len, stride };
        for stretch in stretches.into_iter().filter(|stretch| !stretch.is_empty()) {
            let first = chunks.count;
            chunks.count += match stride {
                None => stretch.len().div_ceil(seq_len),
                Some(stride) => 1 + stretch.len().saturating_sub(seq_len).div_ceil(stride),
            };
            chunks.stretches.push((first, stretch));
        }
        chunks
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Chunk `i`; none after the last.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<Chunk> {
        if i >= self.count {
            return None;
        }
        let (first, stretch) = &self.stretches[self.stretches.partition_point(|(first, _)| *first <= i) - 1];
        let number = i - first;
        let len = self.seq_len.min(stretch.len());
        Some(match self.stride {
            None => {
                let start = stretch.start + number * self.seq_len;
                Chunk::new(start, len.min(stretch.end - start), number == 0)
            }
            Some(stride) => Chunk::new(stretch.start + (number * stride).min(stretch.len() - len), len, true),
        })
    }
}

/// N rows that read a text with documents side by side, each its own part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRows {
    rows: Vec<Chunks>,
    steps: usize,
}

impl DocumentRows {
    /// `rows` rows in chunks of at most `seq_len` tokens over the inputs `range`. Documents begin at `starts`, in
    /// order. The parts are as long as each other but for what it takes to begin each with a document: a cut is moved
    /// to the nearest one within half a part. Where there is none so near, the document is cut.
    ///
    /// # Panics
    /// If `rows` or `seq_len` is 0.
    #[must_use]
    pub fn even(range: Range<usize>, starts: &[usize], rows: usize, seq_len: usize) -> Self {
        assert!(rows > 0, "no row");
        let cut = |row: usize| {
            let place = range.start + range.len() * row / rows;
            let next = starts.partition_point(|&start| start < place);
            let around = starts[next.saturating_sub(1)..starts.len().min(next + 1)].iter();
            let near = around.copied().filter(|start| 2 * rows * start.abs_diff(place) < range.len());
            let inside = near.filter(|start| range.contains(start));
            if row == rows { range.end } else { inside.min_by_key(|start| start.abs_diff(place)).unwrap_or(place) }
        };
        Self::new((0..rows).map(|row| cut(row)..cut(row + 1)), starts, seq_len)
    }

    /// The same with parts of whole documents, so that each is read from its start.
    ///
    /// # Panics
    /// If `rows` or `seq_len` is 0.
    #[must_use]
    pub fn whole(range: Range<usize>, starts: &[usize], rows: usize, seq_len: usize) -> Self {
        assert!(rows > 0, "no row");
        let cut = |row: usize| {
            let place = range.start + range.len() * row / rows;
            let next = starts.partition_point(|&start| start < place);
            starts.get(next).map_or(range.end, |&start| start.min(range.end))
        };
        Self::new((0..rows).map(|row| cut(row)..cut(row + 1)), starts, seq_len)
    }

    fn new(parts: impl Iterator<Item = Range<usize>>, starts: &[usize], seq_len: usize) -> Self {
        let rows: Vec<_> = parts.map(|part| Chunks::in_turn(stretches(part, starts), seq_len)).collect();
        Self { steps: rows.iter().map(Chunks::count).max().unwrap_or(0), rows }
    }

    /// How many chunks the longest row has.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// How many rows there are: N.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// What a row reads in this step. One that has come to its end reads nothing.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn chunk(&self, step: usize, row: usize) -> Chunk {
        self.rows[row].get(step).unwrap_or(Chunk::new(0, 0, true))
    }
}

/// The parts of the documents that begin at `starts`, in order, which lie in `range`.
pub fn stretches(range: Range<usize>, starts: &[usize]) -> impl Iterator<Item = Range<usize>> + '_ {
    let after = starts.partition_point(|&start| start <= range.start);
    let inside = starts[after..].iter().copied().take_while(move |&start| start < range.end);
    let firsts = std::iter::once(range.start).chain(inside.clone());
    firsts.zip(inside.chain(std::iter::once(range.end))).map(|(start, end)| start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn batch(rows: &DocumentRows, step: usize) -> Vec<Chunk> {
        (0..rows.rows()).map(|row| rows.chunk(step, row)).collect()
    }

    fn all(chunks: &Chunks) -> Vec<(usize, usize, bool)> {
        (0..).map_while(|i| chunks.get(i)).map(|chunk| (chunk.start, chunk.len, chunk.fresh)).collect()
    }

    #[test]
    fn chunks_stop_at_the_ends_of_documents() {
        let documents = || [0..7, 7..9, 9..9, 9..12];
        let chunks = Chunks::in_turn(documents(), 3);
        assert_eq!(all(&chunks), [(0, 3, true), (3, 3, false), (6, 1, false), (7, 2, true), (9, 3, true)]);
        assert_eq!(chunks.count(), 5);
        let windows = Chunks::windows(documents(), 3, 2);
        assert_eq!(all(&windows), [(0, 3, true), (2, 3, true), (4, 3, true), (7, 2, true), (9, 3, true)]);
        // The last window of a document is at its end.
        assert_eq!(all(&Chunks::windows(std::iter::once(0..6), 3, 2)), [(0, 3, true), (2, 3, true), (3, 3, true)]);
    }

    #[test]
    fn rows_that_come_to_their_end_read_nothing() {
        let rows = DocumentRows::even(0..10, &[0, 1, 2], 2, 3);
        let lens: Vec<Vec<usize>> =
            (0..rows.steps()).map(|step| batch(&rows, step).iter().map(|chunk| chunk.len).collect()).collect();
        assert_eq!(lens, [[1, 3], [1, 2], [3, 0]]);
        // The second row begins within the last document, which the first row has begun; or it has nothing to read.
        assert_eq!(rows.chunk(0, 1), Chunk::new(5, 3, true));
        // A document that begins near begins the row.
        for near in [3, 7] {
            let rows = DocumentRows::even(0..10, &[0, near], 2, 9);
            assert_eq!(batch(&rows, 0), [Chunk::new(0, near, true), Chunk::new(near, 10 - near, true)]);
        }
        let whole = DocumentRows::whole(0..10, &[0, 1, 2, 3, 4], 2, 3);
        assert_eq!((whole.chunk(4, 0), whole.chunk(4, 1).len), (Chunk::new(4, 3, true), 0));
    }

    proptest! {
        #[test]
        fn each_input_is_read_once_and_documents_from_their_start(
            lens in prop::collection::vec(1..20_usize, 1..30),
            first in 0..3_usize,
            rows in 1..9_usize,
            seq_len in 1..12_usize,
            whole: bool,
        ) {
            let ends: Vec<usize> = lens.iter().scan(first, |at, len| { *at += len; Some(*at) }).collect();
            let starts: Vec<usize> = std::iter::once(first).chain(ends.iter().copied()).collect();
            let range = first..*ends.last().unwrap();
            let make = if whole { DocumentRows::whole } else { DocumentRows::even };
            let rows = make(range.clone(), &starts, rows, seq_len);
            let mut read = vec![0; range.end];
            let mut reached = [None; 9];
            for step in 0..rows.steps() {
                for (row, chunk) in batch(&rows, step).iter().enumerate().filter(|(_, chunk)| chunk.len > 0) {
                    let begins = starts.contains(&chunk.start);
                    prop_assert_eq!(chunk.fresh, begins || (!whole && reached[row].is_none()));
                    prop_assert!(chunk.fresh || reached[row] == Some(chunk.start), "it goes on where it was");
                    reached[row] = Some(chunk.start + chunk.len);
                    (chunk.start..chunk.start + chunk.len).for_each(|place| read[place] += 1);
                    let inside = chunk.start + 1..chunk.start + chunk.len;
                    let goes_on = starts.iter().any(|start| inside.contains(start));
                    prop_assert!(!goes_on, "{:?} goes past the end of a document", chunk);
                }
            }
            prop_assert!((0..range.end).all(|place| read[place] == usize::from(range.contains(&place))));
        }
    }
}
