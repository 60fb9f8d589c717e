//! What a person asked for, and how the rest is filled in: the defaults of the course's lab for a short text, those of
//! char-rnn for a long one.

use super::{
    Batch, Batching, CellKind, ConfigError, ModelConfig, Nonlinearity, OptimizerConfig, RunConfig, TextSize,
    at_least_one, check_clip, check_layers, check_learning_rate, check_share, check_weight_decay, conflict,
};
use crate::optim::Method;

/// Texts up to this many bytes get the defaults of the course's long-sequence lab.
pub const SMALL_TEXT_BYTES: u64 = 10 * 1024;
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

impl Options {
    /// Checks all that can be known before the data is read.
    ///
    /// # Errors
    /// For a value out of range and for options that contradict each other.
    pub fn check(&self) -> Result<(), ConfigError> {
        let counts = [("hidden", self.hidden), ("seq-len", self.seq_len), ("stride", self.stride)];
        for (option, value) in counts {
            value.map_or(Ok(()), |value| at_least_one(option, value))?;
        }
        if let Some(Batch::Rows(rows)) = self.batch {
            at_least_one("batch", rows)?;
        }
        let shares = [
            ("dropout", self.dropout),
            ("momentum", self.momentum),
            ("alpha", self.alpha),
            ("val-frac", self.val_frac),
        ];
        for (option, value) in shares {
            value.map_or(Ok(()), |value| check_share(option, value))?;
        }
        self.layers.map_or(Ok(()), check_layers)?;
        self.lr.map_or(Ok(()), check_learning_rate)?;
        self.weight_decay.map_or(Ok(()), check_weight_decay)?;
        self.clip.map_or(Ok(()), check_clip)?;
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
        if self.dropout.is_some_and(|dropout| dropout > 0.0) && self.layers == Some(1) {
            return conflict("--dropout drops between layers, and --layers 1 has no between: leave one of them out.");
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
    fn the_held_out_part_is_rounded() {
        let config = Options { val_frac: Some(0.29), ..Options::default() }.resolve(SHIP).unwrap();
        assert_eq!((config.split(100), config.split(10), config.split(0)), ((71, 29), (7, 3), (0, 0)));
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
            (Options { dropout: Some(0.5), layers: Some(1), ..Options::default() }, "--dropout"),
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
