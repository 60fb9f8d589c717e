//! In which order the tokens of a held-out part are read, so that each is scored once by a net that has read what
//! stands before it.
//!
//! A long part is cut into parallel streams for speed. Where the text has no documents, each stream first reads some
//! tokens before its own part, which are not scored. Documents are read from their start, and each by one stream.

use std::ops::Range;

use crate::data::{Chunk, DocumentRows};

/// Most streams.
const ROWS: usize = 64;
/// Tokens that a stream reads before it is scored, where there are so many.
pub const WARM_UP: usize = 64;
/// A part is at least this long, or there is one stream only. So reading warm-ups takes a sixteenth of the time at
/// most, and what a net remembers from further back than a warm-up hardly weighs.
const PART: usize = 16 * WARM_UP;
/// Tokens of a stream that are read at once. Longer chunks would keep the worker from its commands.
const CHUNK: usize = 50;

/// Which tokens each stream reads in which chunk.
#[derive(Debug, Clone)]
pub(super) enum Streams {
    /// The text is one.
    Warm(WarmStreams),
    /// It consists of documents.
    Documents(DocumentRows),
}

/// Streams over a part of a text without documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WarmStreams {
    /// The first held-out token, and how many there are.
    first: usize,
    held_out: usize,
    rows: usize,
    /// Tokens that each reads before its part.
    before: usize,
}

impl Streams {
    /// Streams over the tokens `held_out`, with which no text begins, of a text whose documents begin at `documents`.
    pub fn new(held_out: &Range<usize>, documents: &[usize]) -> Self {
        if documents.is_empty() {
            return Self::Warm(WarmStreams::new(held_out));
        }
        // The token that ends a document is the first input of the next.
        let inputs = held_out.start - 1..held_out.end - 1;
        Self::Documents(DocumentRows::whole(inputs, documents, rows_for(held_out), CHUNK))
    }

    /// How many chunks a stream reads.
    pub fn chunks(&self) -> usize {
        match self {
            Self::Warm(warm) => warm.chunks(),
            Self::Documents(rows) => rows.steps(),
        }
    }

    /// What each stream reads in this chunk, in place of what stood in `chunks`.
    pub fn batch(&self, chunk: usize, chunks: &mut Vec<Chunk>) {
        chunks.clear();
        match self {
            Self::Warm(warm) => chunks.extend((0..warm.rows).map(|row| warm.chunk(row, chunk))),
            Self::Documents(rows) => chunks.extend((0..rows.rows()).map(|row| rows.chunk(chunk, row))),
        }
    }
}

fn rows_for(held_out: &Range<usize>) -> usize {
    (held_out.len() / PART).clamp(1, ROWS)
}

impl WarmStreams {
    fn new(held_out: &Range<usize>) -> Self {
        Self {
            first: held_out.start,
            held_out: held_out.len(),
            rows: rows_for(held_out),
            // A token is predicted from the one before it, so the text's first one cannot be.
            before: WARM_UP.min(held_out.start - 1),
        }
    }

    /// The tokens that a row predicts. Parts differ by one token at most.
    fn part(&self, row: usize) -> Range<usize> {
        let place = |row| self.first + self.held_out * row / self.rows;
        place(row)..place(row + 1)
    }

    /// Tokens that the longest row reads, its warm-up included.
    fn longest(&self) -> usize {
        self.before + self.held_out.div_ceil(self.rows)
    }

    fn chunks(&self) -> usize {
        self.longest().div_ceil(CHUNK)
    }

    /// What a row reads in a chunk.
    fn chunk(&self, row: usize, chunk: usize) -> Chunk {
        let part = self.part(row);
        let begin = part.start - 1 - self.before;
        let start = begin + chunk * CHUNK;
        let len = CHUNK.min((part.end - 1).saturating_sub(start));
        let skip = part.start.saturating_sub(start + 1).min(len);
        Chunk { start, len, skip, fresh: chunk == 0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn warm_ups_are_a_small_share_of_what_is_read() {
        for held_out in [1, 1000, 2000, 5000, 60_000, 1_000_000] {
            let streams = WarmStreams::new(&(9_000_000..9_000_000 + held_out));
            assert!(streams.rows == 1 || 16 * streams.rows * streams.before <= held_out, "{streams:?}");
        }
        // A large text fills all rows.
        assert_eq!(WarmStreams::new(&(1_000_000..1_100_000)).rows, ROWS);
    }

    proptest! {
        #[test]
        fn every_held_out_token_is_scored_once_after_the_text_before_it(
            first in 1..200_usize,
            held_out in prop_oneof![1..300_usize, 1000..5000_usize],
            document in prop::option::of(1..200_usize),
        ) {
            // Documents of one length, one of which begins just before the part.
            let documents: Vec<usize> =
                document.map_or_else(Vec::new, |len| ((first - 1) % len..first + held_out).step_by(len).collect());
            let streams = Streams::new(&(first..first + held_out), &documents);
            let (mut seen, mut chunks) = (vec![0; held_out], Vec::new());
            let (mut ends, mut skipped) = (Vec::<Option<usize>>::new(), Vec::new());
            for chunk in 0..streams.chunks() {
                streams.batch(chunk, &mut chunks);
                ends.resize(chunks.len(), None);
                skipped.resize(chunks.len(), 0);
                for (row, chunk) in chunks.iter().enumerate().filter(|(_, chunk)| chunk.len > 0) {
                    prop_assert!(chunk.fresh || ends[row] == Some(chunk.start), "it goes on where it was");
                    let begins = documents.is_empty() || documents.contains(&chunk.start);
                    prop_assert!(begins || !chunk.fresh, "it begins with a document");
                    ends[row] = Some(chunk.start + chunk.len);
                    skipped[row] += chunk.skip;
                    (chunk.start + 1 + chunk.skip..=chunk.start + chunk.len).for_each(|place| seen[place - first] += 1);
                }
            }
            prop_assert!(seen.iter().all(|&times| times == 1));
            let warm_up = if documents.is_empty() { WARM_UP.min(first - 1) } else { 0 };
            prop_assert!(skipped.iter().all(|&skipped| skipped == warm_up));
        }
    }
}
