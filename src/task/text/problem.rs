//! A text, the network that learns it, and which part of it makes up the batch of each step.

use std::ops::Range;

use crate::config::{Batching, DataSize, RunConfig};
use crate::data::{Epoch, Streams, Text, Windows};
use crate::nn::network::Network;
use crate::nn::random::{Purpose, derive};
use crate::task::learn::{HeldOut, Position};
use crate::task::model::Model;

/// Why batches of examples cannot occur here.
const NO_EXAMPLES: &str = "the configuration was checked against a text";

/// What both sides of the text task read.
#[derive(Debug)]
pub(super) struct TextProblem {
    pub text: Text,
    pub network: Network,
    pub batching: Batching,
    /// Probability of dropping an output between layers.
    pub dropout: f64,
    /// The characters trained on, those for validation, and those for the test.
    pub train: Range<usize>,
    pub validation: Range<usize>,
    pub test: Range<usize>,
    /// Rows of a whole batch.
    pub rows: usize,
    pub seed: u64,
}

impl TextProblem {
    /// The problem of learning `text`, of this size, under `config`, which fits it.
    pub fn new(text: Text, size: &DataSize, config: &RunConfig) -> Self {
        let parts = config.parts(text.tokens.len());
        let (train, tested_from) = (parts.training, parts.training + parts.validation);
        let windows = match config.batching {
            Batching::Windows { seq_len, stride, .. } => Windows::new(train, seq_len, stride).count(),
            Batching::Streams { .. } | Batching::Examples { .. } => 0,
        };
        Self {
            network: Model::new(config, size).into_network(),
            batching: config.batching.clone(),
            dropout: config.model.dropout,
            train: 0..train,
            validation: train..tested_from,
            test: tested_from..text.tokens.len(),
            rows: config.batching.rows(windows),
            seed: config.seed,
            text,
        }
    }

    /// The characters of a held-out part.
    pub fn held_out(&self, part: HeldOut) -> &Range<usize> {
        match part {
            HeldOut::Validation => &self.validation,
            HeldOut::Test => &self.test,
        }
    }

    /// Whether the hidden state is carried from step to step.
    pub fn carries(&self) -> bool {
        matches!(self.batching, Batching::Streams { .. })
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        let steps = match self.batching {
            Batching::Windows { .. } => self.windows().map_or(0, |windows| windows.count().div_ceil(self.rows)),
            Batching::Streams { seq_len, rows } => Streams::new(self.train.len(), rows, seq_len).chunks(),
            Batching::Examples { .. } => unreachable!("{NO_EXAMPLES}"),
        };
        steps as u64
    }

    /// The windows of the text, where it is cut into such.
    pub fn windows(&self) -> Option<Windows> {
        match self.batching {
            Batching::Windows { seq_len, stride, .. } => Some(Windows::new(self.train.len(), seq_len, stride)),
            Batching::Streams { .. } | Batching::Examples { .. } => None,
        }
    }

    /// Characters from one window's start to the next one's, where there are windows.
    pub fn stride(&self) -> Option<usize> {
        match self.batching {
            Batching::Windows { stride, .. } => Some(stride),
            Batching::Streams { .. } | Batching::Examples { .. } => None,
        }
    }

    /// Where the rows of the batch at `at` start in the text, in place of what stood in `starts`.
    pub fn batch(&self, at: Position, starts: &mut Vec<usize>) {
        let step = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        starts.clear();
        match self.batching {
            Batching::Windows { seq_len, stride, shuffle, .. } => {
                let windows = Windows::new(self.train.len(), seq_len, stride);
                let seed = shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
                let epoch = Epoch::new(windows.count(), self.rows, seed);
                starts.extend(epoch.batch(step).map(|window| windows.start(window)));
            }
            Batching::Streams { seq_len, rows } => {
                let streams = Streams::new(self.train.len(), rows, seq_len);
                starts.extend((0..rows).map(|row| streams.start(row, step)));
            }
            Batching::Examples { .. } => unreachable!("{NO_EXAMPLES}"),
        }
    }
}
