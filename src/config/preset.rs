//! What an option is where nobody said: the labs of the course for small data, what practitioners start with for large.

use super::{
    Batch, Batching, CellKind, ConfigError, DataSize, ModelConfig, Nonlinearity, OptimizerConfig, OptimizerKind,
    Options, RunConfig, Scale, SeriesConfig, TaskConfig, TaskKind, TranslateConfig, conflict,
};
use crate::optim::Method;

/// Texts up to this many bytes get the defaults of the course's long-sequence lab.
pub const SMALL_TEXT_BYTES: u64 = 10 * 1024;
/// Files with fewer rows than this hold none out, unless told to.
const FEW_ROWS: usize = 50;
/// Series with more examples than this are not learnt in full batches.
const MANY_EXAMPLES: usize = 10_000;

/// Defaults that belong together.
struct Preset {
    cell: CellKind,
    hidden: usize,
    embed: usize,
    seq_len: usize,
    batch: Batch,
    /// Whether a text is read as streams.
    streams: bool,
    /// Adam's rate.
    rate: f64,
    clip: f64,
    val_frac: f64,
}

/// The defaults for data of this size.
fn preset(task: TaskKind, size: &DataSize) -> Preset {
    let char_rnn = Preset {
        cell: CellKind::Lstm,
        hidden: 128,
        embed: 0,
        seq_len: 50,
        batch: Batch::Rows(50),
        streams: true,
        rate: 2e-3,
        clip: 5.0,
        val_frac: 0.05,
    };
    let held_out = |rows: usize| if rows < FEW_ROWS { 0.0 } else { 0.1 };
    match *size {
        DataSize::Text(text) if text.bytes <= SMALL_TEXT_BYTES => Preset {
            cell: CellKind::Rnn,
            hidden: text.vocabulary,
            seq_len: 10,
            batch: Batch::Full,
            streams: false,
            rate: 0.1,
            clip: 0.0,
            val_frac: 0.0,
            ..char_rnn
        },
        DataSize::Text(_) => char_rnn,
        DataSize::Series { rows, .. } => Preset {
            hidden: 10,
            seq_len: 7,
            batch: if rows <= MANY_EXAMPLES { Batch::Full } else { Batch::Rows(64) },
            rate: 0.01,
            clip: 0.0,
            val_frac: 0.0,
            ..char_rnn
        },
        DataSize::Labelled { rows, .. } => Preset {
            hidden: if task == TaskKind::Classify { 64 } else { 128 },
            batch: Batch::Rows(32),
            rate: 5e-3,
            val_frac: held_out(rows),
            ..char_rnn
        },
        DataSize::Pairs { rows, .. } => Preset {
            cell: CellKind::Gru,
            embed: 64,
            batch: Batch::Rows(32),
            rate: 3e-3,
            val_frac: held_out(rows),
            ..char_rnn
        },
    }
}

impl Options {
    /// The whole configuration of a task on data of this size.
    ///
    /// # Errors
    /// Those of [`Options::check`], and options that do not fit the data or the memory.
    pub fn resolve(&self, task: TaskKind, size: &DataSize) -> Result<RunConfig, ConfigError> {
        self.check(task)?;
        let preset = preset(task, size);
        let config = RunConfig {
            task: self.task(task),
            model: self.model(task, &preset, size.inputs_and_outputs(task).1)?,
            batching: self.batching(&preset, size),
            optimizer: self.update(&preset),
            val_frac: self.val_frac.unwrap_or(preset.val_frac),
            seed: self.seed.unwrap_or(1),
        };
        config.check_against(size)?;
        Ok(config)
    }

    /// L: it depends on no data, so that it is known before any is read.
    pub(super) fn layers(&self, task: TaskKind) -> usize {
        self.layers.unwrap_or(if task == TaskKind::Text { 2 } else { 1 })
    }

    fn task(&self, task: TaskKind) -> TaskConfig {
        match task {
            TaskKind::Text => TaskConfig::Text,
            TaskKind::Classify => TaskConfig::Classify,
            TaskKind::Generate => TaskConfig::Generate,
            TaskKind::Series => TaskConfig::Series(SeriesConfig {
                target: self.target.clone(),
                newest_first: self.newest_first,
                horizon: self.horizon.unwrap_or(1),
                train_frac: self.train_frac.unwrap_or(0.7),
                scale: self.scale.unwrap_or(Scale::Minmax),
            }),
            TaskKind::Translate => TaskConfig::Translate(TranslateConfig {
                tokens: self.unit(),
                teacher_forcing: self.teacher_forcing.unwrap_or(1.0),
                attention: self.attention,
            }),
        }
    }

    fn model(&self, task: TaskKind, preset: &Preset, outputs: usize) -> Result<ModelConfig, ConfigError> {
        let linear = !self.no_linear;
        let hidden_size = match self.hidden {
            Some(hidden) if !linear && hidden != outputs => {
                return conflict(format!(
                    "--no-linear takes the hidden state itself as the prediction, so --hidden must be {outputs}, the number \
                     of things to choose from, not {hidden}: leave --hidden out."
                ));
            }
            Some(hidden) => hidden,
            None if !linear => outputs,
            None => preset.hidden,
        };
        // `--nonlinearity` alone asks for the only cell that has one.
        let default = if self.nonlinearity.is_some() { CellKind::Rnn } else { preset.cell };
        Ok(ModelConfig {
            cell: self.cell.unwrap_or(default),
            nonlinearity: self.nonlinearity.unwrap_or(Nonlinearity::Tanh),
            hidden_size,
            num_layers: self.layers(task),
            bidirectional: self.bidirectional,
            embed: self.embed.unwrap_or(preset.embed),
            linear,
            dropout: self.dropout.unwrap_or(0.0),
        })
    }

    fn batching(&self, preset: &Preset, size: &DataSize) -> Batching {
        let batch = self.batch.unwrap_or(preset.batch);
        let shuffle = !self.no_shuffle;
        let characters = match size {
            DataSize::Text(text) => text.characters,
            DataSize::Series { .. } => {
                let seq_len = self.seq_len.unwrap_or(preset.seq_len);
                return Batching::Windows { seq_len, stride: 1, batch, shuffle };
            }
            DataSize::Labelled { .. } | DataSize::Pairs { .. } => return Batching::Examples { batch, shuffle },
        };
        let seq_len = self.seq_len.unwrap_or(preset.seq_len);
        let windows = !preset.streams || self.stride.is_some() || self.no_shuffle || self.batch == Some(Batch::Full);
        if windows && !self.stateful {
            return Batching::Windows { seq_len, stride: self.stride.unwrap_or(1), batch, shuffle };
        }
        let rows = match self.batch {
            Some(Batch::Rows(rows)) => rows,
            // As many streams as hold a chunk each, where the text is too short for 50.
            _ => (characters / seq_len.saturating_add(1)).clamp(1, 50),
        };
        Batching::Streams { seq_len, rows }
    }

    fn update(&self, preset: &Preset) -> OptimizerConfig {
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
        let default = if kind == OptimizerKind::Adam { preset.rate } else { pytorch_rate };
        OptimizerConfig { method, learning_rate: self.lr.unwrap_or(default), clip: self.clip.unwrap_or(preset.clip) }
    }
}
