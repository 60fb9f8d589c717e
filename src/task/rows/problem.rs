//! The rows of a file, the network that learns from them, and which rows make up each batch.

use super::batch::Goal;
use super::weigh::label_weights;
use crate::config::{Batching, DataSize, RunConfig, TaskConfig};
use crate::data::{Epoch, Labelled, Split};
use crate::nn::network::Network;
use crate::nn::random::{Purpose, derive};
use crate::task::held_out::split_labelled;
use crate::task::learn::Position;
use crate::task::model::Model;

/// What both sides of such a task read.
#[derive(Debug)]
pub(in crate::task) struct RowsProblem {
    pub data: Labelled,
    pub network: Network,
    pub split: Split,
    /// Rows of a whole batch.
    pub size: usize,
    pub goal: Goal,
    /// Probability of dropping an output between layers.
    pub dropout: f64,
    shuffle: bool,
    pub seed: u64,
    /// The weight of each label in the loss, where they differ.
    pub weights: Option<Vec<f32>>,
}

impl RowsProblem {
    /// The problem of learning `data`, of this size, under `config`, which fits it.
    pub fn new(data: Labelled, size: &DataSize, goal: Goal, config: &RunConfig) -> Self {
        let Batching::Examples { shuffle, .. } = config.batching else {
            unreachable!("the configuration was checked against rows")
        };
        let split = split_labelled(config, &data);
        let balance = matches!(&config.task, TaskConfig::Classify(classify) if classify.balance);
        let rows = config.batching.rows(split.training.len());
        Self {
            network: Model::new(config, size).into_network(),
            size: rows,
            goal,
            dropout: config.model.dropout,
            shuffle,
            seed: config.seed,
            weights: balance.then(|| label_weights(&data, &split.training)),
            data,
            split,
        }
    }

    /// Tokens that are read of a row, on average, rounded up.
    pub fn mean_length(&self) -> usize {
        self.data.token_count().div_ceil(self.data.rows()) + 1
    }

    /// Multiplications for a row, roughly.
    pub fn work(&self) -> usize {
        self.network.work().saturating_mul(self.mean_length())
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.split.training.len().div_ceil(self.size) as u64
    }

    /// The rows of the batch at `at`, by their numbers in the file, in place of what stood in `batch`.
    pub fn batch(&self, at: Position, batch: &mut Vec<usize>) {
        let order = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, at.epoch));
        let epoch = Epoch::new(self.split.training.len(), self.size, order);
        let step = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        batch.clear();
        batch.extend(epoch.batch(step).map(|example| self.split.training[example]));
    }
}
