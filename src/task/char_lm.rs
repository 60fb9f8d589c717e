//! The text task: given the characters so far, predict the next one.

use std::ops::Range;

use ndarray::Array2;

use super::shards::{Shards, Step, zero};
use crate::config::{Batch, Batching, RunConfig};
use crate::data::batches::{Streams, Windows, fill_time_major};
use crate::data::shuffle::Shuffle;
use crate::data::text::Text;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::random::{Purpose, derive};
use crate::nn::stack::State;

/// Predictions of all windows are kept, to be merged into one sentence, if they are no more than this many characters.
const REMEMBERED: usize = 200_000;
/// Most rows of a chunk of validation.
const VALIDATION_ROWS: usize = 64;

/// Where a run stands in its data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed in the current epoch.
    pub step_in_epoch: u64,
    /// Steps completed in all.
    pub step: u64,
}

/// A text, cut into batches, and the network that learns it.
#[derive(Debug)]
pub struct CharLm {
    pub(super) text: Text,
    pub(super) network: Network,
    pub(super) batching: Batching,
    seed: u64,
    dropout: f32,
    train: Range<usize>,
    held_out: Range<usize>,
    /// Rows of a whole batch.
    pub(super) rows: usize,
    pub(super) shards: Shards,
    /// The windows of the last batch by number; the stream numbers for streams.
    pub(super) batch: Vec<usize>,
    pub(super) starts: Vec<usize>,
    /// The last prediction of every window, `windows × T`; empty for a long text and for streams.
    pub(super) remembered: Vec<Option<u32>>,
    validation: Validation,
    pub(super) observer: Observer,
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
pub(super) struct Observer {
    pub pass: Pass,
    pub prepared: Prepared,
}

impl CharLm {
    /// The task of learning `text` under `config`, which fits it, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(text: Text, config: &RunConfig, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let network = Network::new(config.model.shape(text.vocab.len()));
        let (train, _) = config.split(text.tokens.len());
        let seq_len = config.batching.seq_len();
        let rows = match config.batching {
            Batching::Windows { seq_len, stride, batch, .. } => {
                let all = Windows::new(train, seq_len, stride).count();
                if let Batch::Rows(rows) = batch { rows.min(all) } else { all }
            }
            Batching::Streams { rows, .. } => rows,
        };
        let remembered = match config.batching {
            Batching::Windows { seq_len, stride, .. } => {
                let characters = Windows::new(train, seq_len, stride).count().saturating_mul(seq_len);
                if characters <= REMEMBERED { vec![None; characters] } else { Vec::new() }
            }
            Batching::Streams { .. } => Vec::new(),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a probability given in f64 is applied in f32")]
        let dropout = config.model.dropout as f32;
        Ok(Self {
            shards: Shards::new(&network, rows, seq_len, threads)?,
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
            dropout,
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

    /// The network's layers and parameter names.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Rows of a whole batch.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Training steps in an epoch, at least 1.
    pub fn steps_per_epoch(&self) -> u64 {
        let steps = match self.batching {
            Batching::Windows { seq_len, stride, .. } => {
                Windows::new(self.train.len(), seq_len, stride).count().div_ceil(self.rows)
            }
            Batching::Streams { seq_len, rows } => Streams::new(self.train.len(), rows, seq_len).chunks(),
        };
        steps as u64
    }

    /// One step: the gradient of the batch at `at` into `grads`, and its loss. Streams move their hidden state on.
    pub fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        self.choose_batch(at);
        let carry = matches!(self.batching, Batching::Streams { .. });
        if carry && at.step_in_epoch == 0 {
            let network = &self.network;
            self.shards.states_mut().for_each(|(rows, state)| zero(state, network, rows.len()));
        }
        let step = Step {
            params,
            tokens: &self.text.tokens,
            starts: &self.starts,
            seq_len: self.batching.seq_len(),
            carry,
            dropout: (self.dropout > 0.0).then(|| (self.dropout, derive(self.seed, Purpose::Dropout, at.step))),
        };
        let sum = self.shards.step(&self.network, &step, grads);
        self.remember();
        sum
    }

    /// Undoes what [`CharLm::step`] did to the carried state, for a step whose update is not made.
    pub fn take_back(&mut self) {
        if matches!(self.batching, Batching::Streams { .. }) {
            self.shards.take_back();
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "steps in an epoch come from a usize")]
    fn choose_batch(&mut self, at: Position) {
        let step = at.step_in_epoch as usize;
        self.batch.clear();
        self.starts.clear();
        match self.batching {
            Batching::Windows { seq_len, stride, shuffle, batch } => {
                let all = Windows::new(self.train.len(), seq_len, stride).count();
                let places = step * self.rows..((step + 1) * self.rows).min(all);
                // A full batch has one order: the text's.
                if shuffle && batch != Batch::Full && self.rows < all {
                    let order = Shuffle::new(all, derive(self.seed, Purpose::Shuffle, at.epoch));
                    self.batch.extend(places.map(|place| order.at(place)));
                } else {
                    self.batch.extend(places);
                }
                self.starts.extend(self.batch.iter().map(|window| window * stride));
            }
            Batching::Streams { seq_len, rows } => {
                let streams = Streams::new(self.train.len(), rows, seq_len);
                self.batch.extend(0..rows);
                self.starts.extend((0..rows).map(|row| streams.start(row, step)));
            }
        }
    }

    /// Keeps the last batch's predictions where all windows are to be shown.
    fn remember(&mut self) {
        if self.remembered.is_empty() {
            return;
        }
        let seq_len = self.batching.seq_len();
        for shard in self.shards.parts() {
            let n = shard.rows.len();
            for (local, &window) in self.batch[shard.rows.clone()].iter().enumerate() {
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

    /// Chunks in a validation: the held-out text as parallel streams with the state carried, whichever way the
    /// training text is cut. 0 where nothing is held out.
    pub fn validation_chunks(&self) -> u64 {
        if self.held_out.is_empty() { 0 } else { self.validation_streams().chunks() as u64 }
    }

    /// The loss of one chunk of the validation, chunk 0 first and the others in order.
    pub fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let streams = self.validation_streams();
        let seq_len = self.batching.seq_len();
        let buffers = &mut self.validation;
        if chunk == 0 {
            zero(&mut buffers.state, &self.network, streams.rows());
            self.network.prepare(params, &mut buffers.prepared);
        }
        let chunk = usize::try_from(chunk).expect("chunks come from a usize");
        buffers.starts.clear();
        buffers.starts.extend((0..streams.rows()).map(|row| self.held_out.start + streams.start(row, chunk)));
        let characters = streams.rows() * seq_len;
        buffers.input.resize(characters, 0);
        buffers.target.resize(characters, 0);
        fill_time_major(&self.text.tokens, &buffers.starts, seq_len, &mut buffers.input, &mut buffers.target);
        let (state, pass) = (&mut buffers.state, &mut buffers.pass);
        buffers.layout.set_uniform(seq_len, streams.rows());
        let read = Sequences::tokens(&buffers.input, &buffers.layout);
        self.network.forward(params, &buffers.prepared, read, state, None, pass);
        self.network.loss(Targets::Classes(&buffers.target), characters, pass)
    }

    /// The hidden state carried between steps, `(B, H)` for h and c of each layer, lowest first; none for windows.
    pub fn carried(&self) -> Option<State> {
        let Batching::Streams { rows, .. } = self.batching else { return None };
        let mut whole = self.network.zero_state(rows);
        let mut filled = 0;
        for shard in self.shards.parts() {
            for (whole, part) in whole.iter_mut().zip(&shard.state) {
                copy_rows(&part.h, 0, &mut whole.h, shard.rows.start, shard.rows.len());
                copy_rows(&part.c, 0, &mut whole.c, shard.rows.start, shard.rows.len());
            }
            filled += shard.rows.len();
        }
        debug_assert_eq!(filled, rows, "the parts of a batch are all of it");
        Some(whole)
    }

    /// Puts back what [`CharLm::carried`] gave.
    pub fn restore_carried(&mut self, whole: &State) {
        for (rows, state) in self.shards.states_mut() {
            for (part, whole) in state.iter_mut().zip(whole) {
                copy_rows(&whole.h, rows.start, &mut part.h, 0, rows.len());
                copy_rows(&whole.c, rows.start, &mut part.c, 0, rows.len());
            }
        }
    }
}

fn copy_rows(from: &Array2<f32>, at: usize, to: &mut Array2<f32>, place: usize, rows: usize) {
    for row in 0..rows {
        to.row_mut(place + row).assign(&from.row(at + row));
    }
}
