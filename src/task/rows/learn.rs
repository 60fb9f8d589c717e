//! Training on labelled texts: gradients, validation and test.

use std::ops::Range;
use std::sync::Arc;

use super::batch::{Goal, RowBatch};
use super::problem::RowsProblem;
use super::weigh::weight_of;
use crate::data::Labelled;
use crate::nn::dropout::StepDropout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Targets, Weights};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::learn::{HeldOut, Learn, Position};
use crate::task::shards::{Shard, Shards};

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
    measuring: Measuring,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
struct RowsPart {
    batch: RowBatch,
    state: State,
    pass: Pass,
}

/// Buffers of a pass over held-out rows.
#[derive(Debug)]
struct Measuring {
    /// Rows of a chunk.
    rows: usize,
    part: RowsPart,
    prepared: Prepared,
    /// Of the validation and of the test, the sum of the weights of their labels, where labels have such.
    weights: Option<[f64; 2]>,
}

/// What all parts read in a step.
struct RowsStep<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    data: &'a Labelled,
    goal: Goal,
    batch: &'a [usize],
    divisor: Divisor<'a>,
    dropout: Option<StepDropout>,
}

/// What the losses of a whole batch are divided by.
#[derive(Clone, Copy)]
enum Divisor<'a> {
    /// How many there are.
    Count(usize),
    /// The sum of their labels' weights.
    Weights { weights: &'a [f32], sum: f64 },
}

impl<'a> Divisor<'a> {
    /// That of these rows.
    fn of(problem: &'a RowsProblem, rows: &[usize]) -> Self {
        match &problem.weights {
            Some(weights) => Self::Weights { weights, sum: weight_of(weights, &problem.data, rows) },
            None => Self::Count(problem.goal.losses(&problem.data, rows)),
        }
    }

    /// The sum of losses of which `all` rows have this divisor, so that total / count is their weighted mean.
    fn mean(self, sum: LossSum, all: usize) -> LossSum {
        match self {
            Self::Count(_) => sum,
            Self::Weights { sum: weights, .. } => weighted(sum, all, weights),
        }
    }
}

/// The sum of losses of some of `all` rows, whose labels have these weights in all, so that total / count of the sum of
/// all is their weighted mean.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 rows")]
fn weighted(sum: LossSum, all: usize, weights: f64) -> LossSum {
    LossSum { total: sum.total * all as f64 / weights, ..sum }
}

impl Shard for RowsPart {
    fn grads(&self) -> &ParamSet {
        &self.pass.grads
    }
}

impl RowsPart {
    fn new(network: &Network) -> Self {
        Self { batch: RowBatch::default(), state: network.zero_state(1), pass: network.pass() }
    }

    /// The gradient of these rows of the batch, into the pass, and their loss.
    fn run(&mut self, step: &RowsStep<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let loss = self.loss(step, &step.batch[rows], step.dropout.map(|dropout| (dropout, index)));
        step.network.backward(step.weights, self.batch.read(), &mut self.pass);
        loss
    }

    /// The loss of these rows.
    fn loss(&mut self, step: &RowsStep<'_>, rows: &[usize], dropout: Option<(StepDropout, u64)>) -> LossSum {
        self.batch.set(step.data, step.goal, rows.iter().copied());
        step.network.set_zero(&mut self.state, rows.len());
        let mut dropout = dropout.map(|(dropout, index)| dropout.part(index));
        step.network.forward(step.weights, self.batch.read(), &mut self.state, dropout.as_mut(), &mut self.pass);
        let classes = self.batch.wanted();
        match step.divisor {
            Divisor::Count(count) => step.network.loss(Targets::Classes(classes), count, &mut self.pass),
            Divisor::Weights { weights, sum } => {
                #[expect(clippy::cast_possible_truncation, reason = "the engine's numbers are f32")]
                let targets = Targets::Weighted { classes, weights, divisor: sum as f32 };
                step.network.loss(targets, rows.len(), &mut self.pass)
            }
        }
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
        let work = problem.work().saturating_mul(*size);
        Ok(Self {
            shards: Shards::new(*size, work, threads, |_| RowsPart::new(network))?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            measuring: Measuring {
                rows: (VALIDATION_TOKENS / mean_length).clamp(1, VALIDATION_ROWS),
                part: RowsPart::new(network),
                prepared: Prepared::default(),
                weights: problem.weights.as_ref().map(|weights| {
                    let of = |rows: &[usize]| weight_of(weights, &problem.data, rows);
                    [of(&problem.split.validation), of(&problem.split.test)]
                }),
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
        let divisor = Divisor::of(&self.problem, &self.batch);
        let step = RowsStep {
            network,
            weights: network.prepare(params, &mut self.prepared),
            data,
            goal: *goal,
            batch: &self.batch,
            divisor,
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut RowsPart| part.run(&step, index, rows);
        divisor.mean(self.shards.step(self.batch.len(), grads, run), self.batch.len())
    }

    fn chunks(&self, part: HeldOut) -> u64 {
        self.problem.split.rows(part.into()).len().div_ceil(self.measuring.rows) as u64
    }

    /// The loss of a chunk of a part. Labels have the weights of training, as with one criterion for both in PyTorch:
    /// the best net is then the best at what is learnt. The sum over all chunks has the part's weighted mean.
    fn measure(&mut self, params: &ParamSet, part: HeldOut, chunk: u64) -> LossSum {
        let RowsProblem { network, data, goal, split, .. } = &*self.problem;
        let (all, place) = (split.rows(part.into()), part as usize);
        let Measuring { rows, part, prepared, weights: of_all } = &mut self.measuring;
        let weights = network.prepare(params, prepared);
        let start = usize::try_from(chunk).expect("chunks come from a usize") * *rows;
        let batch = &all[start..all.len().min(start + *rows)];
        let divisor = Divisor::of(&self.problem, batch);
        let step = RowsStep { network, weights, data, goal: *goal, batch, divisor, dropout: None };
        let sum = part.loss(&step, batch, None);
        of_all.map_or(sum, |weights| weighted(sum, all.len(), weights[place]))
    }
}
