//! Version 2: all tasks, the configuration as the program of its time had it.

use serde::{Deserialize, Serialize};

use super::pieces::curves::{Columns, Open};
use super::pieces::journal::Entries;
use super::pieces::names::NameList;
use super::pieces::size::Size;
use super::pieces::tensors::{Moment, Tensor};
use super::source::Corpus;
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

/// What the run is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub task: Task,
    pub model: Model,
    pub batching: Batching,
    pub optimizer: Optimizer,
    pub val_frac: f64,
    pub seed: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task {
    Text,
    Series(Series),
    Classify,
    Generate,
    Translate(Translate),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    target: Option<String>,
    newest_first: bool,
    horizon: usize,
    train_frac: f64,
    scale: Scale,
}

#[derive(Debug, Serialize, Deserialize)]
enum Scale {
    Minmax,
    Standard,
    Lab,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translate {
    tokens: Unit,
    teacher_forcing: f64,
    attention: bool,
}

#[derive(Debug, Serialize, Deserialize)]
enum Unit {
    Words,
    Chars,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Model {
    pub cell: Cell,
    pub nonlinearity: Nonlinearity,
    pub hidden_size: usize,
    pub num_layers: usize,
    pub bidirectional: bool,
    pub embed: usize,
    pub linear: bool,
    pub dropout: f64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Cell {
    Rnn,
    Lstm,
    Gru,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Nonlinearity {
    Tanh,
    Relu,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Batch {
    Full,
    Rows(usize),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) enum Batching {
    Windows { seq_len: usize, stride: usize, batch: Batch, shuffle: bool },
    Streams { seq_len: usize, rows: usize },
    Examples { batch: Batch, shuffle: bool },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Optimizer {
    method: Method,
    learning_rate: f64,
    clip: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum Method {
    Sgd { momentum: f64, nesterov: bool, weight_decay: f64 },
    Rmsprop { alpha: f64, momentum: f64, centered: bool, weight_decay: f64 },
    Adagrad { weight_decay: f64 },
    Adam { weight_decay: f64 },
    AdamW { weight_decay: f64 },
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
    fn upgrade(self) -> Result<v3::Curve, String> {
        let Self { width, step, mean, min, max, open } = self;
        let full = (step.len() as u64).checked_mul(width);
        let points = full.and_then(|full| full.checked_add(open.map_or(0, |open| open.count())));
        let points = points.ok_or("its history has more points than there are")?;
        Ok(v3::Curve { points, full: Columns { step, mean, min, max }, open })
    }
}

impl Model {
    /// The model in short.
    fn summary(&self) -> String {
        let cell = match (&self.cell, &self.nonlinearity) {
            (Cell::Rnn, Nonlinearity::Tanh) => "RNN",
            (Cell::Rnn, Nonlinearity::Relu) => "RNN(relu)",
            (Cell::Lstm, _) => "LSTM",
            (Cell::Gru, _) => "GRU",
        };
        let ways = if self.bidirectional { "↔" } else { "" };
        format!("{cell}{ways} {}×{}", self.num_layers, self.hidden_size)
    }
}

impl Config {
    /// The options of the command line that make this run.
    fn options(&self) -> v3::KeptOptions {
        let mut options = v3::KeptOptions::new();
        let mut set = |name: &str, value: &dyn ToString| {
            options.insert(name.to_owned(), value.to_string());
        };
        let model = &self.model;
        set(
            "cell",
            &["rnn", "lstm", "gru"][match model.cell {
                Cell::Rnn => 0,
                Cell::Lstm => 1,
                Cell::Gru => 2,
            }],
        );
        if matches!(model.cell, Cell::Rnn) {
            set("nonlinearity", &if matches!(model.nonlinearity, Nonlinearity::Tanh) { "tanh" } else { "relu" });
        }
        set("hidden", &model.hidden_size);
        set("layers", &model.num_layers);
        set("dropout", &model.dropout);
        let mut switch = |name: &str, on: bool| {
            if on {
                set(name, &true);
            }
        };
        switch("bidirectional", model.bidirectional);
        switch("no-linear", !model.linear);
        if !matches!(self.task, Task::Series(_)) {
            set("embed", &model.embed);
            set("val-frac", &self.val_frac);
        }
        let (batch, shuffle) = match &self.batching {
            Batching::Windows { seq_len, stride, batch, shuffle } => {
                set("seq-len", seq_len);
                if matches!(self.task, Task::Text) {
                    set("stride", stride);
                }
                (batch, *shuffle)
            }
            Batching::Streams { seq_len, rows } => {
                set("seq-len", seq_len);
                set("stateful", &true);
                (&Batch::Rows(*rows), true)
            }
            Batching::Examples { batch, shuffle } => (batch, *shuffle),
        };
        match batch {
            Batch::Full => set("batch", &"full"),
            Batch::Rows(rows) => set("batch", rows),
        }
        if !shuffle {
            set("no-shuffle", &true);
        }
        set("lr", &self.optimizer.learning_rate);
        set("clip", &self.optimizer.clip);
        set("seed", &self.seed);
        self.optimizer.method.options(&mut set);
        match &self.task {
            Task::Text | Task::Classify | Task::Generate => {}
            Task::Series(series) => series.options(&mut set),
            Task::Translate(translate) => translate.options(&mut set),
        }
        options
    }
}

type Set<'a> = &'a mut dyn FnMut(&str, &dyn ToString);

impl Method {
    fn options(&self, set: Set<'_>) {
        let (name, decay) = match self {
            Self::Sgd { momentum, nesterov, weight_decay } => {
                set("momentum", momentum);
                if *nesterov {
                    set("nesterov", &true);
                }
                ("sgd", weight_decay)
            }
            Self::Rmsprop { alpha, momentum, centered, weight_decay } => {
                set("alpha", alpha);
                set("momentum", momentum);
                if *centered {
                    set("centered", &true);
                }
                ("rmsprop", weight_decay)
            }
            Self::Adagrad { weight_decay } => ("adagrad", weight_decay),
            Self::Adam { weight_decay } => ("adam", weight_decay),
            Self::AdamW { weight_decay } => ("adamw", weight_decay),
        };
        set("optimizer", &name);
        set("weight-decay", decay);
    }
}

impl Series {
    fn options(&self, set: Set<'_>) {
        if let Some(target) = &self.target {
            set("target", target);
        }
        if self.newest_first {
            set("newest-first", &true);
        }
        set("horizon", &self.horizon);
        set("train-frac", &self.train_frac);
        let scale = match self.scale {
            Scale::Minmax => "minmax",
            Scale::Standard => "standard",
            Scale::Lab => "lab",
        };
        set("scale", &scale);
    }
}

impl Translate {
    fn options(&self, set: Set<'_>) {
        set("tokens", &if matches!(self.tokens, Unit::Words) { "word" } else { "char" });
        set("teacher-forcing", &self.teacher_forcing);
        if self.attention {
            set("attention", &true);
        }
    }
}
