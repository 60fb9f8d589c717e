//! A batch in a fixed number of parts, computed in any order and summed in one.
//!
//! How many parts there are depends on the number of rows alone, never on how many threads share them, and
//! gradients are added part after part: so every `--threads` gives the same bits.

use std::ops::Range;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::data::batches::fill_time_major;
use crate::data::tokens::Tokens;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// Multiplications in a step below which waking another thread costs more than it gives.
const WORTH_A_THREAD: usize = 400_000;

/// One part of a batch: its rows, its data, its buffers.
#[derive(Debug)]
pub(super) struct Shard {
    /// The batch's rows that are this part's.
    pub rows: Range<usize>,
    /// Where they stand in the data.
    layout: Layout,
    /// `T*N` inputs, time-major over this part's rows.
    pub input: Vec<u32>,
    /// `T*N` targets.
    pub target: Vec<u32>,
    /// The hidden state before, then after the chunk.
    pub state: State,
    /// The same before the last step, where it is carried.
    before: State,
    /// What the last step computed.
    pub pass: Pass,
    loss: LossSum,
}

/// What all parts read in a step.
pub(super) struct Step<'a> {
    pub params: &'a ParamSet,
    pub tokens: &'a Tokens,
    /// Where each of the batch's rows starts in the text.
    pub starts: &'a [usize],
    pub seq_len: usize,
    /// Whether the state is carried from the step before; otherwise it starts at zero.
    pub carry: bool,
    /// Probability and seed of this step's dropout.
    pub dropout: Option<(f32, u64)>,
}

/// The parts of a batch and what computes them.
#[derive(Debug)]
pub(super) struct Shards {
    parts: Vec<Shard>,
    in_use: usize,
    prepared: Prepared,
    pool: Option<ThreadPool>,
}

impl Shards {
    /// Parts for batches of up to `rows` rows, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(
        network: &Network,
        rows: usize,
        seq_len: usize,
        threads: usize,
    ) -> Result<Self, rayon::ThreadPoolBuildError> {
        let part = |rows: Range<usize>| Shard {
            state: network.zero_state(rows.len()),
            before: network.zero_state(rows.len()),
            pass: network.pass(),
            layout: Layout::default(),
            input: Vec::new(),
            target: Vec::new(),
            loss: LossSum::default(),
            rows,
        };
        let parts: Vec<_> = split(rows).map(part).collect();
        let work = network.table().len().saturating_mul(rows).saturating_mul(seq_len);
        let threads = threads.min(parts.len());
        let pool = (threads > 1 && work >= WORTH_A_THREAD)
            .then(|| {
                rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("engine-{i}")).build()
            })
            .transpose()?;
        Ok(Self { in_use: parts.len(), parts, prepared: Prepared::default(), pool })
    }

    /// The parts of the last batch, in the order of its rows.
    pub fn parts(&self) -> &[Shard] {
        &self.parts[..self.in_use]
    }

    /// The parts' states, to be zeroed or restored.
    pub fn states_mut(&mut self) -> impl Iterator<Item = (&Range<usize>, &mut State)> {
        self.parts.iter_mut().map(|part| (&part.rows, &mut part.state))
    }

    /// Puts the carried state back to what it was before the last step.
    pub fn take_back(&mut self) {
        for part in &mut self.parts {
            part.state.clone_from(&part.before);
        }
    }

    /// Forward and backward over one batch. The gradient of its mean loss replaces `grads`.
    pub fn step(&mut self, network: &Network, step: &Step<'_>, grads: &mut ParamSet) -> LossSum {
        network.prepare(step.params, &mut self.prepared);
        self.in_use = 0;
        for (index, rows) in split(step.starts.len()).enumerate() {
            self.parts[index].rows = rows;
            self.in_use += 1;
        }
        let (prepared, parts) = (&self.prepared, &mut self.parts[..self.in_use]);
        let run = |(index, part): (usize, &mut Shard)| part.run(network, prepared, step, index as u64);
        match &self.pool {
            Some(pool) => pool.install(|| parts.par_iter_mut().enumerate().for_each(run)),
            None => parts.iter_mut().enumerate().for_each(run),
        }
        let mut sum = LossSum::default();
        grads.set_zero();
        for part in parts {
            sum += part.loss;
            grads.add(&part.pass.grads);
        }
        sum
    }
}

impl Shard {
    fn run(&mut self, network: &Network, prepared: &Prepared, step: &Step<'_>, index: u64) {
        let starts = &step.starts[self.rows.clone()];
        let characters = starts.len() * step.seq_len;
        self.input.resize(characters, 0);
        self.target.resize(characters, 0);
        fill_time_major(step.tokens, starts, step.seq_len, &mut self.input, &mut self.target);
        if step.carry {
            self.before.clone_from(&self.state);
        } else {
            zero(&mut self.state, network, starts.len());
        }
        let mut random = step.dropout.map(|(p, seed)| (p, Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(index))));
        let dropout = random.as_mut().map(|(p, random)| (*p, random));
        self.layout.set_uniform(step.seq_len, starts.len());
        let read = Sequences::tokens(&self.input, &self.layout);
        network.forward(step.params, prepared, read, &mut self.state, dropout, &mut self.pass);
        self.loss = network.loss(Targets::Classes(&self.target), step.starts.len() * step.seq_len, &mut self.pass);
        network.backward(step.params, prepared, read, &mut self.pass);
    }
}

/// Sets a state to zero, giving it `rows` rows.
pub(super) fn zero(state: &mut State, network: &Network, rows: usize) {
    if state.first().is_some_and(|layer| layer.h.nrows() == rows) {
        for layer in state {
            layer.h.fill(0.0);
            layer.c.fill(0.0);
        }
    } else {
        *state = network.zero_state(rows);
    }
}

/// The parts of a batch of `rows` rows, as equal as can be.
fn split(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = match rows {
        0..16 => 1,
        16..40 => 2,
        40..128 => 4,
        _ => 8,
    };
    (0..parts).map(move |part| rows * part / parts..rows * (part + 1) / parts)
}
