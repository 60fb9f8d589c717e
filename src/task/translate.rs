//! The translate task: given a sentence, write another one, of another length.
//!
//! # Loss and gradient
//!
//! The gradient of a step is that of the sum of each sentence's token losses, averaged over the sentences of the batch:
//! a batch of one is what the course's lab and PyTorch's tutorial do (one pair, its losses added up, one update), so
//! that their learning rates mean the same here, and a larger batch is the mean of such steps. What is reported is the
//! mean loss per token, the end among them.
//!
//! # Teacher forcing
//!
//! A row of a step that is not taught is first translated greedily, without dropout, as far as its target goes, and
//! what came out is given to the decoder in place of the target: choosing the likeliest word passes no gradient. Which
//! rows these are depends on the seed and the step alone.

mod batch;
mod show;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use self::batch::PairBatch;
use self::show::Observer;
use super::shards::{Part, Shards};
use super::view::{Look, Score, View};
use super::{Measures, Model, Position, Task};
use crate::config::{Batching, DataSize, RunConfig, TaskConfig};
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Epoch, Pairs, Split, Unit};
use crate::nn::dropout::StepDropout;
use crate::nn::loss::{LossSum, largest};
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::random::{Purpose, derive, stream, uniform};
use crate::nn::translator::{Ends, Pass, Prepared, Translator, Weights};

/// Most rows of a chunk of validation, and most logits.
const VALIDATION_ROWS: usize = 64;
const VALIDATION_LOGITS: usize = 4 << 20;
/// Held-out pairs that are translated in a validation: the first ones.
const SCORED: usize = 1000;

/// Pairs of sentences, cut into batches, and the translator that learns them.
#[derive(Debug)]
pub struct Translate {
    pairs: Pairs,
    translator: Translator,
    split: Split,
    /// Rows of a whole batch.
    rows: usize,
    shuffle: bool,
    seed: u64,
    dropout: f64,
    teacher_forcing: f64,
    shards: Shards<PairsPart>,
    prepared: Prepared,
    batch: Vec<Row>,
    validation: Validation,
    observer: Observer,
}

/// A pair of the batch.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Its row in the file.
    pair: usize,
    /// Whether the decoder is given its own words instead of the true ones.
    free: bool,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
struct PairsPart {
    batch: PairBatch,
    /// The rows that run free, by their place in the part, and what they read.
    free: Vec<usize>,
    free_batch: PairBatch,
    tokens: Vec<u32>,
    pass: Pass,
}

/// What all parts read in a step.
struct Step<'a> {
    translator: &'a Translator,
    weights: Weights<'a>,
    pairs: &'a Pairs,
    batch: &'a [Row],
    dropout: Option<StepDropout>,
}

/// Buffers of the validation pass, and what it found.
#[derive(Debug)]
struct Validation {
    /// Rows of a chunk.
    rows: usize,
    batch: PairBatch,
    pass: Pass,
    prepared: Prepared,
    /// Of the validation under way.
    counting: Score,
    /// Of the last one that was finished in this process.
    score: Option<Score>,
}

impl Part for PairsPart {
    fn grads(&self) -> &ParamSet {
        &self.pass.grads
    }
}

impl PairsPart {
    fn run(&mut self, step: &Step<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let rows = &step.batch[rows];
        self.batch.set(step.pairs, rows.iter().map(|row| row.pair));
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

    /// Puts the decoder's own words in the place of the true ones in the rows that run free. One that has said the end
    /// goes on from there, for its target may be longer.
    fn run_free(&mut self, step: &Step<'_>, rows: &[Row]) {
        self.free_batch.set(step.pairs, self.free.iter().map(|&row| rows[row].pair));
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

impl Translate {
    /// The task of learning `pairs`, which know the words of their training rows alone, under `config`, which fits
    /// them, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(pairs: Pairs, config: &RunConfig, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let (TaskConfig::Translate(translate), &Batching::Examples { shuffle, .. }) = (&config.task, &config.batching)
        else {
            unreachable!("the configuration was checked against pairs")
        };
        let size: DataSize = super::pairs_size(&pairs);
        let translator = Model::new(config, &size).into_translator();
        let split = super::split(config, pairs.rows());
        let rows = config.batching.rows(split.training.len());
        let target_tokens: usize = (0..pairs.rows()).map(|row| pairs.target.len(row) + 1).sum();
        let mean_length = target_tokens.div_ceil(pairs.rows());
        let work = translator.table().len().saturating_mul(mean_length);
        let part = |_| PairsPart {
            batch: PairBatch::default(),
            free: Vec::new(),
            free_batch: PairBatch::default(),
            tokens: Vec::new(),
            pass: translator.pass(),
        };
        let logits = translator.shape().target_vocabulary.saturating_mul(mean_length);
        Ok(Self {
            shards: Shards::new(rows, work.saturating_mul(rows), threads, part)?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            validation: Validation {
                rows: (VALIDATION_LOGITS / logits).clamp(1, VALIDATION_ROWS),
                batch: PairBatch::default(),
                pass: translator.pass(),
                prepared: Prepared::default(),
                counting: Score::default(),
                score: None,
            },
            observer: Observer::new(&split, work, translator.pass()),
            rows,
            shuffle,
            seed: config.seed,
            dropout: config.model.dropout,
            teacher_forcing: translate.teacher_forcing,
            pairs,
            translator,
            split,
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "steps in an epoch come from a usize")]
    fn choose_batch(&mut self, at: Position) {
        let order = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
        let epoch = Epoch::new(self.split.training.len(), self.rows, order);
        let mut random = stream(self.seed, Purpose::TeacherForcing, at.step);
        self.batch.clear();
        self.batch.extend(epoch.batch(at.step_in_epoch as usize).map(|example| Row {
            pair: self.split.training[example],
            free: f64::from(uniform(&mut random)) >= self.teacher_forcing,
        }));
    }
}

impl Task for Translate {
    fn table(&self) -> &Arc<ParamTable> {
        self.translator.table()
    }

    fn initial(&self, seed: u64) -> ParamSet {
        self.translator.initial(seed)
    }

    fn measures(&self) -> Measures {
        Measures { unit: "tokens", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.pairs.facts.notes();
        let of_row = |&row| self.pairs.source.ids(row).chain(self.pairs.target.ids(row));
        let unknown = self.split.held_out.iter().flat_map(of_row).filter(|&token| token == UNK).count();
        let (what, verb) = match (self.pairs.source.lexicon.unit(), unknown) {
            (Unit::Words, 1) => ("word", "is"),
            (Unit::Words, _) => ("words", "are"),
            (Unit::Chars, 1) => ("character", "is"),
            (Unit::Chars, _) => ("characters", "are"),
        };
        if unknown > 0 {
            notes.push(format!(
                "{unknown} {what} of the held-out pairs {verb} in no pair that is trained on, and <UNK> to the net."
            ));
        }
        notes
    }

    fn steps_per_epoch(&self) -> u64 {
        self.split.training.len().div_ceil(self.rows) as u64
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        self.choose_batch(at);
        let step = Step {
            translator: &self.translator,
            weights: self.translator.prepare(params, &mut self.prepared),
            pairs: &self.pairs,
            batch: &self.batch,
            dropout: StepDropout::new(self.dropout, self.seed, at.step),
        };
        let run = |index, rows, part: &mut PairsPart| part.run(&step, index, rows);
        self.shards.step(self.batch.len(), grads, run)
    }

    fn validation_chunks(&self) -> u64 {
        self.split.held_out.len().div_ceil(self.validation.rows) as u64
    }

    /// The loss with the true words given, of the words that are known; and, of the first pairs, how they are translated.
    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let last = chunk + 1 == self.validation_chunks();
        let (held_out, buffers) = (&self.split.held_out, &mut self.validation);
        let Validation { rows, batch, pass, prepared, counting, score } = buffers;
        if chunk == 0 {
            *counting = Score { of: held_out.len(), ..Score::default() };
        }
        let start = usize::try_from(chunk).expect("chunks come from a usize") * *rows;
        let chunk = &held_out[start..held_out.len().min(start + *rows)];
        batch.set(&self.pairs, chunk.iter().copied());
        batch.ignore_unknown();
        let weights = self.translator.prepare(params, prepared);
        let source = batch.source();
        self.translator.forward(weights, source, batch.given(), None, pass);
        let sum = self.translator.loss(batch.wanted(), chunk.len(), pass);
        let scored = &chunk[..chunk.len().min(SCORED.saturating_sub(start))];
        if !scored.is_empty() {
            batch.set(&self.pairs, scored.iter().copied());
            let ends = Ends { start: SOS, end: EOS, limit: batch.target_steps() };
            let translations = self.translator.greedy(weights, batch.source(), ends, pass);
            for (&row, translation) in scored.iter().zip(&translations) {
                counting.add(&right_places(&self.pairs, row, &translation.tokens));
            }
        }
        if last {
            *score = Some(*counting);
        }
        sum
    }

    fn view(&mut self, params: &ParamSet, look: Look) -> View {
        self.show(params, look)
    }
}

/// For each token of the target of `row`, its end the last, whether `translation` has it at the same place. One that is
/// not known is never right. A translation that goes on where the target ends lacks that end.
fn right_places(pairs: &Pairs, row: usize, translation: &[u32]) -> Vec<bool> {
    let target = pairs.target.ids(row).chain([EOS]).enumerate();
    target.map(|(place, token)| token != UNK && translation.get(place) == Some(&token)).collect()
}
