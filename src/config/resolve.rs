//! From options to a whole configuration: what was asked for, and the defaults for the rest.

use super::error::{ConfigError, conflict};
use super::horizon::Horizon;
use super::model::{CellKind, ModelConfig, Nonlinearity};
use super::optimizer::{OptimizerConfig, OptimizerKind};
use super::options::Options;
use super::preset::{Preset, default_layers, preset, test_frac};
use super::rows;
use super::run::{Batch, Batching, RunConfig};
use super::size::DataSize;
use super::task::{
    ClassifyConfig, FillKind, Forecast, Scale, ScaleBy, SeriesConfig, SplitKind, TaskConfig, TaskKind, TextConfig,
    TranslateConfig,
};
use crate::data::series::BaseKind;
use crate::data::{Parts, Unit};
use crate::optim::{Method, Schedule};

impl Options {
    /// The whole configuration of a task on data of this size.
    ///
    /// # Errors
    /// Those of [`Options::check`], and options that do not fit the data or the memory.
    pub fn resolve(&self, task: TaskKind, size: &DataSize) -> Result<RunConfig, ConfigError> {
        self.check(task)?;
        let config = self.build(task, size)?;
        // Only of new runs: a session that was saved with such a share goes on.
        config.check_held_out(size)?;
        Ok(config)
    }

    /// The configuration of options that have been checked one by one.
    pub(super) fn build(&self, task: TaskKind, size: &DataSize) -> Result<RunConfig, ConfigError> {
        let preset = preset(task, size, self.unit(Unit::Chars), self.get(&rows::SEASON).unwrap_or(0));
        let own = self.task(task, &preset)?;
        let val_frac = self.get(&rows::VAL_FRAC).unwrap_or(preset.val_frac);
        // Who says what is trained on divides in two, as the course does.
        let in_two = self.has(&rows::TRAIN_FRAC);
        let test_frac = || if in_two { 0.0 } else { test_frac(size, val_frac) };
        let config = RunConfig {
            model: self.model(task, &preset, size.inputs_and_outputs(&own).1)?,
            task: own,
            sides: self.sides(task),
            batching: self.batching(&preset, size),
            optimizer: self.update(&preset),
            val_frac,
            test_frac: self.get(&rows::TEST_FRAC).unwrap_or_else(test_frac),
            val_every: self.get(&rows::VAL_EVERY),
            seed: self.get(&rows::SEED).unwrap_or(1),
            encoding: self.get(&rows::ENCODING).unwrap_or_default(),
        };
        // Every option that was given must show in the configuration: no option is ignored.
        if let Some((row, text)) = self.rows().find(|(row, text)| row.kept(&config).as_deref() != Some(text)) {
            return conflict(format!("--{} {text} means nothing beside the other options: leave it out.", row.name()));
        }
        config.check_against(size)?;
        Ok(config)
    }

    fn task(&self, task: TaskKind, preset: &Preset) -> Result<TaskConfig, ConfigError> {
        Ok(match task {
            TaskKind::Text => TaskConfig::Text(TextConfig {
                reading: self.text_reading(),
                min_count: self.get(&rows::MIN_COUNT).unwrap_or(preset.min_count),
            }),
            TaskKind::Classify => TaskConfig::Classify(ClassifyConfig {
                tokens: self.unit(Unit::Chars),
                min_count: self.get(&rows::MIN_COUNT).unwrap_or(preset.min_count),
                pool: self.get(&rows::POOL).unwrap_or(preset.pool),
                balance: self.is_on(&rows::BALANCE),
                split: self.get(&rows::SPLIT).unwrap_or(SplitKind::Stratified),
                threshold: self.get(&rows::THRESHOLD).unwrap_or(0.0),
            }),
            TaskKind::Generate => TaskConfig::Generate,
            TaskKind::Series => TaskConfig::Series(self.series()?),
            TaskKind::Translate => TaskConfig::Translate(TranslateConfig {
                tokens: self.unit(Unit::Words),
                teacher_forcing: self.get(&rows::TEACHER_FORCING).unwrap_or(1.0),
                attention: self.is_on(&rows::ATTENTION),
            }),
        })
    }

    fn series(&self) -> Result<SeriesConfig, ConfigError> {
        let by_lab = self.get(&rows::SCALE) == Some(Scale::Lab);
        let forecast = self.get(&rows::FORECAST).unwrap_or(if by_lab { Forecast::Value } else { Forecast::Change });
        let is_change = forecast == Forecast::Change;
        let base = is_change.then(|| self.get(&rows::BASE).unwrap_or(BaseKind::Last));
        let season = self.get(&rows::SEASON).unwrap_or(0);
        if let Some(base) = base.filter(|base| base.is_seasonal() && season == 0) {
            return conflict(format!(
                "--base {} needs a season, and none is given or found: give --season the rows of one.",
                base.name()
            ));
        }
        Ok(SeriesConfig {
            columns: self.get(&rows::COLUMNS),
            exclude: self.get(&rows::EXCLUDE).unwrap_or_default(),
            target: self.get(&rows::TARGET),
            group: self.get(&rows::GROUP),
            fill: self.get(&rows::FILL).unwrap_or(FillKind::Previous),
            newest_first: self.is_on(&rows::NEWEST_FIRST),
            horizon: self.get(&rows::HORIZON).unwrap_or(Horizon::NEXT),
            train_frac: self.get(&rows::TRAIN_FRAC),
            season,
            base,
            scale: self.get(&rows::SCALE).unwrap_or(if is_change { Scale::Standard } else { Scale::Minmax }),
            scale_by: self.get(&rows::SCALE_BY).unwrap_or(ScaleBy::Group),
        })
    }

    fn model(&self, task: TaskKind, preset: &Preset, outputs: usize) -> Result<ModelConfig, ConfigError> {
        let linear = !self.is_on(&rows::NO_LINEAR);
        let hidden_size = match self.get(&rows::HIDDEN) {
            Some(hidden) if !linear && hidden != outputs => {
                return conflict(format!(
                    "--no-linear takes the hidden state itself as the prediction, so --hidden must be {outputs}, the \
                     number of things to choose from, not {hidden}: leave --hidden out."
                ));
            }
            Some(hidden) => hidden,
            None if !linear => outputs,
            None => preset.hidden,
        };
        // `--nonlinearity` alone asks for the only cell that has one.
        let default = if self.has(&rows::NONLINEARITY) { CellKind::Rnn } else { preset.cell };
        Ok(ModelConfig {
            cell: self.get(&rows::CELL).unwrap_or(default),
            nonlinearity: self.get(&rows::NONLINEARITY).unwrap_or(Nonlinearity::Tanh),
            hidden_size,
            num_layers: self.get(&rows::LAYERS).unwrap_or(default_layers(task)),
            bidirectional: self.is_on(&rows::BIDIRECTIONAL),
            embed: self.get(&rows::EMBED).unwrap_or(preset.embed),
            linear,
            dropout: self.get(&rows::DROPOUT).unwrap_or(0.0),
            precision: self.get(&rows::PRECISION).unwrap_or_default(),
        })
    }

    fn batching(&self, preset: &Preset, size: &DataSize) -> Batching {
        let batch = self.get(&rows::BATCH).unwrap_or(preset.batch);
        let shuffle = !self.is_on(&rows::NO_SHUFFLE);
        let train = match size {
            DataSize::Text(text) => {
                Parts::new(text.tokens, self.get(&rows::VAL_FRAC).unwrap_or(preset.val_frac), 0.0).training
            }
            DataSize::Series { .. } => {
                let seq_len = self.get(&rows::SEQ_LEN).unwrap_or(preset.seq_len);
                return Batching::Windows { seq_len, stride: 1, batch, shuffle };
            }
            DataSize::Labelled { .. } | DataSize::Pairs { .. } => return Batching::Examples { batch, shuffle },
        };
        let seq_len = self.get(&rows::SEQ_LEN).unwrap_or(preset.seq_len);
        let windows = !preset.streams
            || self.has(&rows::STRIDE)
            || self.is_on(&rows::NO_SHUFFLE)
            || self.get(&rows::BATCH) == Some(Batch::Full);
        if windows && !self.is_on(&rows::STATEFUL) {
            return Batching::Windows { seq_len, stride: self.get(&rows::STRIDE).unwrap_or(1), batch, shuffle };
        }
        let rows = match self.get(&rows::BATCH) {
            Some(Batch::Rows(rows)) => rows,
            // Fewer than 50 streams if what is trained on is too short for each to hold a chunk.
            _ => (train / seq_len.saturating_add(1)).clamp(1, 50),
        };
        Batching::Streams { seq_len, rows }
    }

    fn update(&self, preset: &Preset) -> OptimizerConfig {
        let momentum = self.get(&rows::MOMENTUM).unwrap_or(0.0);
        let weight_decay = self.get(&rows::WEIGHT_DECAY).unwrap_or(0.0);
        let kind = self.get(&rows::OPTIMIZER).unwrap_or(preset.optimizer);
        let (method, pytorch_rate) = match kind {
            OptimizerKind::Sgd => (Method::Sgd { momentum, nesterov: self.is_on(&rows::NESTEROV), weight_decay }, 1e-3),
            OptimizerKind::Rmsprop => {
                let alpha = self.get(&rows::ALPHA).unwrap_or(0.99);
                (Method::Rmsprop { alpha, momentum, centered: self.is_on(&rows::CENTERED), weight_decay }, 1e-2)
            }
            OptimizerKind::Adagrad => (Method::Adagrad { weight_decay }, 1e-2),
            OptimizerKind::Adam => (Method::Adam { weight_decay }, 1e-3),
            OptimizerKind::AdamW => {
                (Method::AdamW { weight_decay: self.get(&rows::WEIGHT_DECAY).unwrap_or(preset.weight_decay) }, 1e-3)
            }
        };
        // The presets' rates belong to Adam and to their own; another optimizer starts with PyTorch's own default.
        let own = kind == OptimizerKind::Adam || kind == preset.optimizer;
        let default = if own { preset.rate } else { pytorch_rate };
        OptimizerConfig {
            method,
            learning_rate: self.get(&rows::LR).unwrap_or(default),
            schedule: self.get(&rows::SCHEDULE).unwrap_or(Schedule::CONSTANT),
            clip: self.get(&rows::CLIP).unwrap_or(preset.clip),
        }
    }
}
