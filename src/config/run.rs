//! The whole configuration of a run. Two runs with the same one on the same data are the same run.

use serde::{Deserialize, Serialize};

use super::model::ModelConfig;
use super::optimizer::OptimizerConfig;
use super::task::TaskConfig;
use super::value::{Input, Value, whole};
use crate::data::series::Shares;
use crate::data::{Encodings, Format, Parts};

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

/// All that decides what a run computes, beside its data.
#[derive(Debug, Clone, PartialEq)]
pub struct RunConfig {
    /// What is learnt.
    pub task: TaskConfig,
    /// The columns of a table that rows of two texts come from, by name or number: label and text, or source and
    /// target. None where the rows have a tab between two texts.
    pub sides: [Option<String>; 2],
    /// The model.
    pub model: ModelConfig,
    /// The batches.
    pub batching: Batching,
    /// The update.
    pub optimizer: OptimizerConfig,
    /// Share of the data that is held out for validation, in [0, 1): a part of a text near its end, some of a file's
    /// rows, the later rows of a series unless `train_frac` says which are trained on.
    pub val_frac: f64,
    /// Share that is held out for the test, in [0, 1): a text's end, other rows of the file, the last rows of a series.
    pub test_frac: f64,
    /// Steps from one validation to the next, beside those at the end of each epoch.
    pub val_every: Option<u64>,
    /// Where all random numbers come from.
    pub seed: u64,
    /// How the bytes of its files stand for characters.
    pub encoding: Encodings,
}

impl RunConfig {
    /// How its data is read.
    pub fn format(&self) -> Format {
        match &self.task {
            TaskConfig::Text(text) => Format::Text(text.reading),
            TaskConfig::Series(series) => Format::Series(series.reading()),
            TaskConfig::Classify(_) => Format::Classes(self.sides.clone()),
            TaskConfig::Generate => Format::Labelled(self.sides.clone()),
            TaskConfig::Translate(translate) => Format::Pairs(translate.tokens, self.sides.clone()),
        }
    }

    /// Tokens, or rows, in each part, where there are this many.
    pub fn parts(&self, all: usize) -> Parts {
        Parts::new(all, self.val_frac, self.test_frac)
    }

    /// Whether it is the series of a run whose `train_frac` says which rows are trained on.
    pub fn is_divided_by_train_frac(&self) -> bool {
        matches!(&self.task, TaskConfig::Series(series) if series.train_frac.is_some())
    }

    /// Which rows of a series are in which part.
    pub fn shares(&self) -> Shares {
        let train_frac = match &self.task {
            TaskConfig::Series(series) => series.train_frac,
            _ => None,
        };
        Shares { train_frac, val_frac: self.val_frac, test_frac: self.test_frac }
    }

    /// Tokens, or rows, trained on and held out, where there are this many.
    pub fn split(&self, all: usize) -> (usize, usize) {
        let parts = self.parts(all);
        (parts.training, parts.held_out())
    }
}

impl Value for Batch {
    fn input() -> Input {
        Input::Number
    }

    fn read(text: &str) -> Result<Self, String> {
        if text == "full" {
            return Ok(Self::Full);
        }
        whole(text).map(Self::Rows).map_err(|why| format!("{why}, or `full`"))
    }

    fn write(&self) -> Option<String> {
        Some(match self {
            Self::Full => "full".to_owned(),
            Self::Rows(rows) => rows.to_string(),
        })
    }
}
