//! One part of a batch of text: its rows laid out, a pass over them, and the hidden state they carry.

use std::ops::Range;

use super::lay_out::{lay_out, steps};
use super::problem::Batch;
use crate::data::{Chunk, Tokens};
use crate::nn::dropout::StepDropout;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Sequences, Targets, Weights};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::shards::Shard;

/// Buffers of one part of a batch.
#[derive(Debug)]
pub(super) struct TextPart {
    /// Where the rows stand in the data.
    layout: Layout,
    /// What each of them reads.
    chunks: Vec<Chunk>,
    /// `T*N` inputs, time-major over this part's rows; T is that of the longest chunk.
    pub input: Vec<u32>,
    /// `T*N` targets.
    pub target: Vec<u32>,
    /// The hidden state before, then after the chunk.
    pub state: State,
    /// The same before the last step, where it is carried.
    pub before: State,
    /// What the last step computed.
    pub pass: Pass,
}

/// What all parts read in a step.
pub(super) struct TextStep<'a> {
    pub network: &'a Network,
    pub weights: Weights<'a>,
    pub tokens: &'a Tokens,
    pub batch: Batch<'a>,
    /// Targets of the whole batch.
    pub targets: usize,
    /// Whether the state is carried from the step before where no new document begins; otherwise it starts at zero.
    pub carry: bool,
    pub dropout: Option<StepDropout>,
}

impl Shard for TextPart {
    fn grads(&self) -> &ParamSet {
        &self.pass.grads
    }
}

impl TextPart {
    /// Buffers for a part of `rows` rows.
    pub fn new(network: &Network, rows: usize) -> Self {
        Self {
            layout: Layout::default(),
            chunks: Vec::new(),
            input: Vec::new(),
            target: Vec::new(),
            state: network.zero_state(rows),
            before: network.zero_state(rows),
            pass: network.pass(),
        }
    }

    /// The gradient of these rows of the batch, into the pass, and their loss.
    pub fn run(&mut self, step: &TextStep<'_>, index: u64, rows: Range<usize>) -> LossSum {
        self.chunks.clear();
        self.chunks.extend(rows.map(|row| step.batch.chunk(row)));
        let chunks = &self.chunks;
        lay_out(|place| step.tokens.get(place), chunks, &mut self.input, &mut self.target);
        if step.carry {
            forget(&mut self.state, chunks);
            self.before.clone_from(&self.state);
        } else {
            step.network.set_zero(&mut self.state, chunks.len());
        }
        let mut dropout = step.dropout.map(|dropout| dropout.part(index));
        self.layout.set_uniform(steps(chunks), chunks.len());
        let read = Sequences::tokens(&self.input, &self.layout);
        step.network.forward(step.weights, read, &mut self.state, dropout.as_mut(), &mut self.pass);
        let loss = step.network.loss(Targets::Classes(&self.target), step.targets, &mut self.pass);
        step.network.backward(step.weights, read, &mut self.pass);
        loss
    }
}

/// Sets the state of the rows whose chunk begins at a state of zeros to that.
pub(super) fn forget(state: &mut State, chunks: &[Chunk]) {
    for (row, _) in chunks.iter().enumerate().filter(|(_, chunk)| chunk.fresh) {
        for layer in &mut *state {
            layer.h.row_mut(row).fill(0.0);
            layer.c.row_mut(row).fill(0.0);
        }
    }
}
