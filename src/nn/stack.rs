//! Layers on top of each other, in one direction or both, with dropout between them. Nothing here knows tokens or
//! losses.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use super::cell::Cell;
use super::dropout::Dropout;
use super::held::Held;
use super::init::uniform_by_fan;
use super::layer::{Direction, DirectionTape, DirectionWeights, Input, Layer, LayerShape, LayerState, LayerTape};
use super::layout::Layout;
use super::param::{ParamSet, ParamTable};
use super::precision::Precision;
use super::random::Generator;
use super::tensor::reuse;

/// The sizes of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StackShape {
    /// The cell of all layers.
    pub cell: Cell,
    /// I of the lowest layer.
    pub input_size: usize,
    /// H of all layers.
    pub hidden_size: usize,
    /// L.
    pub layers: usize,
    /// Whether every layer reads from both ends.
    pub bidirectional: bool,
    /// Of the factors of its products.
    pub precision: Precision,
}

impl StackShape {
    /// D, 2 if bidirectional.
    pub fn directions(&self) -> usize {
        1 + usize::from(self.bidirectional)
    }

    /// Columns of the outputs, D*H.
    pub fn output_size(&self) -> usize {
        self.directions() * self.hidden_size
    }

    /// The number of trainable numbers of such a stack; none if a `usize` cannot hold it.
    pub fn parameters(&self) -> Option<usize> {
        let directions = self.directions();
        let rows = self.cell.gates().checked_mul(self.hidden_size)?.checked_mul(directions)?;
        let layer = |input: usize| rows.checked_mul(input.checked_add(self.hidden_size)?.checked_add(2)?);
        let upper = layer(self.hidden_size.checked_mul(directions)?)?.checked_mul(self.layers.checked_sub(1)?)?;
        layer(self.input_size)?.checked_add(upper)
    }
}

/// L layers of one cell and one hidden size.
#[derive(Debug, Clone)]
pub struct Stack {
    shape: StackShape,
    layers: Vec<Layer>,
}

/// The states of all layers in PyTorch's order: the lowest first, of each the forward direction before the reverse one.
pub type State = Vec<LayerState>;

/// What a stack's forward pass keeps.
#[derive(Debug, Clone, Default)]
pub struct StackTape {
    layers: Vec<LayerTape>,
    /// Masks and masked outputs of all layers but the last; empty without dropout.
    dropped: Vec<Dropped>,
    /// Gradients of the outputs of the current layer and of the one below it.
    d_outputs: Array2<f32>,
    d_below: Array2<f32>,
}

#[derive(Debug, Clone, Default)]
struct Dropped {
    mask: Array2<f32>,
    outputs: Array2<f32>,
}

impl StackTape {
    /// What each direction of all layers kept, in the order of their states.
    pub(super) fn directions(&self) -> impl Iterator<Item = &DirectionTape> {
        self.layers.iter().flat_map(LayerTape::directions)
    }

    /// The outputs h of layer `index`, `(tokens, D*H)`.
    pub fn outputs(&self, index: usize) -> ArrayView2<'_, f32> {
        self.layers[index].outputs()
    }

    /// The outputs of the last layer, `(tokens, D*H)`.
    ///
    /// # Panics
    /// Before the first forward pass.
    pub fn top(&self) -> ArrayView2<'_, f32> {
        self.layers.last().expect("a stack has a layer").outputs()
    }

    /// Where the gradient of [`StackTape::top`] is put before a backward pass, `(tokens, D*H)`.
    pub fn d_top(&mut self) -> ArrayViewMut2<'_, f32> {
        self.top_and_gradient().1
    }

    /// [`StackTape::top`] and [`StackTape::d_top`] at once.
    pub(crate) fn top_and_gradient(&mut self) -> (ArrayView2<'_, f32>, ArrayViewMut2<'_, f32>) {
        let top = self.layers.last().expect("a stack has a layer").outputs();
        reuse(&mut self.d_outputs, top.raw_dim());
        (top, self.d_outputs.view_mut())
    }
}

impl Stack {
    /// Declares a stack's parameters, named with `prefix`.
    ///
    /// # Panics
    /// If there is no layer.
    pub fn new(table: &mut ParamTable, prefix: &str, shape: StackShape) -> Self {
        assert!(shape.layers > 0, "a stack needs a layer");
        let layer = |index| {
            let input_size = if index == 0 { shape.input_size } else { shape.output_size() };
            let StackShape { cell, hidden_size, precision, .. } = shape;
            let layer = LayerShape { cell, input_size, hidden_size, precision };
            Layer::new(table, prefix, index, shape.bidirectional, layer)
        };
        Self { shape, layers: (0..shape.layers).map(layer).collect() }
    }

    /// The sizes.
    pub fn shape(&self) -> &StackShape {
        &self.shape
    }

    /// The directions of all layers in the order of their states.
    pub fn directions(&self) -> impl Iterator<Item = &Direction> {
        self.layers.iter().flat_map(Layer::directions)
    }

    /// Draws initial parameters by PyTorch's rule, U(-1/sqrt(H), 1/sqrt(H)).
    pub fn initialize(&self, params: &mut ParamSet, random: &mut Generator) {
        for id in self.directions().flat_map(Direction::params) {
            uniform_by_fan(params.numbers_mut(id), self.shape.hidden_size, random);
        }
    }

    /// A state of zeros for `rows` rows.
    pub fn zero_state(&self, rows: usize) -> State {
        self.directions().map(|layer| LayerState::zeros(layer.cell(), rows, layer.hidden_size())).collect()
    }

    /// Makes `state` one of zeros for `rows` rows, without a new allocation once it has been as large.
    pub fn set_zero(&self, state: &mut State, rows: usize) {
        state.resize_with(self.directions().count(), LayerState::default);
        for (layer, state) in self.directions().zip(state) {
            state.set_zero(layer.cell(), rows, layer.hidden_size());
        }
    }

    /// Puts the parameters into `weights`, one entry for each direction in the order of the states. The input of the
    /// lowest layer is `one_hot` or dense.
    pub fn prepare(&self, params: &ParamSet, one_hot: bool, weights: &mut Vec<DirectionWeights>) {
        weights.resize_with(self.directions().count(), DirectionWeights::default);
        let directions = self.shape.directions();
        for (index, (layer, weights)) in self.directions().zip(weights).enumerate() {
            layer.prepare(params, one_hot && index < directions, weights);
        }
    }

    /// Runs all layers over a chunk from `state`, which becomes the state after it. With `dropout`, the
    /// outputs of all layers but the last are masked.
    pub fn forward(
        &self,
        weights: &[DirectionWeights],
        input: Input<'_>,
        layout: &Layout,
        state: &mut State,
        mut dropout: Option<&mut Dropout>,
        tape: &mut StackTape,
    ) {
        tape.layers.resize_with(self.layers.len(), LayerTape::default);
        let directions = self.shape.directions();
        let mut layers = weights.chunks_exact(directions).zip(state.chunks_exact_mut(directions));
        let mut next = || layers.next().expect("weights and a state for each layer");
        let (weights, states) = next();
        self.layers[0].forward(weights, input, layout, states, &mut tape.layers[0]);
        let masked = dropout.is_some() && self.layers.len() > 1;
        tape.dropped.resize_with(if masked { self.layers.len() - 1 } else { 0 }, Dropped::default);
        for index in 1..self.layers.len() {
            let (below, above) = tape.layers.split_at_mut(index);
            let outputs = below[index - 1].outputs();
            let input = if let (Some(dropout), Some(drop)) = (&mut dropout, tape.dropped.get_mut(index - 1)) {
                dropout.draw_mask(&mut drop.mask, outputs.dim());
                reuse(&mut drop.outputs, outputs.raw_dim());
                drop.outputs.assign(&outputs);
                drop.outputs *= &drop.mask;
                drop.outputs.view()
            } else {
                outputs
            };
            let (weights, states) = next();
            self.layers[index].forward(weights, Input::Dense(input), layout, states, &mut above[0]);
        }
    }

    /// One step of all layers from `state`, which becomes the state after it. h of each layer is what is `held`, for
    /// all that reads it.
    ///
    /// # Panics
    /// If the layers have two directions.
    pub(super) fn step_held(
        &self,
        weights: &[DirectionWeights],
        input: Input<'_>,
        layout: &Layout,
        state: &mut State,
        held: Held<'_>,
        tape: &mut StackTape,
    ) {
        tape.layers.resize_with(self.layers.len(), LayerTape::default);
        tape.dropped.clear();
        for (index, layer) in self.layers.iter().enumerate() {
            let (below, current) = tape.layers.split_at_mut(index);
            let (weights, states) = (&weights[index..=index], &mut state[index..=index]);
            match below.last() {
                None => layer.forward(weights, input, layout, states, &mut current[0]),
                Some(below) => {
                    layer.forward(weights, Input::Dense(below.outputs()), layout, states, &mut current[0]);
                }
            }
            held.apply(index, state[index].h.view_mut());
            held.apply(index, current[0].outputs_mut());
        }
    }

    /// Gradients of the pass on the tape, from [`StackTape::d_top`]. `input` and `layout` are those of the forward
    /// pass; `d_state`, where given, holds the gradients of the last states and becomes those of the first;
    /// the gradient of a dense input replaces `d_input`.
    #[expect(clippy::too_many_arguments, reason = "a backward pass reads and writes that many things")]
    pub fn backward(
        &self,
        weights: &[DirectionWeights],
        input: Input<'_>,
        layout: &Layout,
        tape: &mut StackTape,
        mut d_state: Option<&mut State>,
        grads: &mut ParamSet,
        mut d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        let directions = self.shape.directions();
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (below, current) = tape.layers.split_at_mut(index);
            let current = &mut current[0];
            let layers = index * directions..(index + 1) * directions;
            let weights = &weights[layers.clone()];
            let d_states = d_state.as_mut().map(|states| &mut states[layers]);
            let d_outputs = tape.d_outputs.view();
            if index == 0 {
                layer.backward(weights, input, layout, current, d_outputs, d_states, grads, d_input.take());
                continue;
            }
            let dropped = tape.dropped.get(index - 1);
            let outputs = dropped.map_or_else(|| below[index - 1].outputs(), |drop| drop.outputs.view());
            reuse(&mut tape.d_below, outputs.raw_dim());
            let d_below = Some(tape.d_below.view_mut());
            layer.backward(weights, Input::Dense(outputs), layout, current, d_outputs, d_states, grads, d_below);
            if let Some(drop) = dropped {
                tape.d_below *= &drop.mask;
            }
            std::mem::swap(&mut tape.d_outputs, &mut tape.d_below);
        }
    }
}
