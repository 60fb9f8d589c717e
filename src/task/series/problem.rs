//! A series cut into examples, the network that learns to go on with it, and which examples make up each batch.

use std::ops::Range;
use std::sync::Arc;

use super::ready::TimelineError;
use super::timeline::Timeline;
use crate::config::{Batching, DataSize, RunConfig, SeriesConfig, TaskConfig};
use crate::data::series::{Base, BaseKind};
use crate::data::{Epoch, Series};
use crate::nn::network::Network;
use crate::nn::random::{Purpose, derive};
use crate::task::learn::HeldOut;
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
    /// Those of [`Timeline::new`].
    pub fn new(series: Series, size: &DataSize, config: &RunConfig) -> Result<Self, TimelineError> {
        let notes = series.notes();
        let timeline = Timeline::new(series, config)?;
        let TaskConfig::Series(SeriesConfig { season, .. }) = config.task else {
            unreachable!("the configuration of another task")
        };
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
            known: Arc::new(known(&timeline, season)),
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

    /// The examples of a held-out part.
    pub fn held_out(&self, part: HeldOut) -> Range<usize> {
        match part {
            HeldOut::Validation => self.timeline.examples().validation(),
            HeldOut::Test => self.timeline.examples().test(),
        }
    }

    /// The examples trained on, those for validation, and those for the test.
    pub fn parts(&self) -> [Range<usize>; 3] {
        let examples = self.timeline.examples();
        [examples.training(), examples.validation(), examples.test()]
    }
}

/// What a view needs that stays the same through a run. `season` is that of the configuration.
pub fn known(timeline: &Timeline, season: usize) -> Known {
    let series = timeline.series();
    let plain = |kind, season| Base { kind, season };
    let mut naive = vec![plain(BaseKind::Last, 0)];
    naive.extend((season > 0).then(|| plain(BaseKind::Season, season)));
    naive.extend(timeline.base().filter(|base| !naive.iter().any(|naive| naive.kind == base.kind)));
    let values = timeline.truth();
    let steps = (0..series.groups.len()).map(|group| step(timeline, &values, group, season.max(1)));
    Known {
        column: timeline.target_name().to_owned(),
        sign: series.units[timeline.target()],
        labels: Arc::clone(&series.labels),
        skipped: series.skipped.clone(),
        groups: series.groups.clone(),
        examples: Arc::clone(timeline.examples()),
        filled: filled(timeline, &values),
        base: timeline.base(),
        naive,
        steps: steps.collect(),
        units: (0..series.groups.len()).map(|group| timeline.unit(group)).collect(),
        values,
    }
}

/// The rows whose target was filled in.
fn filled(timeline: &Timeline, values: &[f64]) -> Vec<usize> {
    let is_filled = |&row: &usize| values[row].is_finite() && !timeline.series().is_known(row, timeline.target());
    (0..values.len()).filter(is_filled).collect()
}

/// The mean size of the target's change over `season` rows, in the training rows of a group; 1 if there is none.
fn step(timeline: &Timeline, values: &[f64], group: usize, season: usize) -> f64 {
    let rows = timeline.examples().training_rows(group);
    let changes = values[rows].windows(season.saturating_add(1)).map(|window| (window[season] - window[0]).abs());
    let (count, sum) = changes.filter(|change| change.is_finite()).fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    if sum > 0.0 { sum / count } else { 1.0 }
}
