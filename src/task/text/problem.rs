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

    /// What the rows of the batch at `at` read, in place of what stood in `chunks`.
    pub fn batch(&self, at: Position, chunks: &mut Vec<Chunk>) {
        let step = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        match &self.order {
            Order::Windows(_) | Order::DocumentWindows(_) => {
                let seed = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
                let epoch = Epoch::new(self.windows().unwrap_or(0), self.rows, seed);
                chunks.clear();
                chunks.extend(epoch.batch(step).map(|window| self.window(window)));
            }
            Order::Streams(streams) => {
                chunks.clear();
                let chunk = |row| Chunk::new(streams.start(row, step), self.seq_len, step == 0);
                chunks.extend((0..self.rows).map(chunk));
            }
            Order::DocumentStreams(rows) => rows.batch(step, chunks),
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
