//! Training on a text: buffers, gradients, validation.

use std::sync::Arc;

use ndarray::Array2;

use super::part::{Step, TextPart};
use super::problem::TextProblem;
use crate::data::{Streams, fill_time_major};
use crate::nn::dropout::StepDropout;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::learn::{Learn, Position};
use crate::task::shards::Shards;

/// Most rows of a chunk of validation.
const VALIDATION_ROWS: usize = 64;

/// The buffers of training.
#[derive(Debug)]
pub(super) struct TextLearner {
    problem: Arc<TextProblem>,
    shards: Shards<TextPart>,
    prepared: Prepared,
    /// Where the rows of the batch start.
    starts: Vec<usize>,
    validation: Validation,
}

/// Buffers of the validation pass.
#[derive(Debug)]
struct Validation {
    state: State,
    pass: Pass,
    prepared: Prepared,
    starts: Vec<usize>,
    layout: Layout,
    input: Vec<u32>,
    target: Vec<u32>,
}

impl TextLearner {
    /// What learns `problem` on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(problem: Arc<TextProblem>, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let TextProblem { network, rows, batching, .. } = &*problem;
        let work = network.table().len().saturating_mul(*rows).saturating_mul(batching.seq_len());
        Ok(Self {
            shards: Shards::new(*rows, work, threads, |rows| TextPart::new(network, rows))?,
            prepared: Prepared::default(),
            starts: Vec::new(),
            validation: Validation {
                state: network.zero_state(1),
                pass: network.pass(),
                prepared: Prepared::default(),
                starts: Vec::new(),
                layout: Layout::default(),
                input: Vec::new(),
                target: Vec::new(),
            },
            problem,
        })
    }

    fn validation_streams(&self) -> Streams {
        let (held_out, seq_len) = (self.problem.held_out.len(), self.problem.batching.seq_len());
        let rows = (held_out / (seq_len + 1)).clamp(1, VALIDATION_ROWS);
        Streams::new(held_out, rows, seq_len)
    }
}

impl Learn for TextLearner {
    fn initial(&self, seed: u64) -> ParamSet {
        self.problem.network.initial(seed)
    }

    fn steps_per_epoch(&self) -> u64 {
        self.problem.steps_per_epoch()
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let TextProblem { network, text, batching, dropout, seed, .. } = &*self.problem;
        self.problem.batch(at, &mut self.starts);
        let carry = self.problem.carries();
        if carry && at.step_in_epoch == 0 {
            self.shards.parts_mut().for_each(|(rows, part)| network.set_zero(&mut part.state, rows.len()));
        }
        let step = Step {
            network,
            weights: network.prepare(params, &mut self.prepared),
            tokens: &text.tokens,
            starts: &self.starts,
            seq_len: batching.seq_len(),
            carry,
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut TextPart| part.run(&step, index, rows);
        self.shards.step(self.starts.len(), grads, run)
    }

    fn rollback(&mut self) {
        if self.problem.carries() {
            self.shards.parts_mut().for_each(|(_, part)| part.state.clone_from(&part.before));
        }
    }

    fn validation_chunks(&self) -> u64 {
        if self.problem.held_out.is_empty() { 0 } else { self.validation_streams().chunks() as u64 }
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let streams = self.validation_streams();
        let TextProblem { network, text, batching, held_out, .. } = &*self.problem;
        let seq_len = batching.seq_len();
        let buffers = &mut self.validation;
        if chunk == 0 {
            network.set_zero(&mut buffers.state, streams.rows());
        }
        let weights = network.prepare(params, &mut buffers.prepared);
        let chunk = usize::try_from(chunk).expect("chunks come from a usize");
        buffers.starts.clear();
        buffers.starts.extend((0..streams.rows()).map(|row| held_out.start + streams.start(row, chunk)));
        let characters = streams.rows() * seq_len;
        buffers.input.resize(characters, 0);
        buffers.target.resize(characters, 0);
        fill_time_major(&text.tokens, &buffers.starts, seq_len, &mut buffers.input, &mut buffers.target);
        buffers.layout.set_uniform(seq_len, streams.rows());
        let read = Sequences::tokens(&buffers.input, &buffers.layout);
        network.forward(weights, read, &mut buffers.state, None, &mut buffers.pass);
        network.loss(Targets::Classes(&buffers.target), characters, &mut buffers.pass)
    }

    fn carried(&self) -> Option<State> {
        self.whole_state(|part| &part.state)
    }

    fn carried_before(&self) -> Option<State> {
        self.whole_state(|part| &part.before)
    }

    fn set_carried(&mut self, whole: &State) {
        for (rows, shard) in self.shards.parts_mut() {
            for (part, whole) in shard.state.iter_mut().zip(whole) {
                copy_rows(&whole.h, rows.start, &mut part.h, 0, rows.len());
                copy_rows(&whole.c, rows.start, &mut part.c, 0, rows.len());
            }
        }
    }
}

impl TextLearner {
    /// The hidden state of the whole batch, where it is carried, put together from its parts.
    fn whole_state(&self, of: fn(&TextPart) -> &State) -> Option<State> {
        if !self.problem.carries() {
            return None;
        }
        let mut whole = self.problem.network.zero_state(self.problem.rows);
        let mut filled = 0;
        for (rows, shard) in self.shards.parts() {
            for (whole, part) in whole.iter_mut().zip(of(shard)) {
                copy_rows(&part.h, 0, &mut whole.h, rows.start, rows.len());
                copy_rows(&part.c, 0, &mut whole.c, rows.start, rows.len());
            }
            filled += rows.len();
        }
        debug_assert_eq!(filled, self.problem.rows, "the parts of a batch are all of it");
        Some(whole)
    }
}

fn copy_rows(from: &Array2<f32>, at: usize, to: &mut Array2<f32>, place: usize, rows: usize) {
    for row in 0..rows {
        to.row_mut(place + row).assign(&from.row(at + row));
    }
}
