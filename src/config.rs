//! What a run is: task, model, batches, optimizer, seed. Two runs with the same [`RunConfig`] on the same data are the
//! same run.
//!
//! [`Options`] are what a person asked for; [`Options::resolve`] fills the rest from a preset that depends on the task
//! and the size of its data. Errors name the option and the remedy. Knows no file and no terminal.

mod check;
mod memory;
mod model;
mod options;
mod preset;
mod range;
mod shape;
mod task;

pub use model::{CellKind, ModelConfig, Nonlinearity};
pub use options::{OptimizerKind, Options};
pub use preset::SMALL_TEXT_BYTES;
pub use range::check_learning_rate;
use serde::{Deserialize, Serialize};
pub use shape::ModelShape;
pub use task::{DataSize, Scale, SeriesConfig, TaskConfig, TaskKind, TextSize, TokenKind, TranslateConfig};

use crate::optim::Method;

/// `--batch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Batch {
    /// All examples in one step.
    Full,
    /// This many rows a step.
    Rows(usize),
}

/// How the data is cut into batches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Batching {
    /// Windows of `seq_len` steps, one every `stride`, each from a hidden state of zeros.
    Windows {
        /// T.
        seq_len: usize,
        /// Steps from one window's start to the next one's.
        stride: usize,
        /// Windows a step.
        batch: Batch,
        /// Whether each epoch visits them in a new order.
        shuffle: bool,
    },
    /// Parallel streams whose hidden state is carried from chunk to chunk.
    Streams {
        /// T.
        seq_len: usize,
        /// B, the number of streams.
        rows: usize,
    },
    /// Rows of a file, each an example of its own length.
    Examples {
        /// Rows a step.
        batch: Batch,
        /// Whether each epoch visits them in a new order.
        shuffle: bool,
    },
}

impl Batching {
    /// T of windows and streams; 0 for examples, which have their own.
    pub fn seq_len(&self) -> usize {
        match *self {
            Self::Windows { seq_len, .. } | Self::Streams { seq_len, .. } => seq_len,
            Self::Examples { .. } => 0,
        }
    }

    /// Rows of a whole batch where there are `all` examples to choose from.
    pub fn rows(&self, all: usize) -> usize {
        match *self {
            Self::Streams { rows, .. } => rows,
            Self::Windows { batch: Batch::Rows(rows), .. } | Self::Examples { batch: Batch::Rows(rows), .. } => {
                rows.min(all)
            }
            Self::Windows { batch: Batch::Full, .. } | Self::Examples { batch: Batch::Full, .. } => all,
        }
    }
}

/// The update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptimizerConfig {
    /// The rule.
    pub method: Method,
    /// The learning rate a run starts with.
    pub learning_rate: f64,
    /// Largest global norm of the gradient; 0 is off.
    pub clip: f64,
}

/// All that decides what a run computes, beside its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// What is learnt.
    #[serde(default)]
    pub task: TaskConfig,
    /// The model.
    pub model: ModelConfig,
    /// The batches.
    pub batching: Batching,
    /// The update.
    pub optimizer: OptimizerConfig,
    /// Share of the data that is held out for validation, in [0, 1): a text's last part, some of a file's rows. A series
    /// has its own, `train_frac`.
    pub val_frac: f64,
    /// Where all random numbers come from.
    pub seed: u64,
}

/// An option that cannot be followed. One sentence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// A value outside its range.
    #[error("--{option} {value} is out of range: {range}.")]
    Range {
        /// The option's name without dashes.
        option: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
    /// Two options that contradict each other, or the data.
    #[error("{0}")]
    Conflict(String),
}

fn conflict<T>(sentence: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Conflict(sentence.into()))
}

impl RunConfig {
    /// Characters, or examples, trained on and held out, where there are this many.
    pub fn split(&self, all: usize) -> (usize, usize) {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "exact up to 2^53, and at most all of them"
        )]
        // Rounded, for 0.29 of 100 is just below 29 in floating point.
        let held_out = ((all as f64 * self.val_frac).round() as usize).min(all);
        (all - held_out, held_out)
    }
}
