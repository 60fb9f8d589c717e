//! The network of a text: tokens in, logits over the vocabulary out.
//!
//! tokens -> one-hot or embedding -> stack of cells -> linear, or none -> logits. Without a linear layer the last
//! hidden state itself is the logits, as in the course's first labs, and H must be V.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::cell::Cell;
use super::embedding::Embedding;
use super::init::{normal, uniform_by_fan};
use super::layer::Input;
use super::linear::Linear;
use super::loss::{LossSum, cross_entropy};
use super::param::{ParamSet, ParamTable};
use super::random::{Purpose, stream};
use super::stack::{Stack, StackTape, State};
use super::tensor::reuse;

/// The sizes of a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// The cell of all layers.
    pub cell: Cell,
    /// V, the number of tokens.
    pub vocabulary: usize,
    /// E, the embedding's size; 0 for one-hot input.
    pub embed: usize,
    /// H.
    pub hidden_size: usize,
    /// L.
    pub layers: usize,
    /// Whether a linear layer follows.
    pub linear: bool,
}

impl Shape {
    /// How many trainable numbers such a network has; none if that is no `usize`.
    pub fn parameters(&self) -> Option<usize> {
        let rows = self.cell.gates().checked_mul(self.hidden_size)?;
        let input = if self.embed == 0 { self.vocabulary } else { self.embed };
        let layer = |input: usize| rows.checked_mul(input.checked_add(self.hidden_size)?.checked_add(2)?);
        let upper = layer(self.hidden_size)?.checked_mul(self.layers.checked_sub(1)?)?;
        let linear = if self.linear { self.vocabulary.checked_mul(self.hidden_size.checked_add(1)?)? } else { 0 };
        let embedding = self.vocabulary.checked_mul(self.embed)?;
        layer(input)?.checked_add(upper)?.checked_add(linear)?.checked_add(embedding)
    }
}

/// A network's layers and the names of its parameters; the numbers are a [`ParamSet`] beside it.
#[derive(Debug, Clone)]
pub struct Network {
    shape: Shape,
    table: Arc<ParamTable>,
    embedding: Option<Embedding>,
    stack: Stack,
    linear: Option<Linear>,
}

/// What is computed from the parameters once a step and read by all parts of the batch.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    one_hot: Array2<f32>,
}

/// The buffers of one pass over one part of a batch.
#[derive(Debug, Clone)]
pub struct Pass {
    embedded: Array2<f32>,
    d_embedded: Array2<f32>,
    tape: StackTape,
    logits: Array2<f32>,
    /// The index of each row's largest logit after [`Network::loss`], `T*N`, time-major.
    pub predicted: Vec<u32>,
    /// The gradients after [`Network::backward`].
    pub grads: ParamSet,
}

impl Pass {
    /// The outputs h of layer `index`, `(T*N, H)`, time-major.
    pub fn hidden(&self, index: usize) -> ArrayView2<'_, f32> {
        self.tape.outputs(index)
    }

    /// The logits after [`Network::forward`], `(T*N, V)`; [`Network::loss`] turns them into gradients.
    pub fn logits(&self) -> &Array2<f32> {
        &self.logits
    }
}

impl Network {
    /// Declares a network of this shape.
    ///
    /// # Panics
    /// If there is no linear layer and H is not V.
    pub fn new(shape: Shape) -> Self {
        assert!(shape.linear || shape.hidden_size == shape.vocabulary, "without a linear layer H must be V: {shape:?}");
        let mut table = ParamTable::default();
        let embedding = (shape.embed > 0).then(|| Embedding::new(&mut table, shape.vocabulary, shape.embed));
        let input = if shape.embed > 0 { shape.embed } else { shape.vocabulary };
        let stack = Stack::new(&mut table, "rnn.", shape.cell, input, shape.hidden_size, shape.layers);
        let linear = shape.linear.then(|| Linear::new(&mut table, shape.hidden_size, shape.vocabulary));
        Self { shape, table: Arc::new(table), embedding, stack, linear }
    }

    /// The sizes.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The names and shapes of the parameters.
    pub fn table(&self) -> &Arc<ParamTable> {
        &self.table
    }

    /// Initial parameters by PyTorch's rules, from the run's seed.
    pub fn initial(&self, seed: u64) -> ParamSet {
        let mut params = ParamSet::zeros(&self.table);
        let mut random = stream(seed, Purpose::Init, 0);
        uniform_by_fan(params.as_mut_slice(), self.shape.hidden_size, &mut random);
        if let Some(embedding) = &self.embedding {
            let mut weight = params.vector_mut(embedding.weight());
            normal(weight.as_slice_mut().expect("a parameter is contiguous"), &mut random);
        }
        params
    }

    /// Buffers for a pass.
    pub fn pass(&self) -> Pass {
        Pass {
            embedded: Array2::default((0, 0)),
            d_embedded: Array2::default((0, 0)),
            tape: StackTape::default(),
            logits: Array2::default((0, 0)),
            predicted: Vec::new(),
            grads: ParamSet::zeros(&self.table),
        }
    }

    /// A state of zeros for `rows` rows.
    pub fn zero_state(&self, rows: usize) -> State {
        self.stack.zero_state(rows)
    }

    /// Computes what all parts of a batch read.
    pub fn prepare(&self, params: &ParamSet, prepared: &mut Prepared) {
        if self.embedding.is_none() {
            self.stack.layers()[0].transposed_input(params, &mut prepared.one_hot);
        }
    }

    /// Logits of `tokens`, `T*N` of them, time-major, from `state`, which moves on. N is the state's.
    pub fn forward(
        &self,
        params: &ParamSet,
        prepared: &Prepared,
        tokens: &[u32],
        state: &mut State,
        dropout: Option<(f32, &mut Xoshiro256PlusPlus)>,
        pass: &mut Pass,
    ) {
        if let Some(embedding) = &self.embedding {
            reuse(&mut pass.embedded, (tokens.len(), self.shape.embed));
            embedding.forward(params, tokens, pass.embedded.view_mut());
        }
        let input = input(self.embedding.as_ref(), prepared, tokens, &pass.embedded);
        self.stack.forward(params, input, state, dropout, &mut pass.tape);
        reuse(&mut pass.logits, (tokens.len(), self.shape.vocabulary));
        match &self.linear {
            Some(linear) => linear.forward(params, pass.tape.top(), pass.logits.view_mut()),
            None => pass.logits.assign(&pass.tape.top()),
        }
    }

    /// The loss of the logits against `targets`, and its gradient in their place; see [`cross_entropy`].
    #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 characters")]
    pub fn loss(&self, targets: &[u32], rows_in_batch: usize, pass: &mut Pass) -> LossSum {
        pass.predicted.resize(targets.len(), 0);
        cross_entropy(pass.logits.view_mut(), targets, rows_in_batch as f32, &mut pass.predicted)
    }

    /// The gradients of the parameters, after [`Network::loss`], into `pass.grads`.
    pub fn backward(&self, params: &ParamSet, prepared: &Prepared, tokens: &[u32], pass: &mut Pass) {
        pass.grads.set_zero();
        match &self.linear {
            Some(linear) => {
                let (top, d_top) = pass.tape.top_and_gradient();
                linear.backward(params, top, pass.logits.view(), &mut pass.grads, d_top);
            }
            None => pass.tape.d_top().assign(&pass.logits),
        }
        let input = input(self.embedding.as_ref(), prepared, tokens, &pass.embedded);
        let d_input = self.embedding.as_ref().map(|_| {
            reuse(&mut pass.d_embedded, pass.embedded.raw_dim());
            pass.d_embedded.view_mut()
        });
        self.stack.backward(params, input, &mut pass.tape, None, &mut pass.grads, d_input);
        if let Some(embedding) = &self.embedding {
            embedding.backward(tokens, pass.d_embedded.view(), &mut pass.grads);
        }
    }
}

fn input<'a>(
    embedding: Option<&Embedding>,
    prepared: &'a Prepared,
    tokens: &'a [u32],
    embedded: &'a Array2<f32>,
) -> Input<'a> {
    match embedding {
        Some(_) => Input::Dense(embedded.view()),
        None => Input::OneHot { indices: tokens, transposed: &prepared.one_hot },
    }
}
