//! What a run of version 2 is, and the options of the command line that make it.

use serde::{Deserialize, Serialize};

use crate::session::v3::KeptOptions;

/// What the run is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Config {
    pub task: Task,
    pub model: Model,
    pub batching: Batching,
    pub optimizer: Optimizer,
    pub val_frac: f64,
    pub seed: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(in crate::session) enum Task {
    Text,
    Series(Series),
    Classify,
    Generate,
    Translate(Translate),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Series {
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
pub(in crate::session) struct Translate {
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
pub(in crate::session) struct Model {
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
pub(in crate::session) enum Cell {
    Rnn,
    Lstm,
    Gru,
}

#[derive(Debug, Serialize, Deserialize)]
pub(in crate::session) enum Nonlinearity {
    Tanh,
    Relu,
}

#[derive(Debug, Serialize, Deserialize)]
pub(in crate::session) enum Batch {
    Full,
    Rows(usize),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) enum Batching {
    Windows { seq_len: usize, stride: usize, batch: Batch, shuffle: bool },
    Streams { seq_len: usize, rows: usize },
    Examples { batch: Batch, shuffle: bool },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Optimizer {
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

impl Model {
    /// The model in short.
    pub(in crate::session) fn summary(&self) -> String {
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
    pub(in crate::session) fn options(&self) -> KeptOptions {
        let mut options = KeptOptions::new();
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
