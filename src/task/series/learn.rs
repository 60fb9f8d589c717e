//! Training on a series: gradients and validation.

use std::ops::Range;
use std::sync::Arc;

use super::buffers::Buffers;
use super::gain::Gain;
use super::problem::SeriesProblem;
use super::timeline::Timeline;
use crate::nn::dropout::StepDropout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Prepared, Weights};
use crate::nn::param::ParamSet;
use crate::task::learn::{HeldOut, Learn, Position};
use crate::task::shards::{Shard, Shards};

/// Most steps, rows times T, of a chunk of validation: a command waits for no longer than one takes.
const VALIDATION_STEPS: usize = 2048;

/// The buffers of training.
#[derive(Debug)]
pub(super) struct SeriesLearner {
    problem: Arc<SeriesProblem>,
    shards: Shards<SeriesPart>,
    prepared: Prepared,
    /// The examples of the batch.
    batch: Vec<usize>,
    validation: SeriesValidation,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
struct SeriesPart(Buffers);

/// Buffers of the validation pass.
#[derive(Debug)]
struct SeriesValidation {
    prepared: Prepared,
    examples: Vec<usize>,
    buffers: Buffers,
    gain: Gain,
}

/// What all parts read in a step.
struct SeriesStep<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    timeline: &'a Timeline,
    /// The batch.
    examples: &'a [usize],
    dropout: Option<StepDropout>,
}

impl Shard for SeriesPart {
    fn grads(&self) -> &ParamSet {
        &self.0.pass.grads
    }
}

impl SeriesPart {
    /// The gradient of these rows of the batch, into the pass, and their loss.
    fn run(&mut self, step: &SeriesStep<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let buffers = &mut self.0;
        buffers.fill(step.network, step.timeline, &step.examples[rows]);
        let mut dropout = step.dropout.map(|dropout| dropout.part(index));
        buffers.forward(step.network, step.weights, dropout.as_mut());
        let loss = buffers.loss(step.network, step.examples.len());
        buffers.backward(step.network, step.weights);
        loss
    }
}

impl SeriesLearner {
    /// What learns `problem` on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(problem: Arc<SeriesProblem>, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let SeriesProblem { network, timeline, rows, .. } = &*problem;
        let work = network.table().len().saturating_mul(*rows).saturating_mul(timeline.seq_len());
        Ok(Self {
            shards: Shards::new(*rows, work, threads, |rows| SeriesPart(Buffers::new(network, rows)))?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            validation: SeriesValidation {
                prepared: Prepared::default(),
                examples: Vec::new(),
                buffers: Buffers::new(network, 1),
                gain: Gain::default(),
            },
            problem,
        })
    }

    /// Examples of a chunk of validation.
    fn chunk(&self) -> usize {
        (VALIDATION_STEPS / self.problem.timeline.seq_len()).max(1)
    }
}

impl Learn for SeriesLearner {
    fn initial(&self, seed: u64) -> ParamSet {
        let mut params = self.problem.network.initial(seed);
        // A net that forecasts a change begins with none, and so as good as the value it starts from.
        if self.problem.timeline.base().is_some() {
            self.problem.network.clear_linear(&mut params);
        }
        params
    }

    fn steps_per_epoch(&self) -> u64 {
        self.problem.epoch(0).batches() as u64
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let SeriesProblem { network, timeline, dropout, seed, .. } = &*self.problem;
        let epoch = self.problem.epoch(at.epoch);
        let batch = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        self.batch.clear();
        self.batch.extend(epoch.batch(batch));
        let step = SeriesStep {
            network,
            weights: network.prepare(params, &mut self.prepared),
            timeline,
            examples: &self.batch,
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut SeriesPart| part.run(&step, index, rows);
        self.shards.step(self.batch.len(), grads, run)
    }

    fn begins_with_an_answer(&self) -> bool {
        self.problem.timeline.base().is_some()
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is compared with losses in f32")]
    fn margin(&self) -> f32 {
        // Without a season the last value may be the best forecast there is, as of prices. What a season leaves is a
        // trend, which a net may follow before a few rows can prove it.
        let is_seasonal = self.problem.timeline.base().is_some_and(|base| base.kind.is_seasonal());
        if is_seasonal { 0.0 } else { self.validation.gain.margin() as f32 }
    }

    fn chunks(&self, part: HeldOut) -> u64 {
        self.problem.held_out(part).len().div_ceil(self.chunk()) as u64
    }

    fn measure(&mut self, params: &ParamSet, part: HeldOut, chunk: u64) -> LossSum {
        let is_compared = part == HeldOut::Validation && self.begins_with_an_answer();
        let (size, part) = (self.chunk(), self.problem.held_out(part));
        let SeriesProblem { network, timeline, .. } = &*self.problem;
        let SeriesValidation { prepared, examples, buffers, gain } = &mut self.validation;
        let weights = network.prepare(params, prepared);
        let first = part.start + usize::try_from(chunk).expect("chunks come from a usize") * size;
        examples.clear();
        examples.extend(first..(first + size).min(part.end));
        buffers.fill(network, timeline, examples);
        buffers.forward(network, weights, None);
        if is_compared {
            if chunk == 0 {
                gain.clear();
            }
            let all = timeline.examples();
            for (&example, of_example) in examples.iter().zip(buffers.gains()) {
                let held_out_from = all.training_rows(all.group(example)).end;
                gain.push(all.target(example) - held_out_from, of_example);
            }
        }
        buffers.loss(network, examples.len())
    }
}
