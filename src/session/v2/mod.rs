//! Version 2: all tasks, the configuration as the program of its time had it.

mod config;

pub(super) use config::{Batching, Cell, Config, Model, Nonlinearity, Optimizer, Task};
use serde::{Deserialize, Serialize};

use super::pieces::corpus::Corpus;
use super::pieces::curves::{self, Columns, Open};
use super::pieces::journal::Entries;
use super::pieces::names::NameList;
use super::pieces::size::Size;
use super::pieces::tensors::{Moment, Tensor};
use super::v3;
use crate::session::base64::{f32s, u64s};

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub format: String,
    pub version: u32,
    pub task: String,
    pub name: String,
    pub config: Config,
    pub progress: Progress,
    pub journal: Entries,
    pub vocabulary: String,
    pub names: Vec<NameList>,
    pub size: Option<Size>,
    pub corpus: Corpus,
    pub optimizer_step: u64,
    pub history: History,
    pub parameters: Vec<Tensor>,
    pub moments: Vec<Moment>,
    pub carried: Option<Vec<Tensor>>,
}

/// How far the run has come.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    epoch: u64,
    step_in_epoch: u64,
    step: u64,
    validation_due: bool,
    learning_rate: f64,
    undo: Vec<f64>,
    seconds: f64,
    validation_loss: Option<f32>,
}

/// What was measured.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct History {
    train: Curve,
    validation: Curve,
    #[serde(with = "f32s")]
    recent: Vec<f32>,
}

/// A curve of buckets that hold `width` points each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    width: u64,
    #[serde(with = "u64s")]
    step: Vec<u64>,
    #[serde(with = "f32s")]
    mean: Vec<f32>,
    #[serde(with = "f32s")]
    min: Vec<f32>,
    #[serde(with = "f32s")]
    max: Vec<f32>,
    open: Option<Open>,
}

impl Document {
    /// The same in version 3, whose buckets of old keep their width. Of the newest step version 2 kept the loss alone.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn upgrade(self) -> Result<v3::Document, String> {
        if self.format != "rnntui session" {
            return Err(format!("it is {:?}", self.format));
        }
        let Progress { epoch, step_in_epoch, step, validation_due, learning_rate, undo, seconds, validation_loss } =
            self.progress;
        let size = self.size.ok_or("it does not say how large its data is")?;
        Ok(v3::Document {
            header: v3::Header {
                format: self.format,
                version: 3,
                task: self.task,
                name: self.name,
                model: self.config.model.summary(),
                options: self.config.options(),
                epoch,
                step,
                loss: self.history.recent.last().copied(),
                validation_loss,
                seconds,
            },
            run: v3::Run {
                state: v3::State {
                    step_in_epoch,
                    validation_due,
                    learning_rate,
                    undo,
                    optimizer_step: self.optimizer_step,
                    parameters: self.parameters,
                    moments: self.moments,
                    carried: self.carried,
                },
                record: v3::Record {
                    journal: self.journal,
                    last: None,
                    recent: self.history.recent,
                    train: self.history.train.upgrade()?,
                    validation: self.history.validation.upgrade()?,
                },
                vocabulary: self.vocabulary,
                names: self.names,
                size,
                corpus: self.corpus,
            },
        })
    }
}

impl Curve {
    fn upgrade(self) -> Result<curves::Curve, String> {
        let Self { width, step, mean, min, max, open } = self;
        let full = (step.len() as u64).checked_mul(width);
        let points = full.and_then(|full| full.checked_add(open.map_or(0, |open| open.count())));
        let points = points.ok_or("its history has more points than there are")?;
        Ok(curves::Curve { points, full: Columns { step, mean, min, max }, open })
    }
}
