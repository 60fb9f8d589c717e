//! What tasks have to show, as owned data for the screen. Nothing here reads a network or a file.

mod classify;
mod generate;
mod labels;
mod series;
mod text;
mod trace;
mod translate;
mod weights;
mod write;

pub use crate::data::Part;
pub use classify::{Answer, ClassifyView, Confusion, Right, UNSURE};
pub use generate::{GenerateView, Letter, Written};
pub use labels::{LabelScore, LabelScores};
use ndarray::Array2;
pub use series::{BaseKind, Errors, Known, Measured, Score as SeriesScore, SeriesView, Verdict};
pub use text::{Merged, TextView, Token, said};
pub use trace::{Readings, Trace};
pub use translate::{Alignment, PairView, Piece, Score, TranslateView};
pub use weights::{Block, WeightsView};
pub use write::{Ahead, HeldUnit, Line, Spot, WriteAsk, WriteView, Writing};

/// A run's examples at one moment, and the hidden state over one of them.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Whether everything was worked out; if not, more work would show more.
    pub whole: bool,
    /// The examples and what the net makes of them.
    pub examples: Examples,
    /// The hidden state over the example looked at.
    pub hidden: HiddenView,
    /// The numbers behind that example, where they are asked for.
    pub trace: Option<Box<Trace>>,
    /// What was asked of the net's inside.
    pub inside: Option<Box<Inside>>,
}

/// What was asked of a net's inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Inside {
    /// A parameter's numbers.
    Weights(WeightsView),
    /// What it writes on its own.
    Write(WriteView),
}

impl Inside {
    /// Whether everything was worked out; if not, more work would show more.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Weights(_) => true,
            Self::Write(view) => view.is_whole(),
        }
    }
}

/// The examples of each task.
#[derive(Debug, Clone, PartialEq)]
pub enum Examples {
    /// Chunks of a text.
    Text(TextView),
    /// A series and its forecasts.
    Series(SeriesView),
    /// Texts and the labels they are given.
    Classify(ClassifyView),
    /// Labels and the texts written for them.
    Generate(GenerateView),
    /// Sentences and their translations.
    Translate(TranslateView),
}

impl Examples {
    /// How many can be looked at.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(view) => view.rows(),
            Self::Series(view) => view.rows(),
            Self::Classify(view) => view.answers.len(),
            Self::Generate(view) => view.written.len(),
            Self::Translate(view) => view.pairs.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the loss, if it is not cross entropy.
    pub fn loss(&self) -> Option<&'static str> {
        match self {
            Self::Series(_) => Some("MSE, scaled"),
            Self::Text(_) | Self::Classify(_) | Self::Generate(_) | Self::Translate(_) => None,
        }
    }

    /// What a run without a screen ends with: what the net has learnt, a line each.
    pub fn summary(&self) -> Vec<String> {
        match self {
            Self::Text(view) => view.summary(),
            Self::Series(view) => view.summary(),
            Self::Classify(view) => view.summary(),
            Self::Generate(view) => view.summary(),
            Self::Translate(view) => view.summary(),
        }
    }
}

/// The hidden state over one example.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HiddenView {
    /// Which example, in a word or two: `chunk 12`.
    pub example: String,
    /// What was read at each time step, T of them.
    pub steps: Vec<String>,
    /// A matrix `(T, H)` for each layer, lowest first; values in (-1, 1) for tanh cells.
    pub layers: Vec<Array2<f32>>,
}
