//! The loss on a held-out part of a text, as one reader of the whole text would have it.
//!
//! Every held-out character is predicted once, by a net that has read the text before it. A long part is cut into
//! parallel streams for speed; each of them first reads some characters before its own part, which are not scored. This
//! module must never touch the hidden state that training carries.

use std::ops::Range;

use super::problem::TextProblem;
use crate::data::fill_time_major;
use crate::data::tokens::Tokens;
use crate::nn::layout::Layout;
use crate::nn::loss::{IGNORE, LossSum};
use crate::nn::network::{Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// Most streams.
const ROWS: usize = 64;
/// Characters that a stream reads before it is scored, where there are so many.
pub const WARM_UP: usize = 64;
/// A part is at least this long, or there is one stream only. So reading warm-ups takes a sixteenth of the time at
/// most, and what a net remembers from further back than a warm-up hardly weighs.
const PART: usize = 16 * WARM_UP;
/// Characters of a stream that are read at once. Longer chunks would keep the worker from its commands.
const CHUNK: usize = 50;

/// Which characters each stream reads in which chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Streams {
    /// The first held-out character, and how many there are.
    first: usize,
    held_out: usize,
    pub rows: usize,
    warm_up: usize,
}

impl Streams {
    /// Streams over the characters `held_out`, which no text begins with.
    pub fn new(held_out: &Range<usize>) -> Self {
        Self {
            first: held_out.start,
            held_out: held_out.len(),
            rows: (held_out.len() / PART).clamp(1, ROWS),
            // A character is predicted from the one before it, so the text's first one cannot be.
            warm_up: WARM_UP.min(held_out.start - 1),
        }
    }

    /// The characters that a row predicts. Parts differ by one character at most.
    pub fn part(&self, row: usize) -> Range<usize> {
        let place = |row| self.first + self.held_out * row / self.rows;
        place(row)..place(row + 1)
    }

    /// Characters that the longest row reads, its warm-up included.
    fn longest(&self) -> usize {
        self.warm_up + self.held_out.div_ceil(self.rows)
    }

    pub fn chunks(&self) -> usize {
        self.longest().div_ceil(CHUNK)
    }

    /// Steps of this chunk; the last one may have fewer.
    pub fn steps(&self, chunk: usize) -> usize {
        CHUNK.min(self.longest() - chunk * CHUNK)
    }

    /// The place of the first character that a row reads in this chunk.
    pub fn start(&self, row: usize, chunk: usize) -> usize {
        self.part(row).start - 1 - self.warm_up + chunk * CHUNK
    }
}

/// The buffers of the validation.
#[derive(Debug)]
pub(super) struct Validation {
    state: State,
    pass: Pass,
    prepared: Prepared,
    starts: Vec<usize>,
    layout: Layout,
    input: Vec<u32>,
    target: Vec<u32>,
}

impl Validation {
    /// Buffers for validations of `problem`.
    pub fn new(problem: &TextProblem) -> Self {
        Self {
            state: problem.network.zero_state(1),
            pass: problem.network.pass(),
            prepared: Prepared::default(),
            starts: Vec::new(),
            layout: Layout::default(),
            input: Vec::new(),
            target: Vec::new(),
        }
    }

    /// Chunks of a held-out part of a text; 0 where it is empty.
    pub fn chunks(part: &Range<usize>) -> u64 {
        if part.is_empty() { 0 } else { Streams::new(part).chunks() as u64 }
    }

    /// The loss of one chunk of a held-out part of the text, chunk 0 first and the others in order.
    pub fn chunk(&mut self, problem: &TextProblem, part: &Range<usize>, params: &ParamSet, chunk: u64) -> LossSum {
        let chunk = usize::try_from(chunk).expect("chunks come from a usize");
        let streams = Streams::new(part);
        let TextProblem { network, text, .. } = problem;
        if chunk == 0 {
            network.set_zero(&mut self.state, streams.rows);
        }
        let steps = streams.steps(chunk);
        self.fill(streams, &text.tokens, chunk);
        let weights = network.prepare(params, &mut self.prepared);
        self.layout.set_uniform(steps, streams.rows);
        let read = Sequences::tokens(&self.input, &self.layout);
        network.forward(weights, read, &mut self.state, None, &mut self.pass);
        network.loss(Targets::Classes(&self.target), steps * streams.rows, &mut self.pass)
    }

    /// Lays out what is read and predicted in this chunk; what is not scored has [`IGNORE`] for a target.
    fn fill(&mut self, streams: Streams, tokens: &Tokens, chunk: usize) {
        let (rows, steps) = (streams.rows, streams.steps(chunk));
        self.starts.clear();
        self.starts.extend((0..rows).map(|row| streams.start(row, chunk)));
        self.input.resize(steps * rows, 0);
        self.target.resize(steps * rows, 0);
        // A shorter row reads one character into the next row's part. The last row is one of the longest, so none reads
        // past the end of the text.
        fill_time_major(tokens, &self.starts, steps, &mut self.input, &mut self.target);
        for (row, &start) in self.starts.iter().enumerate() {
            let part = streams.part(row);
            for step in 0..steps {
                if !part.contains(&(start + step + 1)) {
                    self.target[step * rows + row] = IGNORE;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn warm_ups_are_a_small_share_of_what_is_read() {
        for held_out in [1, 1000, 2000, 5000, 60_000, 1_000_000] {
            let streams = Streams::new(&(9_000_000..9_000_000 + held_out));
            assert!(streams.rows == 1 || 16 * streams.rows * streams.warm_up <= held_out, "{streams:?}");
        }
        // A large text fills all rows.
        assert_eq!(Streams::new(&(1_000_000..1_100_000)).rows, ROWS);
    }

    proptest! {
        #[test]
        fn every_held_out_character_is_scored_once_after_the_text_before_it(
            first in 1..200_usize,
            held_out in prop_oneof![1..300_usize, 1000..5000_usize],
        ) {
            let streams = Streams::new(&(first..first + held_out));
            let mut seen = vec![0; held_out];
            for row in 0..streams.rows {
                let mut scored = Vec::new();
                for chunk in 0..streams.chunks() {
                    let start = streams.start(row, chunk);
                    prop_assert!(start + streams.steps(chunk) < first + held_out, "a target after the text's end");
                    let targets = start + 1..=start + streams.steps(chunk);
                    scored.extend(targets.filter(|place| streams.part(row).contains(place)));
                }
                prop_assert!(scored.iter().copied().eq(streams.part(row)), "in order");
                for place in &scored {
                    seen[place - first] += 1;
                }
                let before = streams.part(row).start - 1 - streams.start(row, 0);
                prop_assert_eq!(before, WARM_UP.min(first - 1));
            }
            prop_assert!(seen.iter().all(|&times| times == 1));
        }
    }
}
