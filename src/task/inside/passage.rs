//! What a net is given to read when it is looked into, and what should come out.

use ndarray::{Array2, s};

use crate::nn::cell::Cell;
use crate::nn::loss::IGNORE;
use crate::nn::network::{Data, Network, Targets};
use crate::nn::param::ParamSet;
use crate::nn::probe::{Inside, InsidePair, Units};
use crate::nn::translator::Translator;
use crate::task::cover::nearest;

/// What a net reads.
#[derive(Debug, Clone)]
pub enum Read {
    /// Tokens, T of them.
    Tokens(Vec<u32>),
    /// `(T, I)`.
    Values(Array2<f32>),
    /// What the encoder reads, and what the decoder is given.
    Pair(Vec<u32>, Vec<u32>),
}

/// What should come out, for each row of outputs.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Indices; [`IGNORE`] where nobody knows.
    Classes(Vec<u32>),
    /// `(R, O)`; NaN where nobody knows.
    Values(Array2<f32>),
}

/// One sequence, or a pair of them.
#[derive(Debug, Clone)]
pub(in crate::task) struct Passage {
    pub read: Read,
    pub wanted: Wanted,
    /// How much its losses count beside those of others: 1, but where labels are balanced.
    pub weight: f32,
}

/// The example looked at and those around it.
pub(in crate::task) struct Around<'a> {
    /// Its place among all examples, and how many there are.
    pub at: usize,
    pub all: usize,
    /// How many places further the next example is shown beside it: where examples overlap, one that reads other rows.
    pub apart: usize,
    /// The example at a place.
    pub passage: Box<dyn Fn(usize) -> Passage + 'a>,
    /// What it and its steps are called.
    pub name: Box<dyn Fn(usize) -> Named + 'a>,
    /// What should come out of the example looked at, for each row of outputs.
    pub wanted: Vec<String>,
    /// The example looked at, then the others of the next step's batch.
    pub batch: Box<dyn ExactSizeIterator<Item = Passage> + 'a>,
    /// Steps after which training cuts the gradient, where it does.
    pub cut: Option<usize>,
}

/// What an example and its steps are called.
#[derive(Debug, Clone)]
pub(in crate::task) struct Named {
    /// Which example: `chunk 12`.
    pub example: String,
    /// What is read at each step; of a pair the source.
    pub steps: Vec<String>,
    /// What the decoder is given at each step; of other sequences nothing.
    pub given: Vec<String>,
}

impl Around<'_> {
    /// All examples, the one looked at first and then the nearest.
    pub fn near(&self) -> impl Iterator<Item = Passage> {
        nearest(self.at, self.all).map(|place| (self.passage)(place))
    }

    /// What the one looked at is called.
    pub fn named(&self) -> Named {
        (self.name)(self.at)
    }
}

impl Named {
    /// Leaves out all but the first steps, on either side.
    pub fn cut(&mut self, most: usize) {
        self.steps.truncate(most);
        self.given.truncate(most);
    }

    /// What is read at each step on this side.
    pub fn read(&self, side: Option<&str>) -> Vec<String> {
        if side == SIDES[1] { self.given.clone() } else { self.steps.clone() }
    }
}

/// A net of either kind.
#[derive(Debug, Clone, Copy)]
pub(in crate::task) enum Net<'a> {
    One(&'a Network),
    Pair(&'a Translator),
}

/// The layers of one stack over one sequence: `encoder`, `decoder`, or no name where there is but one.
pub(super) type Side<T> = (Option<&'static str>, T);

/// Steps as dear as laying out the parameters for a passage.
const LAID_OUT: usize = 4;
/// The two stacks of a translator.
pub(super) const SIDES: [Option<&str>; 2] = [Some("encoder"), Some("decoder")];

impl Net<'_> {
    /// The cell.
    pub fn cell(self) -> Cell {
        match self {
            Self::One(network) => network.shape().cell,
            Self::Pair(translator) => translator.shape().cell,
        }
    }

    /// Multiplications of a forward pass for each step, roughly.
    fn work(self) -> usize {
        match self {
            Self::One(network) => network.work(),
            Self::Pair(translator) => translator.table().len(),
        }
    }

    /// Multiplications of a forward pass over a passage that is read by itself, roughly.
    pub fn cost(self, passage: &Passage) -> u64 {
        (self.work() as u64).saturating_mul((passage.read.steps() + LAID_OUT) as u64)
    }

    /// Numbers in all parameters, which is about how many multiplications a step of going back takes.
    pub fn size(self) -> usize {
        match self {
            Self::One(network) => network.table().len(),
            Self::Pair(translator) => translator.table().len(),
        }
    }

    /// Gates and states of each stack.
    ///
    /// # Panics
    /// If the passage is not of the net's kind.
    pub fn units(self, params: &ParamSet, passage: &Passage) -> Vec<Side<Vec<Units>>> {
        match (self, &passage.read) {
            (Self::One(network), read) => vec![(None, inside(network, params, read).units())],
            (Self::Pair(translator), Read::Pair(source, given)) => {
                let units = InsidePair::new(translator, params, source, given).units();
                SIDES.into_iter().zip(units).collect()
            }
            (Self::Pair(_), read) => unreachable!("a translator reads {read:?}"),
        }
    }

    /// What a direction of a layer is called.
    pub fn name(self, side: Option<&str>, layer: usize, reverse: bool) -> String {
        let both = match self {
            Self::One(network) => network.shape().bidirectional,
            Self::Pair(translator) => translator.shape().bidirectional && side == SIDES[0],
        };
        let side = side.map_or_else(String::new, |side| format!("{side} "));
        let way = match (both, reverse) {
            (false, _) => "",
            (true, false) => " forward",
            (true, true) => " reverse",
        };
        format!("{side}layer {}{way}", layer + 1)
    }
}

/// A network that has read a sequence.
///
/// # Panics
/// If it is a pair.
pub(super) fn inside<'a>(network: &'a Network, params: &'a ParamSet, read: &'a Read) -> Inside<'a> {
    Inside::new(network, params, read.data())
}

impl Read {
    /// The tokens or values.
    ///
    /// # Panics
    /// If it is a pair.
    pub fn data(&self) -> Data<'_> {
        match self {
            Self::Tokens(tokens) => Data::Tokens(tokens),
            Self::Values(values) => Data::Values(values.view()),
            Self::Pair(..) => unreachable!("a network reads no pair"),
        }
    }

    /// Steps, of a pair those of both sides.
    pub fn steps(&self) -> usize {
        match self {
            Self::Tokens(tokens) => tokens.len(),
            Self::Values(values) => values.nrows(),
            Self::Pair(source, given) => source.len() + given.len(),
        }
    }
}

impl Wanted {
    /// The targets of a pass over it.
    pub fn targets(&self) -> Targets<'_> {
        match self {
            Self::Classes(classes) => Targets::Classes(classes),
            Self::Values(values) => Targets::Values(values.view()),
        }
    }

    /// The index wanted of a row, where there is one.
    pub fn class(&self, row: usize) -> Option<u32> {
        match self {
            Self::Classes(classes) => classes.get(row).copied().filter(|&class| class != IGNORE),
            Self::Values(_) => None,
        }
    }
}

impl Passage {
    /// Its first steps, of either side where it is a pair.
    pub fn cut(&mut self, most: usize) {
        let rows = match &mut self.read {
            Read::Tokens(tokens) => {
                tokens.truncate(most);
                tokens.len()
            }
            Read::Values(values) => {
                if values.nrows() > most {
                    *values = values.slice(s![..most, ..]).to_owned();
                }
                values.nrows()
            }
            Read::Pair(source, given) => {
                source.truncate(most);
                given.truncate(most);
                given.len()
            }
        };
        if let Wanted::Classes(classes) = &mut self.wanted {
            classes.truncate(rows);
        }
    }
}
