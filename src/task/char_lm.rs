//! The text task: given the characters so far, predict the next one.

mod part;
mod show;

use std::ops::Range;
use std::sync::Arc;

use ndarray::Array2;

use self::part::{Step, TextPart};
use super::shards::Shards;
use super::view::{Look, View};
use super::{Measures, Model, Position, Task};
use crate::config::{Batching, RunConfig};
use crate::data::batches::{Streams, Windows, fill_time_major};
use crate::data::epoch::Epoch;
use crate::data::text::Text;
use crate::nn::dropout::StepDropout;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Sequences, Targets};
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::random::{Purpose, derive};
use crate::nn::stack::State;

/// Predictions of all windows are kept, to be merged into one sentence, if they are no more than this many characters.
const REMEMBERED: usize = 200_000;
/// Why one kind of batches does not occur.
const NO_EXAMPLES: &str = "the configuration was checked against a text";
/// Most rows of a chunk of validation.
const VALIDATION_ROWS: usize = 64;

/// A text, cut into batches, and the network that learns it.
#[derive(Debug)]
pub struct CharLm {
    text: Text,
    network: Network,
    batching: Batching,
    seed: u64,
    dropout: f64,
    train: Range<usize>,
    held_out: Range<usize>,
    /// Rows of a whole batch.
    rows: usize,
    shards: Shards<TextPart>,
    prepared: Prepared,
    /// The windows of the last batch by number; the stream numbers for streams.
    batch: Vec<usize>,
    starts: Vec<usize>,
    /// The last prediction of every window, `windows × T`; empty for a long text and for streams.
    remembered: Vec<Option<u32>>,
    validation: Validation,
    observer: Observer,
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

/// Buffers of the pass that only looks.
#[derive(Debug)]
struct Observer {
    pub pass: Pass,
    pub prepared: Prepared,
}

impl CharLm {
    /// The task of learning `text` under `config`, which fits it, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(text: Text, config: &RunConfig, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let network = Model::new(config, &super::text_size(&text)).into_network();
        let (train, _) = config.split(text.tokens.len());
        let seq_len = config.batching.seq_len();
        let windows = match config.batching {
            Batching::Windows { seq_len, stride, .. } => Windows::new(train, seq_len, stride).count(),
            Batching::Streams { .. } | Batching::Examples { .. } => 0,
        };
        let rows = config.batching.rows(windows);
        let characters = windows.saturating_mul(seq_len);
        let remembered = if characters <= REMEMBERED { vec![None; characters] } else { Vec::new() };
        let work = network.table().len().saturating_mul(rows).saturating_mul(seq_len);
        let part = |rows: usize| TextPart::new(&network, rows);
        Ok(Self {
            shards: Shards::new(rows, work, threads, part)?,
            prepared: Prepared::default(),
            validation: Validation {
                state: network.zero_state(1),
                pass: network.pass(),
                prepared: Prepared::default(),
                starts: Vec::new(),
                layout: Layout::default(),
                input: Vec::new(),
                target: Vec::new(),
            },
            observer: Observer { pass: network.pass(), prepared: Prepared::default() },
            batching: config.batching.clone(),
            seed: config.seed,
            dropout: config.model.dropout,
            train: 0..train,
            held_out: train..text.tokens.len(),
            rows,
            batch: Vec::new(),
            starts: Vec::new(),
            remembered,
            network,
            text,
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "steps in an epoch come from a usize")]
    fn choose_batch(&mut self, at: Position) {
        let step = at.step_in_epoch as usize;
        self.batch.clear();
        self.starts.clear();
        match self.batching {
            Batching::Windows { seq_len, stride, shuffle, .. } => {
                let all = Windows::new(self.train.len(), seq_len, stride).count();
                let order = shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
                self.batch.extend(Epoch::new(all, self.rows, order).batch(step));
                self.starts.extend(self.batch.iter().map(|window| window * stride));
            }
            Batching::Streams { seq_len, rows } => {
                let streams = Streams::new(self.train.len(), rows, seq_len);
                self.batch.extend(0..rows);
                self.starts.extend((0..rows).map(|row| streams.start(row, step)));
            }
            Batching::Examples { .. } => unreachable!("{NO_EXAMPLES}"),
        }
    }

    /// Keeps the last batch's predictions where all windows are to be shown.
    fn remember(&mut self) {
        if self.remembered.is_empty() {
            return;
        }
        let seq_len = self.batching.seq_len();
        for (rows, shard) in self.shards.parts() {
            let n = rows.len();
            for (local, &window) in self.batch[rows.clone()].iter().enumerate() {
                for t in 0..seq_len {
                    self.remembered[window * seq_len + t] = Some(shard.pass.predicted[t * n + local]);
                }
            }
        }
    }

    fn validation_streams(&self) -> Streams {
        let seq_len = self.batching.seq_len();
        let rows = (self.held_out.len() / (seq_len + 1)).clamp(1, VALIDATION_ROWS);
        Streams::new(self.held_out.len(), rows, seq_len)
    }
}

impl Task for CharLm {
    fn table(&self) -> &Arc<ParamTable> {
        self.network.table()
    }

    fn initial(&self, seed: u64) -> ParamSet {
        self.network.initial(seed)
    }

    fn measures(&self) -> Measures {
        Measures { unit: "chars", bits_per: Some("char"), accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.text.facts.notes()
    }

    fn steps_per_epoch(&self) -> u64 {
        let steps = match self.batching {
            Batching::Windows { seq_len, stride, .. } => {
                Windows::new(self.train.len(), seq_len, stride).count().div_ceil(self.rows)
            }
            Batching::Streams { seq_len, rows } => Streams::new(self.train.len(), rows, seq_len).chunks(),
            Batching::Examples { .. } => unreachable!("{NO_EXAMPLES}"),
        };
        steps as u64
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        self.choose_batch(at);
        let carry = matches!(self.batching, Batching::Streams { .. });
        if carry && at.step_in_epoch == 0 {
            let network = &self.network;
            self.shards.parts_mut().for_each(|(rows, part)| network.set_zero(&mut part.state, rows.len()));
        }
        let step = Step {
            network: &self.network,
            weights: self.network.prepare(params, &mut self.prepared),
            tokens: &self.text.tokens,
            starts: &self.starts,
            seq_len: self.batching.seq_len(),
            carry,
            dropout: StepDropout::new(self.dropout, self.seed, at.step),
        };
        let run = |index, rows, part: &mut TextPart| part.run(&step, index, rows);
        let sum = self.shards.step(self.starts.len(), grads, run);
        self.remember();
        sum
    }

    fn take_back(&mut self) {
        if matches!(self.batching, Batching::Streams { .. }) {
            self.shards.parts_mut().for_each(|(_, part)| part.state.clone_from(&part.before));
        }
    }

    fn validation_chunks(&self) -> u64 {
        if self.held_out.is_empty() { 0 } else { self.validation_streams().chunks() as u64 }
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let streams = self.validation_streams();
        let seq_len = self.batching.seq_len();
        let buffers = &mut self.validation;
        if chunk == 0 {
            self.network.set_zero(&mut buffers.state, streams.rows());
        }
        let chunk = usize::try_from(chunk).expect("chunks come from a usize");
        buffers.starts.clear();
        buffers.starts.extend((0..streams.rows()).map(|row| self.held_out.start + streams.start(row, chunk)));
        let characters = streams.rows() * seq_len;
        buffers.input.resize(characters, 0);
        buffers.target.resize(characters, 0);
        fill_time_major(&self.text.tokens, &buffers.starts, seq_len, &mut buffers.input, &mut buffers.target);
        let (state, pass) = (&mut buffers.state, &mut buffers.pass);
        let weights = self.network.prepare(params, &mut buffers.prepared);
        buffers.layout.set_uniform(seq_len, streams.rows());
        let read = Sequences::tokens(&buffers.input, &buffers.layout);
        self.network.forward(weights, read, state, None, pass);
        self.network.loss(Targets::Classes(&buffers.target), characters, pass)
    }

    fn carried(&self) -> Option<State> {
        let Batching::Streams { rows, .. } = self.batching else { return None };
        let mut whole = self.network.zero_state(rows);
        let mut filled = 0;
        for (rows, shard) in self.shards.parts() {
            for (whole, part) in whole.iter_mut().zip(&shard.state) {
                copy_rows(&part.h, 0, &mut whole.h, rows.start, rows.len());
                copy_rows(&part.c, 0, &mut whole.c, rows.start, rows.len());
            }
            filled += rows.len();
        }
        debug_assert_eq!(filled, rows, "the parts of a batch are all of it");
        Some(whole)
    }

    fn restore_carried(&mut self, whole: &State) {
        for (rows, shard) in self.shards.parts_mut() {
            for (part, whole) in shard.state.iter_mut().zip(whole) {
                copy_rows(&whole.h, rows.start, &mut part.h, 0, rows.len());
                copy_rows(&whole.c, rows.start, &mut part.c, 0, rows.len());
            }
        }
    }

    fn view(&mut self, params: &ParamSet, look: Look) -> View {
        self.show(params, look)
    }
}

fn copy_rows(from: &Array2<f32>, at: usize, to: &mut Array2<f32>, place: usize, rows: usize) {
    for row in 0..rows {
        to.row_mut(place + row).assign(&from.row(at + row));
    }
}
