//! Pairs as a translator takes them: packed, with the start and the end that a sentence in a file does not have.

use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Pairs, Side};
use crate::nn::layout::Layout;
use crate::nn::loss::IGNORE;
use crate::nn::network::Sequences;

/// A batch of pairs. For a source x1..xn and a target y1..ym the encoder reads x1..xn EOS, and the decoder reads SOS
/// y1..ym with y1..ym EOS as targets.
#[derive(Debug, Default)]
pub(super) struct PairBatch {
    lengths: Vec<usize>,
    source_layout: Layout,
    target_layout: Layout,
    source: Vec<u32>,
    given: Vec<u32>,
    wanted: Vec<u32>,
}

impl PairBatch {
    /// Holds these rows of `pairs` from now on, without a new allocation once it has been as large.
    pub fn set(&mut self, pairs: &Pairs, rows: impl Iterator<Item = usize> + Clone) {
        let longer = |side: &Side, row| side.len(row) + 1;
        self.lengths.clear();
        self.lengths.extend(rows.clone().map(|row| longer(&pairs.source, row)));
        self.source_layout.set_packed(&self.lengths);
        self.lengths.clear();
        self.lengths.extend(rows.clone().map(|row| longer(&pairs.target, row)));
        self.target_layout.set_packed(&self.lengths);
        self.source.resize(self.source_layout.total(), EOS);
        self.given.resize(self.target_layout.total(), SOS);
        self.wanted.resize(self.target_layout.total(), EOS);
        for (local, row) in rows.enumerate() {
            let read = pairs.source.ids(row).chain([EOS]);
            for (place, token) in self.source_layout.places(local).zip(read) {
                self.source[place] = token;
            }
            let written = [SOS].into_iter().chain(pairs.target.ids(row)).chain([EOS]);
            let wanted = pairs.target.ids(row).chain([EOS]);
            for (place, (given, wanted)) in self.target_layout.places(local).zip(written.zip(wanted)) {
                (self.given[place], self.wanted[place]) = (given, wanted);
            }
        }
    }

    /// Ignores in the loss every target token that no training pair has: the net cannot write a word it does not know.
    pub fn ignore_unknown(&mut self) {
        self.wanted.iter_mut().filter(|token| **token == UNK).for_each(|token| *token = IGNORE);
    }

    /// Sets the decoder's input at this step of `row` to `token`, if the row's target is long enough.
    pub fn give(&mut self, row: usize, step: usize, token: u32) {
        if step < self.target_layout.length(row) {
            let place = self.target_layout.place(row, step);
            self.given[place] = token;
        }
    }

    /// Steps of the longest target, its end among them.
    pub fn target_steps(&self) -> usize {
        self.target_layout.steps()
    }

    /// What the encoder reads.
    pub fn source(&self) -> Sequences<'_> {
        Sequences::tokens(&self.source, &self.source_layout)
    }

    /// What the decoder is given.
    pub fn given(&self) -> Sequences<'_> {
        Sequences::tokens(&self.given, &self.target_layout)
    }

    /// The decoder's targets, in the same order.
    pub fn wanted(&self) -> &[u32] {
        &self.wanted
    }
}
