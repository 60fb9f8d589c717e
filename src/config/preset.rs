//! Defaults: those of the course's labs for small data, and those that practitioners start with for large data.

use super::model::CellKind;
use super::optimizer::OptimizerKind;
use super::run::{Batch, RunConfig};
use super::size::DataSize;
use super::task::{PoolKind, TaskConfig, TaskKind, TokenKind};
use crate::data::Unit;

/// Texts up to this many bytes get the defaults of the course's long-sequence lab.
pub const SMALL_TEXT_BYTES: u64 = 10 * 1024;
/// Of files with fewer rows than this no row is held out by default.
const FEW_ROWS: usize = 50;
/// Files with fewer rows than this have no test part by default: a tenth of them would measure too little.
const FEW_TO_TEST: usize = 100;
/// The share of rows in a test part, and of a series'.
const TEST_FRAC: f64 = 0.1;
const SERIES_TEST_FRAC: f64 = 0.15;
/// Texts of fewer words than this on average are classified by their characters: names, codes, and texts that put no
/// blanks between words.
const FEW_WORDS: f64 = 5.0;
/// Rows of a series that are read where it has no season, and most where it has one.
const WINDOW: usize = 12;
const LONGEST_WINDOW: usize = 60;

/// Rows of a table in a step.
const ROWS_A_STEP: usize = 32;
/// The strongest pull on words, and that in all the steps of an epoch.
const WORD_DECAY: f64 = 0.3;
const WORD_DECAY_IN_AN_EPOCH: f64 = 100.0;

/// Epochs of a run that ends by itself, where none are asked for.
pub const PLANNED_EPOCHS: u64 = 100;
/// See [`RunConfig::planned_patience`].
const PLANNED_PATIENCE: u64 = 5;
/// The same of series, which are validated on few rows: the loss goes up and down.
const SERIES_PATIENCE: u64 = 15;
/// Units of a layer at most where a small text's vocabulary gives their number: a text of thousands of different
/// characters would make a network of hundreds of MB.
const MOST_HIDDEN: usize = 256;

/// Texts of more different characters than this are read through an embedding. One-hot, most of a network would be
/// weights of characters that hardly ever come, and it would learn slower (README).
const MOST_ONE_HOT: usize = 512;
/// Numbers that a character of such a text is embedded in.
const EMBEDDING: usize = 128;

/// Defaults that belong together.
pub(super) struct Preset {
    pub cell: CellKind,
    pub hidden: usize,
    pub embed: usize,
    pub seq_len: usize,
    pub batch: Batch,
    /// Whether a text is read as streams.
    pub streams: bool,
    /// The rate of Adam, and of the default optimizer.
    pub rate: f64,
    pub clip: f64,
    pub val_frac: f64,
    pub optimizer: OptimizerKind,
    /// AdamW's pull of weights, where it is the default.
    pub weight_decay: f64,
    pub pool: PoolKind,
    /// How often training rows must have a word.
    pub min_count: usize,
}

/// The defaults for data of this size; a series has this season, or 0.
pub(super) fn preset(task: TaskKind, size: &DataSize, unit: Unit, season: usize) -> Preset {
    let is_embedded = matches!(size, DataSize::Text(text) if text.vocabulary > MOST_ONE_HOT);
    let char_rnn = Preset {
        cell: CellKind::Lstm,
        hidden: 128,
        embed: if is_embedded { EMBEDDING } else { 0 },
        seq_len: 50,
        batch: Batch::Rows(50),
        streams: true,
        rate: 2e-3,
        clip: 5.0,
        val_frac: 0.05,
        optimizer: OptimizerKind::Adam,
        weight_decay: 0.01,
        pool: PoolKind::Last,
        min_count: 1,
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
        // Words that stand there once are names and misprints, and there are many.
        DataSize::Text(_) => Preset { min_count: 2, ..char_rnn },
        DataSize::Series { rows, .. } => Preset {
            cell: CellKind::Gru,
            hidden: 16,
            seq_len: window(season, rows),
            batch: Batch::Rows(32),
            rate: 5e-3,
            clip: 1.0,
            val_frac: if rows < FEW_TO_TEST { 0.3 } else { 0.15 },
            ..char_rnn
        },
        // Found by trying: docs/defaults.md.
        DataSize::Labelled { rows, .. } if task == TaskKind::Classify && unit == Unit::Words => Preset {
            hidden: 64,
            embed: 64,
            batch: Batch::Rows(ROWS_A_STEP),
            rate: 5e-3,
            optimizer: OptimizerKind::AdamW,
            weight_decay: weight_decay(rows),
            pool: PoolKind::Max,
            min_count: 2,
            val_frac: held_out(rows),
            ..char_rnn
        },
        DataSize::Labelled { rows, .. } => Preset {
            hidden: if task == TaskKind::Classify { 64 } else { 128 },
            batch: Batch::Rows(ROWS_A_STEP),
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

/// T of a series: how many rows are read where nobody says, of a series of so many rows with this season, or 0.
pub fn window(season: usize, rows: usize) -> usize {
    WINDOW.max(season.saturating_add(1)).min(LONGEST_WINDOW).min(rows / 4).max(1)
}

/// AdamW's pull where words of this many rows are read: what few rows have must not be learnt by heart. A word that a
/// step does not read has no gradient, and only the pull moves it. So the pull is weaker where an epoch has more steps,
/// and a word loses a third of its vector in an epoch at most.
fn weight_decay(rows: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a default of two digits")]
    let steps = (rows as f64 / ROWS_A_STEP as f64).max(1.0);
    let decay = (WORD_DECAY_IN_AN_EPOCH / steps).min(WORD_DECAY);
    // As few digits as people write.
    let digits = 10_f64.powf(1.0 - decay.log10().floor());
    (decay * digits).round() / digits
}

/// Epochs after which a new run ends by itself where nobody says: of a long text the end is a person's to choose, all
/// else is learnt in a hundred or unlearnt again.
pub fn planned_epochs(size: &DataSize) -> Option<u64> {
    let long = matches!(size, DataSize::Text(text) if text.bytes > SMALL_TEXT_BYTES);
    (!long).then_some(PLANNED_EPOCHS)
}

/// The share of rows to test on where none is asked for and this one is held out for validation. Who trains on all rows
/// does not want any of them back, and what is held out should never be most of the rows.
pub(super) fn test_frac(size: &DataSize, val_frac: f64) -> f64 {
    match *size {
        DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. } => {
            let some = rows >= FEW_TO_TEST && val_frac > 0.0 && val_frac <= 0.5;
            if some { TEST_FRAC } else { 0.0 }
        }
        DataSize::Series { rows, .. } if rows >= FEW_TO_TEST && val_frac <= 0.5 => SERIES_TEST_FRAC,
        DataSize::Text(_) | DataSize::Series { .. } => 0.0,
    }
}

/// What a token is where nobody says, of texts to classify that have so many words on average.
pub fn tokens_by_words(words: f64) -> TokenKind {
    if words < FEW_WORDS { TokenKind::Char } else { TokenKind::Word }
}

impl RunConfig {
    /// Validations that may bring nothing better before a new run ends by itself, where nobody says: labels are learnt
    /// by heart within a few epochs, and so is how a series changes.
    pub fn planned_patience(&self, size: &DataSize) -> Option<u64> {
        let patience = match &self.task {
            TaskConfig::Classify(_) => PLANNED_PATIENCE,
            TaskConfig::Series(series) if series.base.is_some() => SERIES_PATIENCE,
            _ => return None,
        };
        self.holds_out(size).then_some(patience)
    }
}

/// Whether it is a text that is learnt in a moment, as the labs' are.
pub fn is_small_text(size: &DataSize) -> bool {
    matches!(size, DataSize::Text(text) if text.bytes <= SMALL_TEXT_BYTES)
}

/// L. It does not depend on the data, so it is known before the data is read.
pub(super) fn default_layers(task: TaskKind) -> usize {
    if task == TaskKind::Text { 2 } else { 1 }
}
