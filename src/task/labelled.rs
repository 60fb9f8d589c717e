//! What both tasks on labelled texts share: packed batches of rows of any length, and the network that reads them.
//!
//! Which rows are trained on, in which order, and the gradient of a batch are decided here; what a prediction means and
//! what is shown of it is each task's own business.

mod batch;
mod look;

use std::ops::Range;

pub(super) use self::batch::Goal;
use self::batch::RowBatch;
pub(super) use self::look::Observer;
use super::shards::{Part, Shards};
use super::{Model, Position};
use crate::config::{Batching, RunConfig};
use crate::data::{Epoch, Labelled, Split};
use crate::nn::dropout::{Dropout, StepDropout};
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Targets, Weights};
use crate::nn::param::ParamSet;
use crate::nn::random::{Purpose, derive};
use crate::nn::stack::State;

/// Most rows of a chunk of validation, and most tokens, roughly.
const VALIDATION_ROWS: usize = 64;
const VALIDATION_TOKENS: usize = 4096;

/// The rows of a file, and the network that learns from them.
#[derive(Debug)]
pub(super) struct Rows {
    pub data: Labelled,
    pub network: Network,
    pub split: Split,
    /// Rows of a whole batch.
    pub size: usize,
    /// The rows of the last batch by their number in the file; empty before the first step.
    pub batch: Vec<usize>,
    validation: Validation,
    goal: Goal,
    shuffle: bool,
    seed: u64,
    dropout: f64,
    shards: Shards<RowsPart>,
    prepared: Prepared,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
pub(super) struct RowsPart {
    batch: RowBatch,
    state: State,
    /// What the last step computed: gradients of the logits in the place of its outputs.
    pub pass: Pass,
}

/// Buffers of the validation pass.
#[derive(Debug)]
struct Validation {
    /// Rows of a chunk.
    rows: usize,
    part: RowsPart,
    prepared: Prepared,
}

/// What all parts read in a step.
struct Step<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    data: &'a Labelled,
    goal: Goal,
    batch: &'a [usize],
    /// Losses in the whole batch.
    divisor: usize,
    dropout: Option<StepDropout>,
}

impl Part for RowsPart {
    fn grads(&self) -> &ParamSet {
        &self.pass.grads
    }
}

impl RowsPart {
    fn new(network: &Network) -> Self {
        Self { batch: RowBatch::default(), state: network.zero_state(1), pass: network.pass() }
    }

    /// The gradient of these rows of the batch, into the pass, and their loss.
    fn run(&mut self, step: &Step<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let mut dropout = step.dropout.map(|dropout| dropout.part(index));
        let loss = self.forward(step, &step.batch[rows], dropout.as_mut());
        step.network.backward(step.weights, self.batch.read(), &mut self.pass);
        loss
    }

    fn forward(&mut self, step: &Step<'_>, rows: &[usize], dropout: Option<&mut Dropout>) -> LossSum {
        self.batch.set(step.data, step.goal, rows.iter().copied());
        step.network.set_zero(&mut self.state, rows.len());
        let read = self.batch.read();
        step.network.forward(step.weights, read, &mut self.state, dropout, &mut self.pass);
        step.network.loss(Targets::Classes(self.batch.wanted()), step.divisor, &mut self.pass)
    }
}

impl Rows {
    /// The rows of `data` under `config`, which fits them, learnt on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(
        data: Labelled,
        goal: Goal,
        config: &RunConfig,
        threads: usize,
    ) -> Result<Self, rayon::ThreadPoolBuildError> {
        let Batching::Examples { shuffle, .. } = config.batching else {
            unreachable!("the configuration was checked against rows")
        };
        let network = Model::new(config, &super::labelled_size(&data)).into_network();
        let split = super::split(config, data.rows());
        let rows = config.batching.rows(split.training.len());
        let mean_length = data.tokens.len().div_ceil(data.rows()) + 1;
        let work = network.table().len().saturating_mul(mean_length).saturating_mul(rows);
        Ok(Self {
            shards: Shards::new(rows, work, threads, |_| RowsPart::new(&network))?,
            prepared: Prepared::default(),
            validation: Validation {
                rows: (VALIDATION_TOKENS / mean_length).clamp(1, VALIDATION_ROWS),
                part: RowsPart::new(&network),
                prepared: Prepared::default(),
            },
            size: rows,
            batch: Vec::new(),
            goal,
            shuffle,
            seed: config.seed,
            dropout: config.model.dropout,
            data,
            network,
            split,
        })
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.split.training.len().div_ceil(self.size) as u64
    }

    /// See [`super::Task::step`].
    #[expect(clippy::cast_possible_truncation, reason = "steps in an epoch come from a usize")]
    pub fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let order = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
        let epoch = Epoch::new(self.split.training.len(), self.size, order);
        self.batch.clear();
        let training = &self.split.training;
        self.batch.extend(epoch.batch(at.step_in_epoch as usize).map(|example| training[example]));
        let step = Step {
            network: &self.network,
            weights: self.network.prepare(params, &mut self.prepared),
            data: &self.data,
            goal: self.goal,
            batch: &self.batch,
            divisor: self.goal.losses(&self.data, &self.batch),
            dropout: StepDropout::new(self.dropout, self.seed, at.step),
        };
        let run = |index, rows, part: &mut RowsPart| part.run(&step, index, rows);
        self.shards.step(self.batch.len(), grads, run)
    }

    /// The parts of the last batch with their rows' places in [`Rows::batch`].
    pub fn parts(&self) -> impl Iterator<Item = (&Range<usize>, &RowsPart)> {
        self.shards.parts()
    }

    /// Chunks in a validation.
    pub fn validation_chunks(&self) -> u64 {
        self.split.held_out.len().div_ceil(self.validation.rows) as u64
    }

    /// The held-out rows of a chunk, by their places in the list of them.
    pub fn chunk(&self, chunk: u64) -> Range<usize> {
        let start = usize::try_from(chunk).expect("chunks come from a usize") * self.validation.rows;
        start..self.split.held_out.len().min(start + self.validation.rows)
    }

    /// See [`super::Task::validate`].
    pub fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let rows = self.chunk(chunk);
        let Validation { part, prepared, .. } = &mut self.validation;
        let weights = self.network.prepare(params, prepared);
        let batch = &self.split.held_out[rows];
        let divisor = self.goal.losses(&self.data, batch);
        let (network, data, goal) = (&self.network, &self.data, self.goal);
        let step = Step { network, weights, data, goal, batch, divisor, dropout: None };
        part.forward(&step, batch, None)
    }

    /// What the last chunk of a validation computed, likewise.
    pub fn validated(&self) -> &Pass {
        &self.validation.part.pass
    }
}
