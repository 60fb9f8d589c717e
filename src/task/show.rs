//! The side of a task that shows: what a state makes of the data, as a pure function.
//!
//! Nothing shown is left over from a training step, so a view of a past state, of the newest one and of one just read
//! from a file are the same, field for field. Costly parts are worked out within [`Query::work`], beginning with the
//! example looked at, and the view says what it covers. This side must never change anything, read a clock, or draw
//! random numbers.

use super::learn::Position;
use super::study::Study;
use super::view::{Measured, NeuronsAsk, Over, StudyAsk, View, WriteAsk};
use crate::data::series::Fit;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// A state, as much of it as there is to show.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// How far the run has come.
    pub position: Position,
    /// The parameters.
    pub params: &'a ParamSet,
    /// The hidden state carried to the next step, where one is.
    pub carried: Option<&'a State>,
}

/// What is wanted to be seen of a net's inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The numbers of a parameter, by its place in the table; the last one if there are fewer.
    Weights(usize),
    /// All units over a passage.
    Neurons(NeuronsAsk),
    /// The gates over the example, and how saturated they are over those around it.
    Gates,
    /// How far the gradient of the example's losses reaches back, and how large each parameter's is, on the mean over
    /// these.
    Gradients(Over),
    /// What the net writes on its own.
    Write(WriteAsk),
}

/// What is wanted of a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The example looked at: its place in the list on show; the last one if there are fewer.
    pub example: usize,
    /// Whether the numbers behind it are wanted too.
    pub trace: bool,
    /// What is wanted of the net's inside, where anything is.
    pub ask: Option<Ask>,
    /// Multiplications the view may take, roughly. The example looked at is worked out whatever it costs.
    pub work: u64,
}

impl Query {
    /// Work for a moment's look: a few thousandths of a second.
    pub const GLANCE: u64 = 100_000_000;
    /// Work for a long look: a second or so.
    pub const STARE: u64 = 50_000_000_000;

    /// How many of `all` examples, at `cost` multiplications each, the view may work out; at least one if there is any.
    pub(super) fn affords(&self, all: usize, cost: usize) -> usize {
        let most = usize::try_from(self.work / (cost as u64).max(1)).unwrap_or(usize::MAX);
        most.max(1).min(all)
    }
}

impl Default for Query {
    fn default() -> Self {
        Self { example: 0, trace: false, ask: None, work: Self::GLANCE }
    }
}

/// How a task measures itself, for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measures {
    /// What is counted as training goes on: `chars`.
    pub unit: &'static str,
    /// What one of them is, where the loss is nats for each and bits make sense: `char`.
    pub bits_per: Option<&'static str>,
    /// Whether an answer is right or wrong, so that there is an accuracy.
    pub accuracy: bool,
}

/// Something to look at.
pub trait Show: std::fmt::Debug + Send + Sync {
    /// How the task measures itself.
    fn measures(&self) -> Measures;

    /// What was noticed while reading the data, one sentence each.
    fn notes(&self) -> Vec<String>;

    /// How the values of a series are scaled; none where nothing is.
    fn fit(&self) -> Option<&Fit> {
        None
    }

    /// What these parameters make of the test part, in the data's own unit; none where there is no such part or the
    /// data has no unit.
    fn tested(&self, _params: &ParamSet) -> Option<Measured> {
        None
    }

    /// What the units of these parameters have to do with what is read, to be worked out slice by slice.
    ///
    /// # Errors
    /// A sentence that says why that cannot be worked out.
    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String>;

    /// What there is to show of `moment`.
    fn view(&self, moment: Moment<'_>, query: Query) -> View;
}
