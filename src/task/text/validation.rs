//! The loss on a held-out part of a text, as one reader of the whole text would have it.
//!
//! Every held-out token is predicted once, by a net that has read the text before it, or what its document has before
//! it. This module must never touch the hidden state that training carries.

use std::ops::Range;

use super::lay_out::{lay_out, steps};
use super::part::forget;
use super::problem::TextProblem;
use super::streams::Streams;
use crate::data::Chunk;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::learn::HeldOut;

/// The buffers of the validation.
#[derive(Debug)]
pub(super) struct TextValidation {
    /// How each held-out part is read, the validation's first; none of one that is empty.
    parts: [Option<Streams>; 2],
    state: State,
    pass: Pass,
    prepared: Prepared,
    layout: Layout,
    chunks: Vec<Chunk>,
    input: Vec<u32>,
    target: Vec<u32>,
}

impl TextValidation {
    /// Buffers for validations of `problem`.
    pub fn new(problem: &TextProblem) -> Self {
        let streams = |part: &Range<usize>| (!part.is_empty()).then(|| Streams::new(part, &problem.text.documents));
        Self {
            parts: [&problem.validation, &problem.test].map(streams),
            state: problem.network.zero_state(1),
            pass: problem.network.pass(),
            prepared: Prepared::default(),
            layout: Layout::default(),
            chunks: Vec::new(),
            input: Vec::new(),
            target: Vec::new(),
        }
    }

    fn streams(&self, part: HeldOut) -> Option<&Streams> {
        match part {
            HeldOut::Validation => self.parts[0].as_ref(),
            HeldOut::Test => self.parts[1].as_ref(),
        }
    }

    /// Chunks of a held-out part; 0 where it is empty.
    pub fn chunks(&self, part: HeldOut) -> u64 {
        self.streams(part).map_or(0, |streams| streams.chunks() as u64)
    }

    /// The loss of one chunk of a held-out part of the text, chunk 0 first and the others in order; none of a part that
    /// is empty.
    pub fn chunk(&mut self, problem: &TextProblem, part: HeldOut, params: &ParamSet, chunk: u64) -> LossSum {
        let chunk = usize::try_from(chunk).expect("chunks come from a usize");
        let mut chunks = std::mem::take(&mut self.chunks);
        let Some(streams) = self.streams(part) else { return LossSum::default() };
        streams.batch(chunk, &mut chunks);
        let TextProblem { network, text, .. } = problem;
        if chunk == 0 {
            network.set_zero(&mut self.state, chunks.len());
        }
        forget(&mut self.state, &chunks);
        let (steps, rows) = (steps(&chunks), chunks.len());
        lay_out(|place| text.tokens.get(place), &chunks, &mut self.input, &mut self.target);
        self.chunks = chunks;
        let weights = network.prepare(params, &mut self.prepared);
        self.layout.set_uniform(steps, rows);
        let read = Sequences::tokens(&self.input, &self.layout);
        network.forward(weights, read, &mut self.state, None, &mut self.pass);
        network.loss(Targets::Classes(&self.target), steps * rows, &mut self.pass)
    }
}
