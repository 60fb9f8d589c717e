//! A stack of layers with its input: one-hot tokens, embedded tokens or plain numbers.
//!
//! Networks and translators are made of it. It knows no head, no loss, and must never change what it is given to read.

use ndarray::{Array2, ArrayView2};

use super::dropout::Dropout;
use super::embedding::Embedding;
use super::held::Held;
use super::layer::{DirectionWeights, Input};
use super::layout::Layout;
use super::param::{ParamSet, ParamTable};
use super::random::Generator;
use super::stack::{Stack, StackShape, StackTape, State};
use super::tensor::reuse;

/// The kind and the size of the input at one time step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputSize {
    /// Tokens as one-hot vectors.
    OneHot {
        /// V.
        vocabulary: usize,
    },
    /// Tokens as learnt vectors.
    Embedded {
        /// V.
        vocabulary: usize,
        /// E.
        size: usize,
    },
    /// Plain numbers.
    Dense {
        /// Numbers a time step.
        features: usize,
    },
}

impl InputSize {
    /// Tokens of a vocabulary of V, embedded in E numbers, or one-hot if E is 0.
    pub fn tokens(vocabulary: usize, embed: usize) -> Self {
        if embed == 0 { Self::OneHot { vocabulary } } else { Self::Embedded { vocabulary, size: embed } }
    }

    /// I of the lowest layer.
    pub fn width(&self) -> usize {
        match *self {
            Self::OneHot { vocabulary } => vocabulary,
            Self::Embedded { size, .. } => size,
            Self::Dense { features } => features,
        }
    }

    /// The number of the input's own trainable numbers; none if a `usize` cannot hold it.
    pub(super) fn parameters(&self) -> Option<usize> {
        match *self {
            Self::Embedded { vocabulary, size } => vocabulary.checked_mul(size),
            Self::OneHot { .. } | Self::Dense { .. } => Some(0),
        }
    }
}

/// The input, one row for each token, in the order of a [`Layout`].
#[derive(Debug, Clone, Copy)]
pub enum Data<'a> {
    /// Tokens below V, for [`InputSize::OneHot`] and [`InputSize::Embedded`].
    Tokens(&'a [u32]),
    /// `(tokens, features)`, for [`InputSize::Dense`].
    Values(ArrayView2<'a, f32>),
}

impl Data<'_> {
    /// The same for no longer than `self` is borrowed: the lifetime of an array's view does not shrink by itself.
    pub fn view(&self) -> Data<'_> {
        match self {
            Self::Tokens(tokens) => Data::Tokens(tokens),
            Self::Values(values) => Data::Values(values.view()),
        }
    }
}

/// The sequences that a pass reads, and their layout.
#[derive(Debug, Clone, Copy)]
pub struct Sequences<'a> {
    /// The data.
    pub data: Data<'a>,
    /// Which row of the data belongs to which step of which sequence.
    pub layout: &'a Layout,
}

impl<'a> Sequences<'a> {
    /// Sequences of tokens.
    pub fn tokens(tokens: &'a [u32], layout: &'a Layout) -> Self {
        Self { data: Data::Tokens(tokens), layout }
    }

    /// Sequences of plain numbers.
    pub fn values(values: ArrayView2<'a, f32>, layout: &'a Layout) -> Self {
        Self { data: Data::Values(values), layout }
    }
}

/// An input, and the stack that reads it.
#[derive(Debug, Clone)]
pub(super) struct InputStack {
    input: InputSize,
    embedding: Option<Embedding>,
    pub stack: Stack,
}

/// What a forward pass keeps.
#[derive(Debug, Clone, Default)]
pub(super) struct InputStackTape {
    pub embedded: Array2<f32>,
    d_embedded: Array2<f32>,
    pub stack: StackTape,
}

impl InputStack {
    /// Declares `<prefix>embedding.weight` if there is one, and the stack's `<prefix><module>.…`.
    pub fn new(table: &mut ParamTable, prefix: &str, module: &str, input: InputSize, stack: StackShape) -> Self {
        let embedding = match input {
            InputSize::Embedded { vocabulary, size } => Some(Embedding::new(table, prefix, vocabulary, size)),
            InputSize::OneHot { .. } | InputSize::Dense { .. } => None,
        };
        Self { input, embedding, stack: Stack::new(table, &format!("{prefix}{module}."), stack) }
    }

    pub fn initialize(&self, params: &mut ParamSet, random: &mut Generator) {
        if let Some(embedding) = &self.embedding {
            embedding.initialize(params, random);
        }
        self.stack.initialize(params, random);
    }

    pub fn prepare(&self, params: &ParamSet, weights: &mut Vec<DirectionWeights>) {
        self.stack.prepare(params, matches!(self.input, InputSize::OneHot { .. }), weights);
    }

    pub fn forward(
        &self,
        params: &ParamSet,
        weights: &[DirectionWeights],
        read: Sequences<'_>,
        state: &mut State,
        dropout: Option<&mut Dropout>,
        tape: &mut InputStackTape,
    ) {
        self.embed(params, read, &mut tape.embedded);
        let input = self.input(&read.data, &tape.embedded);
        self.stack.forward(weights, input, read.layout, state, dropout, &mut tape.stack);
    }

    /// See [`Stack::step_held`]; `read` is one step.
    pub fn step_held(
        &self,
        params: &ParamSet,
        weights: &[DirectionWeights],
        read: Sequences<'_>,
        state: &mut State,
        held: Held<'_>,
        tape: &mut InputStackTape,
    ) {
        self.embed(params, read, &mut tape.embedded);
        let input = self.input(&read.data, &tape.embedded);
        self.stack.step_held(weights, input, read.layout, state, held, &mut tape.stack);
    }

    /// Looks up the tokens' vectors, where the input is embedded.
    fn embed(&self, params: &ParamSet, read: Sequences<'_>, embedded: &mut Array2<f32>) {
        if let (Some(embedding), Data::Tokens(tokens)) = (&self.embedding, read.data) {
            reuse(embedded, (tokens.len(), self.input.width()));
            embedding.forward(params, tokens, embedded.view_mut());
        }
    }

    /// From the gradient in the tape's [`StackTape::d_top`] and, where given, of the last states.
    pub fn backward(
        &self,
        weights: &[DirectionWeights],
        read: Sequences<'_>,
        d_state: Option<&mut State>,
        tape: &mut InputStackTape,
        grads: &mut ParamSet,
    ) {
        let input = self.input(&read.data, &tape.embedded);
        let d_input = self.embedding.as_ref().map(|_| {
            reuse(&mut tape.d_embedded, tape.embedded.raw_dim());
            tape.d_embedded.view_mut()
        });
        self.stack.backward(weights, input, read.layout, &mut tape.stack, d_state, grads, d_input);
        if let (Some(embedding), Data::Tokens(tokens)) = (&self.embedding, read.data) {
            embedding.backward(tokens, tape.d_embedded.view(), grads);
        }
    }

    /// What the lowest layer reads: `embedded` is that of the forward pass.
    pub fn input<'a>(&self, data: &'a Data<'_>, embedded: &'a Array2<f32>) -> Input<'a> {
        match (self.input, data) {
            (InputSize::OneHot { .. }, Data::Tokens(indices)) => Input::OneHot(indices),
            (InputSize::Embedded { .. }, Data::Tokens(_)) => Input::Dense(embedded.view()),
            (InputSize::Dense { .. }, Data::Values(values)) => Input::Dense(values.view()),
            (input, data) => panic!("{input:?} cannot read {data:?}"),
        }
    }
}
