//! What a person asked for, and which options contradict each other or the task.

use clap::ValueEnum;

use super::range::{
    at_least_one, check_clip, check_layers, check_learning_rate, check_share, check_teacher_forcing, check_train_frac,
    check_weight_decay,
};
use super::{Batch, CellKind, ConfigError, Nonlinearity, Scale, TaskKind, TokenKind, conflict};
use crate::data::{Format, Unit};

/// `--optimizer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OptimizerKind {
    /// Stochastic gradient descent
    Sgd,
    /// RMSprop
    Rmsprop,
    /// Adagrad
    Adagrad,
    /// Adam
    Adam,
    /// Adam with decoupled weight decay
    #[value(name = "adamw")]
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
    pub bidirectional: bool,
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
    pub target: Option<String>,
    pub newest_first: bool,
    pub horizon: Option<usize>,
    pub train_frac: Option<f64>,
    pub scale: Option<Scale>,
    pub tokens: Option<TokenKind>,
    pub teacher_forcing: Option<f64>,
    pub attention: bool,
}

impl Options {
    /// Checks all that can be known before the data is read.
    ///
    /// # Errors
    /// For a value out of range and for options that contradict each other.
    pub fn check(&self, task: TaskKind) -> Result<(), ConfigError> {
        let counts =
            [("hidden", self.hidden), ("seq-len", self.seq_len), ("stride", self.stride), ("horizon", self.horizon)];
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
        self.train_frac.map_or(Ok(()), check_train_frac)?;
        self.teacher_forcing.map_or(Ok(()), check_teacher_forcing)?;
        self.check_task(task)?;
        if self.dropout.is_some_and(|dropout| dropout > 0.0) && self.layers(task) == 1 {
            return conflict(
                "--dropout drops between layers, and a single layer has no between: give --layers 2 or more, or leave \
                 --dropout out.",
            );
        }
        self.check_pairs()
    }

    /// These options where they say something, else those of `base`.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        Self {
            cell: self.cell.or(base.cell),
            nonlinearity: self.nonlinearity.or(base.nonlinearity),
            hidden: self.hidden.or(base.hidden),
            layers: self.layers.or(base.layers),
            bidirectional: self.bidirectional || base.bidirectional,
            embed: self.embed.or(base.embed),
            no_linear: self.no_linear || base.no_linear,
            dropout: self.dropout.or(base.dropout),
            seq_len: self.seq_len.or(base.seq_len),
            stride: self.stride.or(base.stride),
            stateful: self.stateful || base.stateful,
            batch: self.batch.or(base.batch),
            no_shuffle: self.no_shuffle || base.no_shuffle,
            optimizer: self.optimizer.or(base.optimizer),
            lr: self.lr.or(base.lr),
            momentum: self.momentum.or(base.momentum),
            nesterov: self.nesterov || base.nesterov,
            alpha: self.alpha.or(base.alpha),
            centered: self.centered || base.centered,
            weight_decay: self.weight_decay.or(base.weight_decay),
            clip: self.clip.or(base.clip),
            val_frac: self.val_frac.or(base.val_frac),
            seed: self.seed.or(base.seed),
            target: self.target.or(base.target),
            newest_first: self.newest_first || base.newest_first,
            horizon: self.horizon.or(base.horizon),
            train_frac: self.train_frac.or(base.train_frac),
            scale: self.scale.or(base.scale),
            tokens: self.tokens.or(base.tokens),
            teacher_forcing: self.teacher_forcing.or(base.teacher_forcing),
            attention: self.attention || base.attention,
        }
    }

    /// How the data of a task is to be read.
    pub fn format(&self, task: TaskKind) -> Format {
        match task {
            TaskKind::Text => Format::Text,
            TaskKind::Series => Format::Series,
            TaskKind::Classify => Format::Classes,
            TaskKind::Generate => Format::Labelled,
            TaskKind::Translate => Format::Pairs(self.unit()),
        }
    }

    /// What a token of a translation is.
    pub(super) fn unit(&self) -> Unit {
        self.tokens.map_or(Unit::Words, Unit::from)
    }

    /// Options that mean nothing to the task are refused, for they would be followed by nobody.
    fn check_task(&self, task: TaskKind) -> Result<(), ConfigError> {
        use TaskKind::{Classify, Generate, Series, Text, Translate};
        let given: [(&str, bool, &[TaskKind]); 14] = [
            ("seq-len", self.seq_len.is_some(), &[Text, Series]),
            ("stride", self.stride.is_some(), &[Text]),
            ("stateful", self.stateful, &[Text]),
            ("embed", self.embed.is_some(), &[Text, Classify, Generate, Translate]),
            ("no-linear", self.no_linear, &[Text, Series, Classify, Generate]),
            ("val-frac", self.val_frac.is_some(), &[Text, Classify, Generate, Translate]),
            ("target", self.target.is_some(), &[Series]),
            ("newest-first", self.newest_first, &[Series]),
            ("horizon", self.horizon.is_some(), &[Series]),
            ("train-frac", self.train_frac.is_some(), &[Series]),
            ("scale", self.scale.is_some(), &[Series]),
            ("tokens", self.tokens.is_some(), &[Translate]),
            ("teacher-forcing", self.teacher_forcing.is_some(), &[Translate]),
            ("attention", self.attention, &[Translate]),
        ];
        for (option, given, tasks) in given {
            if given && !tasks.contains(&task) {
                let homes: Vec<_> = tasks.iter().map(|task| task.name()).collect();
                let (option, homes, task) = (option, homes.join(" or "), task.name());
                return conflict(format!("--{option} belongs to --task {homes}, and this is {task}: leave it out."));
            }
        }
        if self.bidirectional && matches!(task, Text | Generate) {
            return conflict(
                "--bidirectional would let the net see the next character, the answer: leave it out for text and generate.",
            );
        }
        Ok(())
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
}

#[cfg(test)]
mod tests;
