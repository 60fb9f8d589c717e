//! Training on pairs of sentences: gradients, validation and test.

use std::ops::Range;
use std::sync::Arc;

use super::batch::PairBatch;
use super::problem::{BatchPair, PairsProblem};
use crate::data::Pairs;
use crate::data::lexicon::SOS;
use crate::nn::dropout::StepDropout;
use crate::nn::loss::{LossSum, largest};
use crate::nn::param::ParamSet;
use crate::nn::translator::{Pass, Prepared, Translator, Weights};
use crate::task::learn::{HeldOut, Learn, Position};
use crate::task::shards::{Shard, Shards};

/// Most rows of a chunk of validation, and most logits.
const VALIDATION_ROWS: usize = 64;
const VALIDATION_LOGITS: usize = 4 << 20;

/// The buffers of training.
#[derive(Debug)]
pub(super) struct PairsLearner {
    problem: Arc<PairsProblem>,
    pub shards: Shards<PairsPart>,
    prepared: Prepared,
    batch: Vec<BatchPair>,
    measuring: Measuring,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
pub(super) struct PairsPart {
    pub batch: PairBatch,
    /// The rows that train without teacher forcing, by their place in the part, and the batch that they make up.
    free: Vec<usize>,
    free_batch: PairBatch,
    tokens: Vec<u32>,
    pass: Pass,
}

/// Buffers of a pass over held-out rows.
#[derive(Debug)]
struct Measuring {
    /// Rows of a chunk.
    rows: usize,
    batch: PairBatch,
    pass: Pass,
    prepared: Prepared,
}

/// What all parts read in a step.
pub(super) struct PairsStep<'a> {
    translator: &'a Translator,
    weights: Weights<'a>,
    pairs: &'a Pairs,
    batch: &'a [BatchPair],
    dropout: Option<StepDropout>,
}

impl Shard for PairsPart {
    fn grads(&self) -> &ParamSet {
        &self.pass.grads
    }
}

impl PairsPart {
    fn run(&mut self, step: &PairsStep<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let rows = &step.batch[rows];
        self.batch.set(step.pairs, rows.iter().map(|pair| pair.row));
        self.free.clear();
        self.free.extend((0..rows.len()).filter(|&row| rows[row].free));
        if !self.free.is_empty() {
            self.run_free(step, rows);
        }
        let mut dropout = step.dropout.map(|dropout| dropout.part(index));
        let (source, given) = (self.batch.source(), self.batch.given());
        step.translator.forward(step.weights, source, given, dropout.as_mut(), &mut self.pass);
        // The divisor is the number of sentences, not of tokens: see the module's documentation.
        let loss = step.translator.loss(self.batch.wanted(), step.batch.len(), &mut self.pass);
        step.translator.backward(step.weights, source, given, &mut self.pass);
        loss
    }

    /// Replaces the true words by the decoder's own in the rows without teacher forcing. A row whose decoder has
    /// written the end goes on, because its target may be longer.
    fn run_free(&mut self, step: &PairsStep<'_>, rows: &[BatchPair]) {
        self.free_batch.set(step.pairs, self.free.iter().map(|&row| rows[row].row));
        step.translator.encode(step.weights, self.free_batch.source(), None, &mut self.pass);
        self.tokens.clear();
        self.tokens.resize(self.free.len(), SOS);
        for place in 1..self.free_batch.target_steps() {
            step.translator.decode(step.weights, &self.tokens, &mut self.pass);
            let logits = self.pass.logits().rows().into_iter();
            for ((token, &row), logits) in self.tokens.iter_mut().zip(&self.free).zip(logits) {
                (*token, _) = largest(logits.as_slice().expect("rows of logits are contiguous"));
                self.batch.give(row, place, *token);
            }
        }
    }
}

impl PairsLearner {
    /// What learns `problem` on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(problem: Arc<PairsProblem>, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let translator = &problem.translator;
        let part = |_| PairsPart {
            batch: PairBatch::default(),
            free: Vec::new(),
            free_batch: PairBatch::default(),
            tokens: Vec::new(),
            pass: translator.pass(),
        };
        let logits = translator.shape().target_vocabulary.saturating_mul(problem.mean_length);
        Ok(Self {
            shards: Shards::new(problem.rows, problem.work().saturating_mul(problem.rows), threads, part)?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            measuring: Measuring {
                rows: (VALIDATION_LOGITS / logits).clamp(1, VALIDATION_ROWS),
                batch: PairBatch::default(),
                pass: translator.pass(),
                prepared: Prepared::default(),
            },
            problem,
        })
    }
}

impl Learn for PairsLearner {
    fn initial(&self, seed: u64) -> ParamSet {
        self.problem.translator.initial(seed)
    }

    fn steps_per_epoch(&self) -> u64 {
        self.problem.steps_per_epoch()
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let PairsProblem { translator, pairs, dropout, seed, .. } = &*self.problem;
        self.problem.batch(at, &mut self.batch);
        let step = PairsStep {
            translator,
            weights: translator.prepare(params, &mut self.prepared),
            pairs,
            batch: &self.batch,
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut PairsPart| part.run(&step, index, rows);
        self.shards.step(self.batch.len(), grads, run)
    }

    fn chunks(&self, part: HeldOut) -> u64 {
        self.problem.split.rows(part.into()).len().div_ceil(self.measuring.rows) as u64
    }

    /// The loss of a chunk of a part with teacher forcing; unknown target words are ignored.
    fn measure(&mut self, params: &ParamSet, part: HeldOut, chunk: u64) -> LossSum {
        let PairsProblem { translator, pairs, split, .. } = &*self.problem;
        let Measuring { rows, batch, pass, prepared } = &mut self.measuring;
        let weights = translator.prepare(params, prepared);
        let all = split.rows(part.into());
        let start = usize::try_from(chunk).expect("chunks come from a usize") * *rows;
        let chunk = &all[start..all.len().min(start + *rows)];
        batch.set(pairs, chunk.iter().copied());
        batch.ignore_unknown();
        translator.forward(weights, batch.source(), batch.given(), None, pass);
        translator.loss(batch.wanted(), chunk.len(), pass)
    }
}
