//! The options of the model.

use super::range::{AT_LEAST_ONE, BELOW_ONE};
use crate::config::model::{CellKind, Nonlinearity};
use crate::config::option::{Opt, Range};
use crate::config::task::TaskKind::{self, Classify, Generate, Series, Text, Translate};
use crate::nn::precision::Precision;

/// `--cell`.
pub static CELL: Opt<CellKind> = Opt {
    name: "cell",
    value: "CELL",
    help: "The recurrent cell [default: rnn up to 10 KB of text, gru to translate and for a series, else lstm]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.model.cell),
};

/// `--nonlinearity`.
pub static NONLINEARITY: Opt<Nonlinearity> = Opt {
    name: "nonlinearity",
    value: "NONLINEARITY",
    help: "The rnn cell's nonlinearity [default: tanh]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| (run.model.cell == CellKind::Rnn).then_some(run.model.nonlinearity),
};

/// `--hidden`, H.
pub static HIDDEN: Opt<usize> = Opt {
    name: "hidden",
    value: "N",
    help: "H, units in a layer [default: the vocabulary's size, at most 256, up to 10 KB of text, 16 for a series, \
           64 to classify, else 128]",
    tasks: &TaskKind::ALL,
    range: AT_LEAST_ONE,
    kept: |run| Some(run.model.hidden_size),
};

/// `--layers`, L.
pub static LAYERS: Opt<usize> = Opt {
    name: "layers",
    value: "N",
    help: "Recurrent layers [default: 2 for a text, else 1]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |layers| (1..=1000).contains(layers), says: "it must be 1 to 1000" },
    kept: |run| Some(run.model.num_layers),
};

/// `--bidirectional`.
pub static BIDIRECTIONAL: Opt<bool> = Opt {
    name: "bidirectional",
    value: "",
    help: "Read both ways (not for text and generate, which would see the answer)",
    tasks: &[Series, Classify, Translate],
    range: Range::ANY,
    kept: |run| Some(run.model.bidirectional),
};

/// `--embed`, E.
pub static EMBED: Opt<usize> = Opt {
    name: "embed",
    value: "N",
    help: "Size of the vectors learnt for characters or words, 0 for one-hot [default: 64 to translate and to classify \
           by words, 128 for a text of more than 512 different characters, else 0]",
    tasks: &[Text, Classify, Generate, Translate],
    range: Range::ANY,
    kept: |run| (run.task.kind() != Series).then_some(run.model.embed),
};

/// `--no-linear`.
pub static NO_LINEAR: Opt<bool> = Opt {
    name: "no-linear",
    value: "",
    help: "Take the last layer's hidden state itself as the prediction (not to translate)",
    tasks: &[Text, Series, Classify, Generate],
    range: Range::ANY,
    kept: |run| Some(!run.model.linear),
};

/// `--precision`.
pub static PRECISION: Opt<Precision> = Opt {
    name: "precision",
    value: "PRECISION",
    help: "The factors of the layers' products and of the output's; sums and all else are f32 [default: f32]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.model.precision),
};

/// `--dropout`.
pub static DROPOUT: Opt<f64> = Opt {
    name: "dropout",
    value: "P",
    help: "Share of outputs dropped between layers, of which there must be 2; below 1 [default: 0]",
    tasks: &TaskKind::ALL,
    range: BELOW_ONE,
    kept: |run| Some(run.model.dropout),
};
