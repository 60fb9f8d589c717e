//! What tasks have to show, as owned data for the screen. Nothing here reads a network or a file.

mod classify;
mod gates;
mod generate;
mod gradients;
mod labels;
mod neurons;
mod series;
mod text;
mod trace;
mod translate;
mod weights;
mod write;

pub use crate::data::Part;
pub use classify::{Answer, ClassifyView, Confusion, Right, UNSURE};
pub use gates::{CLOSED, GateVector, GatesPart, GatesView, OPEN, Saturation};
pub use generate::{GenerateView, Letter, Written};
pub use gradients::{Fading, GradientsPart, GradientsView, Over, SaliencyPart};
pub use labels::{LabelScore, LabelScores};
use ndarray::Array2;
pub use neurons::{Mark, NeuronsAsk, NeuronsPart, NeuronsView, ON, Place, Ranked, Source, StudyAsk, StudyView};
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

impl View {
    /// The same with what was asked of the net's inside, which may not be whole.
    #[must_use]
    pub fn with(mut self, inside: Option<Box<Inside>>) -> Self {
        self.whole &= inside.as_ref().is_none_or(|inside| inside.is_whole());
        self.inside = inside;
        self
    }
}

/// What was asked of a net's inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Inside {
    /// A parameter's numbers.
    Weights(WeightsView),
    /// What single units do.
    Neurons(NeuronsView),
    /// Gates over time.
    Gates(GatesView),
    /// Gradients through time.
    Gradients(GradientsView),
    /// What it writes on its own.
    Write(WriteView),
}

impl Inside {
    /// Whether more work would show no more.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Weights(_) => true,
            Self::Neurons(view) => view.whole,
            Self::Gates(view) => view.whole,
            Self::Gradients(view) => view.whole,
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

impl HiddenView {
    /// The name of a unit of a layer that has so many in all: of two directions, an arrow says which it reads.
    pub fn name_of(&self, unit: usize, units: usize) -> String {
        match units.checked_div(self.directions) {
            Some(each) if self.directions == 2 && unit < each => format!("→u{unit}"),
            Some(each) if self.directions == 2 => format!("←u{}", unit - each),
            _ => format!("u{unit}"),
        }
    }
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
    /// D: 2 if each layer also reads from the last step to the first, else 1.
    pub directions: usize,
    /// A matrix `(T, D*H)` for each layer, lowest first, the forward direction's units before the reverse one's; values
    /// in (-1, 1) for tanh cells.
    pub layers: Vec<Array2<f32>>,
}
