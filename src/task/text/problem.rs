//! A text, the network that learns it, and which part of it makes up the batch of each step.

use std::ops::Range;

use crate::config::{Batching, DataSize, RunConfig};
use crate::data::chunks::stretches;
use crate::data::{Chunk, Chunks, DocumentRows, Epoch, Streams, Text, Windows};
use crate::nn::network::Network;
use crate::nn::random::{Purpose, derive};
use crate::task::held_out::split_text;
use crate::task::learn::Position;
use crate::task::model::Model;

/// What both sides of the text task read.
#[derive(Debug)]
pub(super) struct TextProblem {
    pub text: Text,
    pub network: Network,
    /// T of a whole chunk.
    pub seq_len: usize,
    /// Probability of dropping an output between layers.
    pub dropout: f64,
    /// The tokens for validation, and those for the test.
    pub validation: Range<usize>,
    pub test: Range<usize>,
    /// Rows of a whole batch.
    pub rows: usize,
    pub seed: u64,
    order: Order,
    /// Whether each epoch visits windows in a new order.
    shuffle: bool,
}

/// Which part of the text comes when.
#[derive(Debug)]
enum Order {
    /// Windows of a text that is one.
    Windows(Windows),
    /// Windows within documents.
    DocumentWindows(Chunks),
    /// Streams over a text that is one.
    Streams(Streams),
    /// Streams that begin anew with each document.
    DocumentStreams(DocumentRows),
}

impl TextProblem {
    /// The problem of learning `text`, of this size, under `config`, which fits it.
    pub fn new(text: Text, size: &DataSize, config: &RunConfig) -> Self {
        let [train, validation, test] = split_text(config, &text);
        // The last token trained on is a target only.
        let (inputs, starts) = (train.start..train.end.saturating_sub(1), &text.documents);
        let (seq_len, one) = (config.batching.seq_len(), starts.is_empty());
        let order = match config.batching {
            Batching::Windows { stride, .. } if one => Order::Windows(Windows::new(train.len(), seq_len, stride)),
            Batching::Windows { stride, .. } => {
                Order::DocumentWindows(Chunks::windows(stretches(inputs, starts), seq_len, stride))
            }
            Batching::Streams { rows, .. } if one => Order::Streams(Streams::new(train.len(), rows, seq_len)),
            Batching::Streams { rows, .. } => Order::DocumentStreams(DocumentRows::even(inputs, starts, rows, seq_len)),
            Batching::Examples { .. } => unreachable!("the configuration was checked against a text"),
        };
        Self {
            network: Model::new(config, size).into_network(),
            seq_len,
            dropout: config.model.dropout,
            validation,
            test,
            rows: config.batching.rows(order.windows().unwrap_or(0)),
            seed: config.seed,
            shuffle: matches!(config.batching, Batching::Windows { shuffle: true, .. }),
            order,
            text,
        }
    }

    /// Whether the hidden state is carried from step to step.
    pub fn carries(&self) -> bool {
        self.order.windows().is_none()
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        let steps = match &self.order {
            Order::Windows(_) | Order::DocumentWindows(_) => self.windows().map_or(0, |all| all.div_ceil(self.rows)),
            Order::Streams(streams) => streams.chunks(),
            Order::DocumentStreams(rows) => rows.steps(),
        };
        steps as u64
    }

    /// How many windows the text is cut into, where it is cut into such.
    pub fn windows(&self) -> Option<usize> {
        self.order.windows()
    }

    /// A window of the text.
    ///
    /// # Panics
    /// If there is no such window.
    pub fn window(&self, i: usize) -> Chunk {
        match &self.order {
            Order::Windows(windows) => Chunk::new(windows.start(i), self.seq_len, true),
            Order::DocumentWindows(windows) => windows.get(i).expect("windows are asked for below their number"),
            Order::Streams(_) | Order::DocumentStreams(_) => unreachable!("streams have no windows"),
        }
    }

    /// The batch at `at`.
    pub fn batch(&self, at: Position) -> Batch<'_> {
        let epoch = self.windows().map(|windows| {
            let seed = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
            Epoch::new(windows, self.rows, seed)
        });
        let step = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        Batch { problem: self, epoch, step }
    }
}

/// The batch of a step. What a row reads is worked out where it is asked: a list of it, written by one thread and read
/// by the others, takes longer than that.
#[derive(Debug)]
pub(super) struct Batch<'a> {
    problem: &'a TextProblem,
    /// In which order windows are visited, where there are such.
    epoch: Option<Epoch>,
    step: usize,
}

impl Batch<'_> {
    /// N.
    pub fn rows(&self) -> usize {
        self.epoch.as_ref().map_or(self.problem.rows, |epoch| epoch.size(self.step))
    }

    /// What a row reads.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn chunk(&self, row: usize) -> Chunk {
        let problem = self.problem;
        match (&problem.order, &self.epoch) {
            (_, Some(epoch)) => problem.window(epoch.row(self.step, row)),
            (Order::Streams(streams), _) => Chunk::new(streams.start(row, self.step), problem.seq_len, self.step == 0),
            (Order::DocumentStreams(rows), _) => rows.chunk(self.step, row),
            (Order::Windows(_) | Order::DocumentWindows(_), None) => unreachable!("windows are visited in an order"),
        }
    }

    /// What all rows read.
    pub fn chunks(&self) -> impl Iterator<Item = Chunk> + '_ {
        (0..self.rows()).map(|row| self.chunk(row))
    }

    /// How many targets all rows have.
    pub fn targets(&self) -> usize {
        match self.problem.order {
            Order::Windows(_) | Order::Streams(_) => self.rows() * self.problem.seq_len,
            Order::DocumentWindows(_) | Order::DocumentStreams(_) => self.chunks().map(|chunk| chunk.len).sum(),
        }
    }
}

impl Order {
    fn windows(&self) -> Option<usize> {
        match self {
            Self::Windows(windows) => Some(windows.count()),
            Self::DocumentWindows(windows) => Some(windows.count()),
            Self::Streams(_) | Self::DocumentStreams(_) => None,
        }
    }
}
