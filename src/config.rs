//! What a run is: model, batches, optimizer, seed. Two runs with the same [`RunConfig`] on the same data are the same run.
//!
//! [`Options`] are what a person asked for; [`Options::resolve`] fills the rest from the size of
//! the text. Errors name the option and the remedy. Knows no file and no terminal.

use serde::{Deserialize, Serialize};

use crate::nn::cell::Cell;
use crate::nn::network::Shape;
use crate::optim::Method;

/// Texts up to this many bytes get the defaults of the course's long-sequence lab.
pub const SMALL_TEXT_BYTES: u64 = 10 * 1024;
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

/// `--optimizer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptimizerKind {
    /// Stochastic gradient descent.
    Sgd,
    /// RMSprop.
    Rmsprop,
    /// Adagrad.
    Adagrad,
    /// Adam.
    Adam,
    /// AdamW.
    AdamW,
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

/// What a person asked for; `None` is the default.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the option of its name in the command line's contract")]
pub struct Options {
    pub cell: Option<CellKind>,
    pub nonlinearity: Option<Nonlinearity>,
    pub hidden: Option<usize>,
    pub layers: Option<usize>,
    pub embed: Option<usize>,
    pub no_linear: bool,
    pub dropout: Option<f64>,
    pub seq_len: Option<usize>,
    pub stride: Option<usize>,
    pub stateful: bool,
    pub batch: Option<Batch>,
    pub no_shuffle: bool,
    pub optimizer: Option<OptimizerKind>,
    pub lr: Option<f64>,
    pub momentum: Option<f64>,
    pub nesterov: bool,
    pub alpha: Option<f64>,
    pub centered: bool,
    pub weight_decay: Option<f64>,
    pub clip: Option<f64>,
    pub val_frac: Option<f64>,
    pub seed: Option<u64>,
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

fn within(option: &'static str, value: impl ToString, holds: bool, range: &'static str) -> Result<(), ConfigError> {
    if holds { Ok(()) } else { Err(ConfigError::Range { option, value: value.to_string(), range }) }
}

fn conflict<T>(sentence: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Conflict(sentence.into()))
}

impl Options {
    /// Checks all that can be known before the data is read.
    ///
    /// # Errors
    /// For a value out of range and for options that contradict each other.
    pub fn check(&self) -> Result<(), ConfigError> {
        let at_least_one = |option, value: Option<usize>| match value {
            Some(value) => within(option, value, value >= 1, "it must be at least 1"),
            None => Ok(()),
        };
        let number = |option, value: Option<f64>, ok: fn(f64) -> bool, range| match value {
            Some(value) => within(option, value, ok(value), range),
            None => Ok(()),
        };
        at_least_one("hidden", self.hidden)?;
        at_least_one("layers", self.layers)?;
        at_least_one("seq-len", self.seq_len)?;
        at_least_one("stride", self.stride)?;
        if let Some(Batch::Rows(rows)) = self.batch {
            at_least_one("batch", Some(rows))?;
        }
        if let Some(rate) = self.lr {
            check_learning_rate(rate)?;
        }
        let fraction = |x: f64| (0.0..1.0).contains(&x);
        number("dropout", self.dropout, fraction, "it must be at least 0 and below 1")?;
        number("momentum", self.momentum, fraction, "it must be at least 0 and below 1")?;
        number("alpha", self.alpha, fraction, "it must be at least 0 and below 1")?;
        number("val-frac", self.val_frac, fraction, "it must be at least 0 and below 1")?;
        let not_negative = |x: f64| x >= 0.0 && x.is_finite();
        number("weight-decay", self.weight_decay, not_negative, "it must be 0 or more")?;
        number("clip", self.clip, not_negative, "it must be 0 (off) or more")?;
        self.check_pairs()
    }

    fn check_pairs(&self) -> Result<(), ConfigError> {
        use OptimizerKind::{Rmsprop, Sgd};
        let optimizer = self.optimizer.unwrap_or(OptimizerKind::Adam);
        if self.stateful && self.stride.is_some() {
            return conflict("--stateful reads the text as streams and has no --stride: leave one of them out.");
        }
        if self.stateful && self.batch == Some(Batch::Full) {
            return conflict(
                "--batch full means all windows at once, and --stateful has no windows: give --batch a number.",
            );
        }
        if self.stateful && self.no_shuffle {
            return conflict("--no-shuffle is about windows, and --stateful has none: leave one of them out.");
        }
        if self.nonlinearity.is_some() && !matches!(self.cell, None | Some(CellKind::Rnn)) {
            return conflict("--nonlinearity belongs to --cell rnn: lstm and gru have their own.");
        }
        if self.momentum.is_some() && !matches!(optimizer, Sgd | Rmsprop) {
            return conflict("--momentum belongs to --optimizer sgd or rmsprop: the others keep their own.");
        }
        if self.nesterov && !(optimizer == Sgd && self.momentum.unwrap_or(0.0) > 0.0) {
            return conflict("--nesterov needs --optimizer sgd and a --momentum above 0.");
        }
        if (self.alpha.is_some() || self.centered) && optimizer != Rmsprop {
            return conflict("--alpha and --centered belong to --optimizer rmsprop.");
        }
        Ok(())
    }

    /// The whole configuration for a text of this size.
    ///
    /// # Errors
    /// Those of [`Options::check`], and options that do not fit the text or the memory.
    pub fn resolve(&self, text: TextSize) -> Result<RunConfig, ConfigError> {
        self.check()?;
        let small = text.bytes <= SMALL_TEXT_BYTES;
        let config = RunConfig {
            model: self.model(small, text)?,
            batching: self.batching(small, text.characters),
            optimizer: self.update(small),
            val_frac: self.val_frac.unwrap_or(if small { 0.0 } else { 0.05 }),
            seed: self.seed.unwrap_or(1),
        };
        config.check_against(text)?;
        Ok(config)
    }

    fn model(&self, small: bool, text: TextSize) -> Result<ModelConfig, ConfigError> {
        let linear = !self.no_linear;
        let hidden_size = match self.hidden {
            Some(hidden) if !linear && hidden != text.vocabulary => {
                return conflict(format!(
                    "--no-linear takes the hidden state itself as the prediction, so --hidden must be the vocabulary's \
                     {}, not {hidden}: leave --hidden out.",
                    text.vocabulary
                ));
            }
            Some(hidden) => hidden,
            None if small || !linear => text.vocabulary,
            None => 128,
        };
        // `--nonlinearity` alone asks for the only cell that has one.
        let default = if small || self.nonlinearity.is_some() { CellKind::Rnn } else { CellKind::Lstm };
        Ok(ModelConfig {
            cell: self.cell.unwrap_or(default),
            nonlinearity: self.nonlinearity.unwrap_or(Nonlinearity::Tanh),
            hidden_size,
            num_layers: self.layers.unwrap_or(2),
            embed: self.embed.unwrap_or(0),
            linear,
            dropout: self.dropout.unwrap_or(0.0),
        })
    }

    fn batching(&self, small: bool, characters: usize) -> Batching {
        let seq_len = self.seq_len.unwrap_or(if small { 10 } else { 50 });
        let windows = small || self.stride.is_some() || self.no_shuffle || self.batch == Some(Batch::Full);
        if windows && !self.stateful {
            let batch = self.batch.unwrap_or(if small { Batch::Full } else { Batch::Rows(50) });
            let stride = self.stride.unwrap_or(1);
            return Batching::Windows { seq_len, stride, batch, shuffle: !self.no_shuffle };
        }
        let rows = match self.batch {
            Some(Batch::Rows(rows)) => rows,
            // As many streams as hold a chunk each, where the text is too short for 50.
            _ => (characters / seq_len.saturating_add(1)).clamp(1, 50),
        };
        Batching::Streams { seq_len, rows }
    }

    fn update(&self, small: bool) -> OptimizerConfig {
        let momentum = self.momentum.unwrap_or(0.0);
        let weight_decay = self.weight_decay.unwrap_or(0.0);
        let kind = self.optimizer.unwrap_or(OptimizerKind::Adam);
        let (method, pytorch_rate) = match kind {
            OptimizerKind::Sgd => (Method::Sgd { momentum, nesterov: self.nesterov, weight_decay }, 1e-3),
            OptimizerKind::Rmsprop => {
                let alpha = self.alpha.unwrap_or(0.99);
                (Method::Rmsprop { alpha, momentum, centered: self.centered, weight_decay }, 1e-2)
            }
            OptimizerKind::Adagrad => (Method::Adagrad { weight_decay }, 1e-2),
            OptimizerKind::Adam => (Method::Adam { weight_decay }, 1e-3),
            OptimizerKind::AdamW => (Method::AdamW { weight_decay: self.weight_decay.unwrap_or(0.01) }, 1e-3),
        };
        // The presets' rates belong to Adam; another optimizer starts with PyTorch's own default.
        let preset = if small { 0.1 } else { 2e-3 };
        let default = if kind == OptimizerKind::Adam { preset } else { pytorch_rate };
        OptimizerConfig {
            method,
            learning_rate: self.lr.unwrap_or(default),
            clip: self.clip.unwrap_or(if small { 0.0 } else { 5.0 }),
        }
    }
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
            cell,
            vocabulary,
            embed: self.embed,
            hidden_size: self.hidden_size,
            layers: self.num_layers,
            linear: self.linear,
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
            reason = "a share of a length, rounded down"
        )]
        let held_out = (characters as f64 * self.val_frac) as usize;
        (characters - held_out, held_out)
    }

    /// Checks the configuration against its text: also that of a session, which anyone may have written.
    ///
    /// # Errors
    /// If the text is too short for it, or the buffers would not fit the memory.
    pub fn check_against(&self, text: TextSize) -> Result<(), ConfigError> {
        check_learning_rate(self.optimizer.learning_rate)?;
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
            Batching::Windows { batch: Batch::Full, stride, .. } => (train - seq_len - 1) / stride.max(1) + 1,
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

    #[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
    fn check_memory(&self, vocabulary: usize, rows: usize) -> Result<(), ConfigError> {
        let model = &self.model;
        let parameters = model.shape(vocabulary).parameters().map_or(f64::INFINITY, |n| n as f64);
        // Values, the sum of gradients, two moments, and the gradients of up to eight parts of a batch.
        let fixed = 12.0 * parameters;
        let per_layer = model.shape(vocabulary).cell.gates() as f64 + 4.0;
        let per_character = model.num_layers as f64 * per_layer * model.hidden_size as f64 + vocabulary as f64;
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

#[cfg(test)]
mod tests {
    use super::*;

    const SHIP: TextSize = TextSize { bytes: 180, characters: 180, vocabulary: 25 };
    const NOVEL: TextSize = TextSize { bytes: 1_115_394, characters: 1_115_394, vocabulary: 65 };

    #[test]
    fn defaults_are_the_course_lab_and_char_rnn() {
        let ship = Options::default().resolve(SHIP).unwrap();
        assert_eq!(ship.model.summary(), "RNN 2×25");
        assert_eq!(ship.batching, Batching::Windows { seq_len: 10, stride: 1, batch: Batch::Full, shuffle: true });
        assert!((ship.optimizer.learning_rate - 0.1).abs() < 1e-12);
        let novel = Options::default().resolve(NOVEL).unwrap();
        assert_eq!(novel.model.summary(), "LSTM 2×128");
        assert_eq!(novel.batching, Batching::Streams { seq_len: 50, rows: 50 });
        assert_eq!((novel.optimizer.clip, novel.val_frac), (5.0, 0.05));
    }

    #[test]
    fn wrong_values_are_named() {
        let bad = [
            (Options { hidden: Some(0), ..Options::default() }, "--hidden 0"),
            (Options { lr: Some(-1.0), ..Options::default() }, "--lr -1"),
            (Options { lr: Some(f64::NAN), ..Options::default() }, "--lr NaN"),
            (Options { dropout: Some(1.0), ..Options::default() }, "--dropout 1"),
            (Options { batch: Some(Batch::Rows(0)), ..Options::default() }, "--batch 0"),
            (Options { seq_len: Some(180), ..Options::default() }, "--seq-len 179 or less"),
            (Options { hidden: Some(1 << 40), ..Options::default() }, "GiB"),
            (Options { stateful: true, stride: Some(2), ..Options::default() }, "--stride"),
            (Options { no_linear: true, hidden: Some(7), ..Options::default() }, "--no-linear"),
            (Options { stateful: true, batch: Some(Batch::Rows(50)), ..Options::default() }, "--batch 16 or less"),
        ];
        for (options, name) in bad {
            let message = options.resolve(SHIP).unwrap_err().to_string();
            assert!(message.contains(name), "{message}");
        }
    }
}
