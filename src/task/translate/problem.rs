//! Pairs of sentences, the translator that learns them, and which pairs make up each batch.

use crate::config::{Batching, DataSize, RunConfig, TaskConfig};
use crate::data::lexicon::{EOS, UNK};
use crate::data::{Epoch, Pairs, Split};
use crate::nn::random::{Purpose, derive, stream, uniform};
use crate::nn::translator::Translator;
use crate::task::held_out::split_rows;
use crate::task::learn::Position;
use crate::task::model::Model;

/// What both sides of the translate task read.
#[derive(Debug)]
pub(super) struct PairsProblem {
    pub pairs: Pairs,
    pub translator: Translator,
    pub split: Split,
    /// Rows of a whole batch.
    pub rows: usize,
    /// Probability of dropping an output between layers.
    pub dropout: f64,
    /// Tokens of a target with its end, on average, rounded up.
    pub mean_length: usize,
    shuffle: bool,
    pub seed: u64,
    teacher_forcing: f64,
}

/// A pair of the batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchPair {
    /// Its row in the file.
    pub row: usize,
    /// Whether the decoder is given its own words instead of the true ones.
    pub free: bool,
}

impl PairsProblem {
    /// The problem of learning `pairs`, of this size, under `config`, which fits them.
    pub fn new(pairs: Pairs, size: &DataSize, config: &RunConfig) -> Self {
        let (TaskConfig::Translate(translate), &Batching::Examples { shuffle, .. }) = (&config.task, &config.batching)
        else {
            unreachable!("the configuration was checked against pairs")
        };
        let split = split_rows(config, pairs.rows());
        let target_tokens: usize = (0..pairs.rows()).map(|row| pairs.target.len(row) + 1).sum();
        let rows = config.batching.rows(split.training.len());
        Self {
            translator: Model::new(config, size).into_translator(),
            rows,
            dropout: config.model.dropout,
            shuffle,
            seed: config.seed,
            teacher_forcing: translate.teacher_forcing,
            mean_length: target_tokens.div_ceil(pairs.rows()),
            pairs,
            split,
        }
    }

    /// Multiplications for a pair, roughly.
    pub fn work(&self) -> usize {
        self.translator.table().len().saturating_mul(self.mean_length)
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.split.training.len().div_ceil(self.rows) as u64
    }

    /// The pairs of the batch at `at`, in place of what stood in `batch`.
    pub fn batch(&self, at: Position, batch: &mut Vec<BatchPair>) {
        let order = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
        let epoch = Epoch::new(self.split.training.len(), self.rows, order);
        let mut random = stream(self.seed, Purpose::TeacherForcing, at.step);
        let step = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        batch.clear();
        batch.extend(epoch.batch(step).map(|example| BatchPair {
            row: self.split.training[example],
            free: f64::from(uniform(&mut random)) >= self.teacher_forcing,
        }));
    }

    /// Tokens of the held-out pairs that no training pair has.
    pub fn unknown_tokens(&self) -> usize {
        let of_row = |&row| self.pairs.source.ids(row).chain(self.pairs.target.ids(row));
        self.split.validation.iter().chain(&self.split.test).flat_map(of_row).filter(|&token| token == UNK).count()
    }
}

/// For each token of a target, end included, whether `translation` has it at the same place. An unknown token is never
/// right. A translation that goes on beyond the target lacks the target's end.
pub fn right_places(target: impl Iterator<Item = u32>, translation: &[u32]) -> Vec<bool> {
    let target = target.chain([EOS]).enumerate();
    target.map(|(place, token)| token != UNK && translation.get(place) == Some(&token)).collect()
}
