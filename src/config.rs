//! What a run is: model, batches, optimizer, seed. Two runs with the same [`RunConfig`] on the same data are the same run.
//!
//! [`Options`] are what a person asked for; [`Options::resolve`] fills the rest from the size of
//! the text. Errors name the option and the remedy. Knows no file and no terminal.

mod options;

pub use options::{OptimizerKind, Options, SMALL_TEXT_BYTES};
use serde::{Deserialize, Serialize};

use crate::nn::cell::Cell;
use crate::nn::network::{Head, InputSize, Shape};
use crate::optim::Method;

/// A run whose buffers would need more than this is refused before anything is allocated.
const MEMORY_LIMIT: f64 = 16.0 * GIB;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// `--cell`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellKind {
    /// The vanilla cell.
    Rnn,
    /// Long short-term memory.
    Lstm,
    /// Gated recurrent unit.
    Gru,
}

/// `--nonlinearity`, of the vanilla cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nonlinearity {
    /// tanh.
    Tanh,
    /// max(0, ·).
    Relu,
}

/// `--batch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Batch {
    /// All windows in one step.
    Full,
    /// This many rows a step.
    Rows(usize),
}

/// The model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelConfig {
    /// The cell.
    pub cell: CellKind,
    /// The vanilla cell's nonlinearity.
    pub nonlinearity: Nonlinearity,
    /// H.
    pub hidden_size: usize,
    /// L.
    pub num_layers: usize,
    /// E, 0 for one-hot input.
    pub embed: usize,
    /// Whether a linear layer follows.
    pub linear: bool,
    /// Probability of dropping an output between layers, in [0, 1).
    pub dropout: f64,
}

/// How a text is cut into batches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Batching {
    /// Windows of `seq_len` characters, one every `stride`, each from a hidden state of zeros.
    Windows {
        /// T.
        seq_len: usize,
        /// Characters from one window's start to the next one's.
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
}

impl Batching {
    /// T.
    pub fn seq_len(&self) -> usize {
        match *self {
            Self::Windows { seq_len, .. } | Self::Streams { seq_len, .. } => seq_len,
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
    /// The model.
    pub model: ModelConfig,
    /// The batches.
    pub batching: Batching,
    /// The update.
    pub optimizer: OptimizerConfig,
    /// Share of the text, its last part, that is held out for validation, in [0, 1).
    pub val_frac: f64,
    /// Where all random numbers come from.
    pub seed: u64,
}

/// The size of a text, on which defaults depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSize {
    /// Bytes in the file.
    pub bytes: u64,
    /// Characters.
    pub characters: usize,
    /// V, distinct characters.
    pub vocabulary: usize,
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

/// Checks a learning rate, wherever it comes from.
///
/// # Errors
/// If it is not a number above 0 and at most 1000.
pub fn check_learning_rate(rate: f64) -> Result<(), ConfigError> {
    within("lr", rate, rate > 0.0 && rate <= 1000.0, "a learning rate is above 0 and at most 1000")
}

fn at_least_one(option: &'static str, value: usize) -> Result<(), ConfigError> {
    within(option, value, value >= 1, "it must be at least 1")
}

fn check_share(option: &'static str, value: f64) -> Result<(), ConfigError> {
    within(option, value, (0.0..1.0).contains(&value), "it must be at least 0 and below 1")
}

fn check_layers(layers: usize) -> Result<(), ConfigError> {
    within("layers", layers, (1..=1000).contains(&layers), "it must be 1 to 1000")
}

fn check_weight_decay(decay: f64) -> Result<(), ConfigError> {
    within("weight-decay", decay, (0.0..1e3).contains(&decay), "it must be 0 or more, and below 1000")
}

fn check_clip(clip: f64) -> Result<(), ConfigError> {
    within("clip", clip, (0.0..1e30).contains(&clip), "it must be 0 (off) or more, and below 1e30")
}

fn within(option: &'static str, value: impl ToString, holds: bool, range: &'static str) -> Result<(), ConfigError> {
    if holds { Ok(()) } else { Err(ConfigError::Range { option, value: value.to_string(), range }) }
}

fn conflict<T>(sentence: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Conflict(sentence.into()))
}

impl ModelConfig {
    /// The network's shape over a vocabulary of this size.
    pub fn shape(&self, vocabulary: usize) -> Shape {
        let cell = match (self.cell, self.nonlinearity) {
            (CellKind::Rnn, Nonlinearity::Tanh) => Cell::RnnTanh,
            (CellKind::Rnn, Nonlinearity::Relu) => Cell::RnnRelu,
            (CellKind::Lstm, _) => Cell::Lstm,
            (CellKind::Gru, _) => Cell::Gru,
        };
        Shape {
            input: InputSize::tokens(vocabulary, self.embed),
            cell,
            hidden_size: self.hidden_size,
            layers: self.num_layers,
            bidirectional: false,
            linear: self.linear,
            head: Head::EveryStep,
            outputs: vocabulary,
        }
    }

    /// The model in short: `RNN 2×25`.
    pub fn summary(&self) -> String {
        let cell = match (self.cell, self.nonlinearity) {
            (CellKind::Rnn, Nonlinearity::Tanh) => "RNN",
            (CellKind::Rnn, Nonlinearity::Relu) => "RNN(relu)",
            (CellKind::Lstm, _) => "LSTM",
            (CellKind::Gru, _) => "GRU",
        };
        format!("{cell} {}×{}", self.num_layers, self.hidden_size)
    }
}

impl RunConfig {
    /// Characters trained on and characters held out, in a text of this many.
    pub fn split(&self, characters: usize) -> (usize, usize) {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "exact up to 2^53 characters, and at most all of them"
        )]
        // Rounded, for 0.29 of 100 is just below 29 in floating point.
        let held_out = ((characters as f64 * self.val_frac).round() as usize).min(characters);
        (characters - held_out, held_out)
    }

    /// Checks the configuration against its text: also that of a session, which anyone may have written.
    ///
    /// # Errors
    /// If the text is too short for it, or the buffers would not fit the memory.
    pub fn check_against(&self, text: TextSize) -> Result<(), ConfigError> {
        self.check_values()?;
        let seq_len = self.batching.seq_len();
        let (train, held_out) = self.split(text.characters);
        let held_out_note =
            if held_out > 0 { format!(" (and {held_out} held out by --val-frac)") } else { String::new() };
        if train <= seq_len {
            return conflict(format!(
                "the text has {train} characters to train on{held_out_note}, and one chunk needs --seq-len {seq_len} and one more: \
                 use --seq-len {} or less, or a longer text.",
                train.saturating_sub(1)
            ));
        }
        if held_out > 0 && held_out <= seq_len {
            return conflict(format!(
                "--val-frac {} holds out {held_out} characters, and one chunk needs --seq-len {seq_len} and one more: \
                 hold out more, or nothing with --val-frac 0.",
                self.val_frac
            ));
        }
        let rows = match self.batching {
            Batching::Windows { batch: Batch::Rows(rows), .. } => rows.min(train),
            Batching::Windows { batch: Batch::Full, stride, .. } => (train - seq_len - 1) / stride + 1,
            Batching::Streams { rows, .. } => {
                let most = train / (seq_len + 1);
                if rows > most {
                    return conflict(format!(
                        "{train} characters{held_out_note} have no room for {rows} streams of --seq-len {seq_len} and one more: \
                         use --batch {most} or less."
                    ));
                }
                rows
            }
        };
        self.check_memory(text.vocabulary, rows)
    }

    /// The range of each value alone, wherever it comes from.
    fn check_values(&self) -> Result<(), ConfigError> {
        at_least_one("hidden", self.model.hidden_size)?;
        check_layers(self.model.num_layers)?;
        at_least_one("seq-len", self.batching.seq_len())?;
        match self.batching {
            Batching::Windows { stride, batch, .. } => {
                at_least_one("stride", stride)?;
                if let Batch::Rows(rows) = batch {
                    at_least_one("batch", rows)?;
                }
            }
            Batching::Streams { rows, .. } => at_least_one("batch", rows)?,
        }
        check_share("dropout", self.model.dropout)?;
        check_share("val-frac", self.val_frac)?;
        check_clip(self.optimizer.clip)?;
        let (momentum, alpha, weight_decay) = match self.optimizer.method {
            Method::Sgd { momentum, weight_decay, .. } => (momentum, 0.0, weight_decay),
            Method::Rmsprop { alpha, momentum, weight_decay, .. } => (momentum, alpha, weight_decay),
            Method::Adagrad { weight_decay } | Method::Adam { weight_decay } | Method::AdamW { weight_decay } => {
                (0.0, 0.0, weight_decay)
            }
        };
        check_share("momentum", momentum)?;
        check_share("alpha", alpha)?;
        check_weight_decay(weight_decay)?;
        check_learning_rate(self.optimizer.learning_rate)
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
    fn check_memory(&self, vocabulary: usize, rows: usize) -> Result<(), ConfigError> {
        let model = &self.model;
        let parameters = model.shape(vocabulary).parameters().map_or(f64::INFINITY, |n| n as f64);
        // Values, the sum of gradients, two moments, and the gradients of up to eight parts of a batch.
        let fixed = 12.0 * parameters;
        let per_layer = model.shape(vocabulary).cell.gates() as f64 + 4.0;
        let per_character = model.num_layers as f64 * per_layer * model.hidden_size as f64
            + vocabulary as f64
            + 2.0 * model.embed as f64;
        let bytes = 4.0 * (fixed + per_character * rows as f64 * self.batching.seq_len() as f64);
        if bytes <= MEMORY_LIMIT {
            return Ok(());
        }
        conflict(format!(
            "this run would need about {:.0} GiB of memory, and rnntui stops at {:.0}: lower --hidden, --layers, --batch or --seq-len.",
            bytes / GIB,
            MEMORY_LIMIT / GIB
        ))
    }
}
