//! Defaults: those of the course's labs for small data, and those that practitioners start with for large data.

use super::model::CellKind;
use super::run::Batch;
use super::size::DataSize;
use super::task::TaskKind;

/// Texts up to this many bytes get the defaults of the course's long-sequence lab.
pub const SMALL_TEXT_BYTES: u64 = 10 * 1024;
/// Of files with fewer rows than this no row is held out by default.
const FEW_ROWS: usize = 50;
/// Series with more examples than this are not learnt in full batches.
const MANY_EXAMPLES: usize = 10_000;

/// Epochs of a run that ends by itself, where none are asked for.
pub const PLANNED_EPOCHS: u64 = 100;
/// Units of a layer at most where a small text's vocabulary gives their number: a text of thousands of different
/// characters would make a network of hundreds of MB.
const MOST_HIDDEN: usize = 256;

/// Defaults that belong together.
pub(super) struct Preset {
    pub cell: CellKind,
    pub hidden: usize,
    pub embed: usize,
    pub seq_len: usize,
    pub batch: Batch,
    /// Whether a text is read as streams.
    pub streams: bool,
    /// Adam's rate.
    pub rate: f64,
    pub clip: f64,
    pub val_frac: f64,
}

/// The defaults for data of this size.
pub(super) fn preset(task: TaskKind, size: &DataSize) -> Preset {
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
            hidden: text.vocabulary.min(MOST_HIDDEN),
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

/// Epochs after which a new run ends by itself where nobody says: of a long text the end is a person's to choose, all
/// else is learnt in a hundred or unlearnt again.
pub fn planned_epochs(size: &DataSize) -> Option<u64> {
    let long = matches!(size, DataSize::Text(text) if text.bytes > SMALL_TEXT_BYTES);
    (!long).then_some(PLANNED_EPOCHS)
}

/// Whether it is a text that is learnt in a moment, as the labs' are.
pub fn is_small_text(size: &DataSize) -> bool {
    matches!(size, DataSize::Text(text) if text.bytes <= SMALL_TEXT_BYTES)
}

/// L. It does not depend on the data, so it is known before the data is read.
pub(super) fn default_layers(task: TaskKind) -> usize {
    if task == TaskKind::Text { 2 } else { 1 }
}
