//! A network of one stack: it reads sequences, and gives outputs at each step or once for each sequence.
//!
//! one-hot, embedded or plain numbers -> stack of layers -> every step, or one vector pooled over time -> linear layer,
//! or none -> logits or values. Without a linear layer the hidden state is the output, as in the course's first labs,
//! and D*H must be O. A network must never change its parameters.

mod shape;

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use super::dropout::Dropout;
use super::held::Held;
use super::input_stack::{InputStack, InputStackTape};
use super::layer::DirectionWeights;
use super::layout::Layout;
use super::linear::{Linear, LinearWeights};
use super::loss::{LossSum, cross_entropy, squared_error, weighted_cross_entropy};
use super::outputs::Outputs;
use super::param::{ParamSet, ParamTable};
use super::pool::Pooled;
use super::random::{Purpose, stream};
use super::stack::State;

pub use super::input_stack::{Data, InputSize, Sequences};
pub use super::pool::Pool;
pub use shape::{Head, Shape};

/// A network's layers and the names of its parameters; the numbers are a [`ParamSet`] beside it.
#[derive(Debug, Clone)]
pub struct Network {
    shape: Shape,
    table: Arc<ParamTable>,
    pub(super) input_stack: InputStack,
    pub(super) linear: Option<Linear>,
}

/// What the outputs should be.
#[derive(Debug, Clone, Copy)]
pub enum Targets<'a> {
    /// An index below O for each row of outputs, or [`super::loss::IGNORE`]: cross entropy.
    Classes(&'a [u32]),
    /// The same, with a weight for each of the O indices, and the divisor of the whole batch in place of a count:
    /// [`weighted_cross_entropy`].
    Weighted {
        /// The indices.
        classes: &'a [u32],
        /// Their weights.
        weights: &'a [f32],
        /// The sum of the weights of all the batch's targets.
        divisor: f32,
    },
    /// A number for each number of the outputs: squared error.
    Values(ArrayView2<'a, f32>),
}

/// Room for the parameters in the order in which the passes read them; see [`Network::prepare`].
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    layers: Vec<DirectionWeights>,
    linear: LinearWeights,
}

/// The parameters of a network with what was prepared of them, so that the two cannot disagree. Only
/// [`Network::prepare`] makes it.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    params: &'a ParamSet,
    prepared: &'a Prepared,
}

/// Parameters that stay as they are, with what was prepared of them. Only [`Network::fix`] makes it.
#[derive(Debug, Clone)]
pub struct Fixed {
    params: ParamSet,
    prepared: Prepared,
}

impl Fixed {
    /// Both, for a pass.
    pub fn weights(&self) -> Weights<'_> {
        Weights { params: &self.params, prepared: &self.prepared }
    }
}

/// The buffers of one pass over one part of a batch.
#[derive(Debug, Clone)]
pub struct Pass {
    pub(super) tape: InputStackTape,
    /// What [`Head::Pooled`] makes of the outputs of the highest layer.
    pub(super) pooled: Pooled,
    outputs: Outputs,
    /// After [`Network::loss`] with classes, the index of each row's largest logit.
    pub predicted: Vec<u32>,
    /// After [`Network::loss`] with values, the outputs.
    pub values: Array2<f32>,
    /// The gradients after [`Network::backward`].
    pub grads: ParamSet,
}

impl Pass {
    /// The outputs h of layer `index`, `(tokens, D*H)`, placed as the input is.
    pub fn hidden(&self, index: usize) -> ArrayView2<'_, f32> {
        self.tape.stack.outputs(index)
    }

    /// The outputs after [`Network::forward`], `(tokens, O)` or `(N, O)` as the [`Head`] is: logits, or values.
    ///
    /// # Panics
    /// After [`Network::loss`], which turns them into [`Pass::d_outputs`].
    pub fn outputs(&self) -> &Array2<f32> {
        self.outputs.outputs()
    }

    /// The gradient of the loss with respect to the outputs after [`Network::loss`], shaped as they were.
    ///
    /// # Panics
    /// Before [`Network::loss`].
    pub fn d_outputs(&self) -> &Array2<f32> {
        self.outputs.gradient()
    }
}

impl Network {
    /// Declares a network of this shape: `embedding.weight`, `rnn.*`, `fc.*`.
    ///
    /// # Panics
    /// If there is no linear layer and D*H is not O.
    pub fn new(shape: Shape) -> Self {
        let read = shape.stack().output_size();
        assert!(shape.linear || read == shape.outputs, "without a linear layer {read} must be O: {shape:?}");
        let mut table = ParamTable::default();
        let input_stack = InputStack::new(&mut table, "", "rnn", shape.input, shape.stack());
        let linear = shape.linear.then(|| Linear::new(&mut table, "fc", read, shape.outputs, shape.precision));
        Self { shape, table: Arc::new(table), input_stack, linear }
    }

    /// The sizes.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The names and shapes of the parameters.
    pub fn table(&self) -> &Arc<ParamTable> {
        &self.table
    }

    /// Multiplications of a forward pass for each token, roughly. A token's row of a matrix is only looked up.
    pub fn work(&self) -> usize {
        let Shape { input, cell, hidden_size, .. } = self.shape;
        let looked_up = match input {
            InputSize::OneHot { vocabulary } => {
                vocabulary * cell.gates() * hidden_size * self.shape.stack().directions()
            }
            InputSize::Embedded { vocabulary, size } => vocabulary * size,
            InputSize::Dense { .. } => 0,
        };
        self.table.len() - looked_up
    }

    /// Initial parameters by PyTorch's rules, from the run's seed.
    pub fn initial(&self, seed: u64) -> ParamSet {
        let mut params = ParamSet::zeros(&self.table);
        let mut random = stream(seed, Purpose::Init, 0);
        self.input_stack.initialize(&mut params, &mut random);
        if let Some(linear) = &self.linear {
            linear.initialize(&mut params, &mut random);
        }
        params
    }

    /// Sets the linear layer to 0, where there is one, so that only zeros come out at first.
    pub fn clear_linear(&self, params: &mut ParamSet) {
        if let Some(linear) = &self.linear {
            linear.clear(params);
        }
    }

    /// Buffers for a pass.
    pub fn pass(&self) -> Pass {
        Pass {
            tape: InputStackTape::default(),
            pooled: Pooled::default(),
            outputs: Outputs::default(),
            predicted: Vec::new(),
            values: Array2::default((0, 0)),
            grads: ParamSet::zeros(&self.table),
        }
    }

    /// A state of zeros for `rows` rows.
    pub fn zero_state(&self, rows: usize) -> State {
        self.input_stack.stack.zero_state(rows)
    }

    /// Makes `state` one of zeros for `rows` rows, without a new allocation once it has been as large.
    pub fn set_zero(&self, state: &mut State, rows: usize) {
        self.input_stack.stack.set_zero(state, rows);
    }

    /// Puts the parameters into `prepared`, once a step, for the passes over all parts of the batch.
    pub fn prepare<'a>(&self, params: &'a ParamSet, prepared: &'a mut Prepared) -> Weights<'a> {
        self.input_stack.prepare(params, &mut prepared.layers);
        if let Some(linear) = &self.linear {
            linear.prepare(params, &mut prepared.linear);
        }
        Weights { params, prepared }
    }

    /// Prepares parameters once, for many passes.
    pub fn fix(&self, params: ParamSet) -> Fixed {
        let mut prepared = Prepared::default();
        self.prepare(&params, &mut prepared);
        Fixed { params, prepared }
    }

    /// The outputs for the sequences `read` from `state`, which moves on: each row's, in the caller's order.
    ///
    /// # Panics
    /// If the data is not of the input's kind, or data, layout and state have different numbers of rows.
    pub fn forward(
        &self,
        weights: Weights<'_>,
        read: Sequences<'_>,
        state: &mut State,
        dropout: Option<&mut Dropout>,
        pass: &mut Pass,
    ) {
        let Weights { params, prepared } = weights;
        self.input_stack.forward(params, &prepared.layers, read, state, dropout, &mut pass.tape);
        self.head_forward(&prepared.linear, read.layout, pass);
    }

    /// The outputs after one step of the sequences `read` from `state`, which moves on, while h is `held`.
    ///
    /// # Panics
    /// As [`Network::forward`], and if the layers have two directions.
    pub fn step_held(
        &self,
        weights: Weights<'_>,
        read: Sequences<'_>,
        state: &mut State,
        held: Held<'_>,
        pass: &mut Pass,
    ) {
        let Weights { params, prepared } = weights;
        self.input_stack.step_held(params, &prepared.layers, read, state, held, &mut pass.tape);
        self.head_forward(&prepared.linear, read.layout, pass);
    }

    fn head_forward(&self, linear: &LinearWeights, layout: &Layout, pass: &mut Pass) {
        let top = pass.tape.stack.top();
        let features = match self.shape.head {
            Head::EveryStep => top,
            Head::Pooled(pool) => {
                pass.pooled.forward(pool, layout, self.shape.hidden_size, top);
                pass.pooled.features()
            }
        };
        let mut outputs = pass.outputs.fill((features.nrows(), self.shape.outputs));
        match &self.linear {
            Some(_) => linear.forward(features, outputs),
            None => outputs.assign(&features),
        }
    }

    /// The loss of the outputs against `targets`; its gradient takes their place, and [`Pass::d_outputs`] gives it. See
    /// [`cross_entropy`] and [`squared_error`]. `divisor` is the count of losses in the whole batch.
    ///
    /// # Panics
    /// If there was no [`Network::forward`] since the last loss, or the targets do not fit the outputs.
    #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 losses")]
    pub fn loss(&self, targets: Targets<'_>, divisor: usize, pass: &mut Pass) -> LossSum {
        match targets {
            Targets::Classes(targets) => {
                pass.predicted.resize(targets.len(), 0);
                cross_entropy(pass.outputs.turn_into_gradient(), targets, divisor as f32, &mut pass.predicted)
            }
            Targets::Weighted { classes, weights, divisor } => {
                pass.predicted.resize(classes.len(), 0);
                let logits = pass.outputs.turn_into_gradient();
                weighted_cross_entropy(logits, classes, Some(weights), divisor, &mut pass.predicted)
            }
            Targets::Values(targets) => {
                pass.values.clone_from(pass.outputs.outputs());
                squared_error(pass.outputs.turn_into_gradient(), targets, divisor as f32)
            }
        }
    }

    /// The gradients of the parameters into `pass.grads`. `weights` and `read` are those of the forward pass.
    ///
    /// # Panics
    /// If there was no [`Network::loss`] since the last forward pass.
    pub fn backward(&self, weights: Weights<'_>, read: Sequences<'_>, pass: &mut Pass) {
        let (prepared, d_outputs) = (weights.prepared, pass.outputs.gradient().view());
        pass.grads.set_zero();
        let (top, d_top) = pass.tape.stack.top_and_gradient();
        match self.shape.head {
            Head::EveryStep => self.head_backward(&prepared.linear, top, d_outputs, d_top, &mut pass.grads),
            Head::Pooled(pool) => {
                let (features, d_features) = pass.pooled.features_and_gradient();
                self.head_backward(&prepared.linear, features, d_outputs, d_features, &mut pass.grads);
                pass.pooled.backward(pool, read.layout, self.shape.hidden_size, d_top);
            }
        }
        self.input_stack.backward(&prepared.layers, read, None, &mut pass.tape, &mut pass.grads);
    }

    fn head_backward(
        &self,
        weights: &LinearWeights,
        features: ArrayView2<'_, f32>,
        d_outputs: ArrayView2<'_, f32>,
        mut d_features: ArrayViewMut2<'_, f32>,
        grads: &mut ParamSet,
    ) {
        match &self.linear {
            Some(linear) => linear.backward(weights, features, d_outputs, grads, d_features),
            None => d_features.assign(&d_outputs),
        }
    }
}
