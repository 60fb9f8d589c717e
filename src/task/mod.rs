//! Tasks: a dataset, a model, a loss, and what there is to show.
//!
//! A [`Task`] makes the gradient of one step and the loss of one chunk of validation. It never changes a parameter, and
//! knows nothing of optimizers, sessions or threads but the pool it is given. A new task is a file here, a kind in
//! [`crate::config`], and a pane on the screen.

mod char_lm;
mod classify;
mod generate;
mod labelled;
mod model;
mod series;
mod shards;
mod thread_team;
mod trace;
mod translate;
pub mod view;

use std::sync::Arc;

pub use model::Model;
pub use series::Timeline;

use self::char_lm::CharLm;
use self::classify::Classify;
use self::generate::Generate;
use self::series::Forecaster;
use self::translate::Translate;
use self::view::{Look, View};
use crate::config::{DataSize, RunConfig, TaskKind, TextSize};
use crate::data::series::NoSuchColumn;
use crate::data::{Data, Labelled, Pairs, Side, Split, Text};
use crate::nn::loss::LossSum;
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::random::{Purpose, derive};
use crate::nn::stack::State;

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

/// How a task measures itself, for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measures {
    /// What is counted as training goes on: `chars`.
    pub unit: &'static str,
    /// What one of them is, where the loss is nats for each and bits make sense: `char`.
    pub bits_per: Option<&'static str>,
    /// Whether an answer is right or wrong, so that there is an accuracy.
    pub accuracy: bool,
}

/// The size of some data, on which defaults and shapes depend.
pub fn size_of(data: &Data) -> DataSize {
    match data {
        Data::Text(text) => text_size(text),
        Data::Series(series) => DataSize::Series { rows: series.values.nrows(), columns: series.columns.len() },
        Data::Labelled(labelled) => labelled_size(labelled),
        Data::Pairs(pairs) => pairs_size(pairs),
    }
}

fn text_size(text: &Text) -> DataSize {
    DataSize::Text(TextSize { bytes: text.facts.bytes, characters: text.tokens.len(), vocabulary: text.vocab.len() })
}

fn labelled_size(labelled: &Labelled) -> DataSize {
    DataSize::Labelled {
        rows: labelled.rows(),
        labels: labelled.labels.len(),
        characters: labelled.vocab.len(),
        longest: (0..labelled.rows()).map(|row| labelled.range(row).len()).max().unwrap_or(0),
    }
}

fn pairs_size(pairs: &Pairs) -> DataSize {
    let longest = |side: &Side| (0..pairs.rows()).map(|row| side.len(row)).max().unwrap_or(0);
    DataSize::Pairs {
        rows: pairs.rows(),
        source_tokens: pairs.source.lexicon.len(),
        target_tokens: pairs.target.lexicon.len(),
        longest: (longest(&pairs.source), longest(&pairs.target)),
    }
}

/// Which of a table's rows are held out, always the same ones for a seed.
pub fn split(config: &RunConfig, rows: usize) -> Split {
    Split::new(rows, config.val_frac, derive(config.seed, Purpose::Split, 0))
}

/// Makes `data` what a run of `config` sees of it: words that only held-out sentences have are unknown to it. Doing it
/// twice changes nothing.
pub fn prepare(data: &mut Data, config: &RunConfig) {
    if let Data::Pairs(pairs) = data {
        let split = split(config, pairs.rows());
        pairs.know_only(&split.training);
    }
}

/// Why a task cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The system gave no threads.
    #[error("the system gives no more threads ({0}): try --threads 1.")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The series has no such column.
    #[error("--target {0}")]
    Target(#[from] NoSuchColumn),
}

/// The task of `config` on `data`, which has been checked against it, on `threads` threads.
///
/// # Errors
/// If the data has not what the task asks for, or the system gives no threads.
pub fn new(config: &RunConfig, data: Data, threads: usize) -> Result<Box<dyn Task>, TaskError> {
    Ok(match data {
        Data::Text(text) => Box::new(CharLm::new(text, config, threads)?),
        Data::Series(series) => Box::new(Forecaster::new(series, config, threads)?),
        Data::Pairs(pairs) => Box::new(Translate::new(pairs, config, threads)?),
        Data::Labelled(labelled) if config.task.kind() == TaskKind::Classify => {
            Box::new(Classify::new(labelled, config, threads)?)
        }
        Data::Labelled(labelled) => Box::new(Generate::new(labelled, config, threads)?),
    })
}

/// Something a network can learn.
pub trait Task: std::fmt::Debug + Send {
    /// The names and shapes of the parameters.
    fn table(&self) -> &Arc<ParamTable>;

    /// Initial parameters from the run's seed.
    fn initial(&self, seed: u64) -> ParamSet;

    /// How it measures itself.
    fn measures(&self) -> Measures;

    /// What was noticed while reading the data, one sentence each.
    fn notes(&self) -> Vec<String>;

    /// Training steps in an epoch, at least 1.
    fn steps_per_epoch(&self) -> u64;

    /// One step: the gradient of the batch at `at` into `grads`, and its loss.
    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum;

    /// Undoes what [`Task::step`] did to anything that is carried to the next step, for a step whose update is not made.
    fn take_back(&mut self) {}

    /// Chunks in a validation; 0 where nothing is held out.
    fn validation_chunks(&self) -> u64;

    /// The loss of one chunk of the validation, chunk 0 first and the others in order.
    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum;

    /// The hidden state carried between steps, `(B, H)` for h and c of each layer, lowest first, where there is one.
    fn carried(&self) -> Option<State> {
        None
    }

    /// Puts back what [`Task::carried`] gave.
    fn restore_carried(&mut self, _state: &State) {}

    /// What there is to show; `look` says of which example. Changes nothing that is trained.
    fn view(&mut self, params: &ParamSet, look: Look) -> View;
}
