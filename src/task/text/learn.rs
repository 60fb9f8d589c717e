//! Training on a text: buffers and gradients.

use std::sync::Arc;

use ndarray::Array2;

use super::part::{TextPart, TextStep};
use super::problem::TextProblem;
use super::validation::TextValidation;
use crate::nn::dropout::StepDropout;
use crate::nn::loss::LossSum;
use crate::nn::network::Prepared;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::task::learn::{HeldOut, Learn, Position};
use crate::task::shards::Shards;

/// The buffers of training.
#[derive(Debug)]
pub(super) struct TextLearner {
    problem: Arc<TextProblem>,
    shards: Shards<TextPart>,
    prepared: Prepared,
    validation: TextValidation,
}

impl TextLearner {
    /// What learns `problem` on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(problem: Arc<TextProblem>, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let TextProblem { network, rows, seq_len, .. } = &*problem;
        let work = network.table().len().saturating_mul(*rows).saturating_mul(*seq_len);
        Ok(Self {
            shards: Shards::new(*rows, work, threads, |rows| TextPart::new(network, rows))?,
            prepared: Prepared::default(),
            validation: TextValidation::new(&problem),
            problem,
        })
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
        let TextProblem { network, text, dropout, seed, .. } = &*self.problem;
        let batch = self.problem.batch(at);
        let rows = batch.rows();
        let step = TextStep {
            network,
            weights: network.prepare(params, &mut self.prepared),
            tokens: &text.tokens,
            targets: batch.targets(),
            batch,
            carry: self.problem.carries(),
            dropout: StepDropout::new(*dropout, *seed, at.step),
        };
        let run = |index, rows, part: &mut TextPart| part.run(&step, index, rows);
        self.shards.step(rows, grads, run)
    }

    fn rollback(&mut self) {
        if self.problem.carries() {
            self.shards.parts_mut().for_each(|(_, part)| part.state.clone_from(&part.before));
        }
    }

    fn chunks(&self, part: HeldOut) -> u64 {
        self.validation.chunks(part)
    }

    fn measure(&mut self, params: &ParamSet, part: HeldOut, chunk: u64) -> LossSum {
        self.validation.chunk(&self.problem, part, params, chunk)
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
