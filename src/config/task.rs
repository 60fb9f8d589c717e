//! What is learnt: the task's own part of a configuration.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::horizon::Horizon;
use super::value::Choice;
use crate::data::series::{Base, BaseKind, Cut};
use crate::data::{Fill, NO_GROUP, SeriesReading, TextReading, Unit};
use crate::nn::network::Pool;

/// `--task`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum TaskKind {
    /// The next character, or word, of a text
    Text,
    /// The next value of a column of numbers
    Series,
    /// The label of a text
    Classify,
    /// A text for a label
    Generate,
    /// A sentence for a sentence
    Translate,
}

/// `--forecast`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Forecast {
    /// The value itself, scaled: the course's way
    Value,
    /// The change from a value that is known: see --base
    Change,
}

/// `--scale-by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScaleBy {
    /// Each series of the file by its own rows
    Group,
    /// All series of the file alike
    All,
}

/// `--scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum Scale {
    /// Between the smallest and the largest value of the training rows
    Minmax,
    /// By mean and standard deviation of the training rows
    Standard,
    /// Training and held-out rows each by their own range, as the course does: it leaks the held-out range
    Lab,
}

/// `--fill`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum FillKind {
    /// Not filled: windows that touch one are passed over
    None,
    /// The value before
    Previous,
    /// Between the values around them, which looks ahead
    Linear,
}

/// `--tokens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenKind {
    /// Words and punctuation
    Word,
    /// Characters
    Char,
}

impl From<TokenKind> for Unit {
    fn from(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Word => Self::Words,
            TokenKind::Char => Self::Chars,
        }
    }
}

impl From<Unit> for TokenKind {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Words => Self::Word,
            Unit::Chars => Self::Char,
        }
    }
}

/// `--pool`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum PoolKind {
    /// The last state
    Last,
    /// The mean over all steps
    Mean,
    /// The largest value of each unit over all steps
    Max,
}

impl From<PoolKind> for Pool {
    fn from(kind: PoolKind) -> Self {
        match kind {
            PoolKind::Last => Self::Last,
            PoolKind::Mean => Self::Mean,
            PoolKind::Max => Self::Max,
        }
    }
}

impl From<FillKind> for Fill {
    fn from(fill: FillKind) -> Self {
        match fill {
            FillKind::None => Self::None,
            FillKind::Previous => Self::Previous,
            FillKind::Linear => Self::Linear,
        }
    }
}

/// `--split`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum SplitKind {
    /// Each label keeps its share in each part
    Stratified,
    /// Rows are drawn whatever their labels
    Random,
}

impl From<Fill> for FillKind {
    fn from(fill: Fill) -> Self {
        match fill {
            Fill::None => Self::None,
            Fill::Previous => Self::Previous,
            Fill::Linear => Self::Linear,
        }
    }
}

impl Choice for FillKind {}
impl Choice for Forecast {}
impl Choice for PoolKind {}
impl Choice for Scale {}
impl Choice for ScaleBy {}
impl Choice for SplitKind {}
impl Choice for TokenKind {}

/// What belongs to one task alone.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskConfig {
    /// The next token of a text.
    Text(TextConfig),
    /// The value of a column some rows ahead.
    Series(SeriesConfig),
    /// The label of a text.
    Classify(ClassifyConfig),
    /// A text for a label.
    Generate,
    /// A sentence for a sentence.
    Translate(TranslateConfig),
}

/// The text task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextConfig {
    /// What a token is, and what a document.
    pub reading: TextReading,
    /// How often what is trained on must have a word for the net to know it.
    pub min_count: usize,
}

/// The series task.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesConfig {
    /// The columns that are read, by name or number; found in the file where none is named.
    pub columns: Option<Vec<String>>,
    /// Columns that are not read.
    pub exclude: Vec<String>,
    /// The column that is forecast, by name or number; the last where none is named.
    pub target: Option<String>,
    /// The column that names the series of the file, or `none`.
    pub group: Option<String>,
    /// How blanks are filled.
    pub fill: FillKind,
    /// Whether the file's first row is the newest.
    pub newest_first: bool,
    /// How many rows ahead of a window's last row its targets lie.
    pub horizon: Horizon,
    /// Share of the rows, their first part, that is trained on, in (0, 1]; where it is not given, all that the
    /// validation and the test leave.
    pub train_frac: Option<f64>,
    /// m, rows in a season; 0 where there is none.
    pub season: usize,
    /// From which known value a change is forecast; none where the value itself is forecast.
    pub base: Option<BaseKind>,
    /// How values are brought into a range that a net can learn.
    pub scale: Scale,
    /// Whether each series of the file is scaled by its own rows.
    pub scale_by: ScaleBy,
}

impl SeriesConfig {
    /// How its table is read. Nothing of it is found again: what was not decided when it was read first is not done.
    pub fn reading(&self) -> SeriesReading {
        SeriesReading {
            columns: self.columns.clone(),
            exclude: self.exclude.clone(),
            target: self.target.clone(),
            group: Some(self.group.clone().unwrap_or_else(|| NO_GROUP.to_owned())),
            newest_first: Some(self.newest_first),
            fill: self.fill.into(),
        }
    }

    /// The known value that is forecast from, where a change is forecast.
    pub fn base(&self) -> Option<Base> {
        self.base.map(|kind| Base { kind, season: self.season })
    }

    /// How its examples are cut, where `seq_len` rows are read.
    pub fn cut(&self, seq_len: usize) -> Cut {
        let ahead = self.horizon.ahead();
        Cut { seq_len, reach: self.base().map_or(0, |base| base.farthest_reach(&ahead)), ahead }
    }
}

/// The classify task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassifyConfig {
    /// What a token is.
    pub tokens: Unit,
    /// How often training rows must have a word for the net to know it.
    pub min_count: usize,
    /// What the label is told from.
    pub pool: PoolKind,
    /// Whether each label has the same weight in the loss, however rare it is.
    pub balance: bool,
    /// How the rows that are held out are drawn.
    pub split: SplitKind,
    /// The probability below which no label is given.
    pub threshold: f64,
}

/// The translate task.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslateConfig {
    /// What a token is.
    pub tokens: Unit,
    /// Share of sentences whose true words are given to the decoder while it trains; it reads its own words in the
    /// others.
    pub teacher_forcing: f64,
    /// Whether the decoder looks back at the encoder's states.
    pub attention: bool,
}

impl TaskConfig {
    /// Which task it is.
    pub fn kind(&self) -> TaskKind {
        match self {
            Self::Text(_) => TaskKind::Text,
            Self::Series(_) => TaskKind::Series,
            Self::Classify(_) => TaskKind::Classify,
            Self::Generate => TaskKind::Generate,
            Self::Translate(_) => TaskKind::Translate,
        }
    }
}

impl TaskKind {
    /// Every task.
    pub const ALL: [Self; 5] = [Self::Text, Self::Series, Self::Classify, Self::Generate, Self::Translate];

    /// The option's value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Series => "series",
            Self::Classify => "classify",
            Self::Generate => "generate",
            Self::Translate => "translate",
        }
    }
}
