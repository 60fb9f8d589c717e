//! Training on labelled texts: gradients and validation.

use std::ops::Range;
use std::sync::Arc;

use super::batch::{Goal, RowBatch};
use super::problem::RowsProblem;
use crate::data::Labelled;
use crate::nn::dropout::StepDropout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Targets, Weights};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::learn::{Learn, Position};
use crate::task::shards::{Part, Shards};

/// Most rows of a chunk of validation, and most tokens, roughly.
const VALIDATION_ROWS: usize = 64;
const VALIDATION_TOKENS: usize = 4096;

/// The buffers of training.
#[derive(Debug)]
pub(in crate::task) struct RowsLearner {
    problem: Arc<RowsProblem>,
    shards: Shards<RowsPart>,
    prepared: Prepared,
    /// The rows of the batch by their number in the file.
    batch: Vec<usize>,
    validation: Validation,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
struct RowsPart {
    batch: RowBatch,
    state: State,
    pass: Pass,
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
        let loss = self.loss(step, &step.batch[rows], step.dropout.map(|dropout| (dropout, index)));
        step.network.backward(step.weights, self.batch.read(), &mut self.pass);
        loss
    }

    /// The loss of these rows.
    fn loss(&mut self, step: &Step<'_>, rows: &[usize], dropout: Option<(StepDropout, u64)>) -> LossSum {
        self.batch.set(step.data, step.goal, rows.iter().copied());
        step.network.set_zero(&mut self.state, rows.len());
        let mut dropout = dropout.map(|(dropout, index)| dropout.part(index));
        step.network.forward(step.weights, self.batch.read(), &mut self.state, dropout.as_mut(), &mut self.pass);
        step.network.loss(Targets::Classes(self.batch.wanted()), step.divisor, &mut self.pass)
    }
}

impl RowsLearner {
    /// What learns `problem` on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(problem: Arc<RowsProblem>, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let RowsProblem { network, size, .. } = &*problem;
        let mean_length = problem.mean_length();
        let work = network.table().len().saturating_mul(mean_length).saturating_mul(*size);
        Ok(Self {
            shards: Shards::new(*size, work, threads, |_| RowsPart::new(network))?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            validation: Validation {
                rows: (VALIDATION_TOKENS / mean_length).clamp(1, VALIDATION_ROWS),
                part: RowsPart::new(network),
                prepared: Prepared::default(),
            },
            problem,
        })
    }
}

impl Learn for RowsLearner {
    fn initial(&self, seed: u64) -> ParamSet {
        self.problem.network.initial(seed)
    }

    fn steps_per_epoch(&self) -> u64 {
        self.problem.steps_per_epoch()
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let RowsProblem { network, data, goal, dropout, seed, .. } = &*self.problem;
        self.problem.batch(at, &mut self.batch);
        let step = Step {
            network,
            weights: network.prepare(params, &mut self.prepared),
            data,
            goal: *goal,
            batch: &self.batch,
            divisor: goal.losses(data, &self.batch),
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut RowsPart| part.run(&step, index, rows);
        self.shards.step(self.batch.len(), grads, run)
    }

    fn validation_chunks(&self) -> u64 {
        self.problem.split.held_out.len().div_ceil(self.validation.rows) as u64
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let RowsProblem { network, data, goal, split, .. } = &*self.problem;
        let Validation { rows, part, prepared } = &mut self.validation;
        let weights = network.prepare(params, prepared);
        let start = usize::try_from(chunk).expect("chunks come from a usize") * *rows;
        let batch = &split.held_out[start..split.held_out.len().min(start + *rows)];
        let divisor = goal.losses(data, batch);
        let step = Step { network, weights, data, goal: *goal, batch, divisor, dropout: None };
        part.loss(&step, batch, None)
    }
}
