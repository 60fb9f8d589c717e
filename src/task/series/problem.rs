//! A series cut into examples, the network that learns to go on with it, and which examples make up each batch.

use std::ops::Range;
use std::sync::Arc;

use super::timeline::Timeline;
use crate::config::{Batching, DataSize, RunConfig, TaskConfig};
use crate::data::series::NoSuchColumn;
use crate::data::{Epoch, Series};
use crate::nn::network::Network;
use crate::nn::random::{Purpose, derive};
use crate::task::model::Model;
use crate::task::view::Known;

/// What both sides of the series task read.
#[derive(Debug)]
pub(super) struct SeriesProblem {
    pub timeline: Timeline,
    pub network: Network,
    /// Probability of dropping an output between layers.
    pub dropout: f64,
    /// Rows of a whole batch.
    pub rows: usize,
    pub known: Arc<Known>,
    pub notes: Vec<String>,
    shuffle: bool,
    pub seed: u64,
}

impl SeriesProblem {
    /// The problem of learning `series`, of this size, under `config`, which fits it.
    ///
    /// # Errors
    /// If the target is no column of numbers.
    pub fn new(series: Series, size: &DataSize, config: &RunConfig) -> Result<Self, NoSuchColumn> {
        let mut notes = series.notes();
        let timeline = Timeline::new(series, config)?;
        notes.extend(note_on_the_order(&timeline, config));
        let all = timeline.examples().training().len();
        let rows = config.batching.rows(all);
        let shuffle = match config.batching {
            Batching::Windows { shuffle, .. } => shuffle,
            Batching::Streams { .. } | Batching::Examples { .. } => {
                unreachable!("a series was checked to have windows")
            }
        };
        Ok(Self {
            network: Model::new(config, size).into_network(),
            dropout: config.model.dropout,
            known: Arc::new(known(&timeline)),
            seed: config.seed,
            timeline,
            rows,
            notes,
            shuffle,
        })
    }

    /// The epoch after `epoch` others, cut into batches.
    pub fn epoch(&self, epoch: u64) -> Epoch {
        let seed = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, epoch));
        Epoch::new(self.timeline.examples().training().len(), self.rows, seed)
    }

    /// The examples trained on, and those held out.
    pub fn parts(&self) -> [Range<usize>; 2] {
        [self.timeline.examples().training(), self.timeline.examples().held_out()]
    }
}

/// What a view needs that stays the same through a run.
fn known(timeline: &Timeline) -> Known {
    let (examples, series) = (timeline.examples(), timeline.series());
    Known {
        column: timeline.target_name().to_owned(),
        labels: series.labels.clone(),
        skipped: series.skipped.clone(),
        horizon: timeline.horizon(),
        first: examples.target(0),
        training: examples.training().len(),
        values: timeline.truth(),
    }
}

/// A note if the rows' labels are ISO dates that run backwards.
fn note_on_the_order(timeline: &Timeline, config: &RunConfig) -> Option<String> {
    let labels = &timeline.series().labels;
    let backwards = labels.is_sorted_by(|a, b| a > b)
        && labels.iter().all(|label| label.starts_with("20") || label.starts_with("19"));
    let (first, last) = (labels.first()?, labels.last()?);
    let remedy = match &config.task {
        TaskConfig::Series(own) if own.newest_first => "leave --newest-first out if the file's last row is the newest",
        _ => "give --newest-first if the file's first row is the newest",
    };
    backwards.then(|| format!("The rows run from {first} back to {last}: {remedy}."))
}
