//! Layers on top of each other, with dropout between them.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::cell::Cell;
use super::dropout::draw_mask;
use super::layer::{Input, Layer, LayerState, Tape};
use super::param::{ParamSet, ParamTable};
use super::tensor::reuse;

/// L layers of one cell and one hidden size.
#[derive(Debug, Clone)]
pub struct Stack {
    layers: Vec<Layer>,
}

/// The states of all layers, the lowest first.
pub type State = Vec<LayerState>;

/// What a stack's forward pass keeps.
#[derive(Debug, Clone, Default)]
pub struct StackTape {
    layers: Vec<Tape>,
    /// Masks and masked outputs of all layers but the last; empty without dropout.
    dropped: Vec<Dropped>,
    /// Gradient of the state, and of the outputs of the layer in work and of the one below it.
    d_state: Option<LayerState>,
    d_outputs: Array2<f32>,
    d_below: Array2<f32>,
}

#[derive(Debug, Clone, Default)]
struct Dropped {
    mask: Array2<f32>,
    outputs: Array2<f32>,
}

impl StackTape {
    /// The outputs h of layer `index`, `(T*N, H)`.
    pub fn outputs(&self, index: usize) -> ArrayView2<'_, f32> {
        self.layers[index].outputs()
    }

    /// The outputs of the last layer, `(T*N, H)`.
    ///
    /// # Panics
    /// Before the first forward pass.
    pub fn top(&self) -> ArrayView2<'_, f32> {
        self.layers.last().expect("a stack has a layer").outputs()
    }

    /// Where the gradient of [`StackTape::top`] is put before a backward pass, `(T*N, H)`.
    pub fn d_top(&mut self) -> ArrayViewMut2<'_, f32> {
        let dim = self.top().raw_dim();
        reuse(&mut self.d_outputs, dim);
        self.d_outputs.view_mut()
    }

    /// [`StackTape::top`] and [`StackTape::d_top`] at once.
    pub(crate) fn top_and_gradient(&mut self) -> (ArrayView2<'_, f32>, ArrayViewMut2<'_, f32>) {
        let top = self.layers.last().expect("a stack has a layer").outputs();
        reuse(&mut self.d_outputs, top.raw_dim());
        (top, self.d_outputs.view_mut())
    }
}

impl Stack {
    /// Declares `layers` layers of `cell` named with `prefix`.
    ///
    /// # Panics
    /// If there is no layer.
    pub fn new(
        table: &mut ParamTable,
        prefix: &str,
        cell: Cell,
        input_size: usize,
        hidden_size: usize,
        layers: usize,
    ) -> Self {
        assert!(layers > 0, "a stack needs a layer");
        let layer = |index| {
            let input = if index == 0 { input_size } else { hidden_size };
            Layer::new(table, prefix, index, cell, input, hidden_size)
        };
        Self { layers: (0..layers).map(layer).collect() }
    }

    /// The layers, the lowest first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// A state of zeros for `rows` rows.
    pub fn zero_state(&self, rows: usize) -> State {
        self.layers.iter().map(|layer| LayerState::zeros(layer.cell(), rows, layer.hidden_size())).collect()
    }

    /// Runs all layers over a chunk from `state`, which becomes the state after it. With `dropout`, the
    /// outputs of all layers but the last are masked with this probability.
    pub fn forward(
        &self,
        params: &ParamSet,
        input: Input<'_>,
        state: &mut State,
        dropout: Option<(f32, &mut Xoshiro256PlusPlus)>,
        tape: &mut StackTape,
    ) {
        tape.layers.resize_with(self.layers.len(), Tape::default);
        self.layers[0].forward(params, input, &mut state[0], &mut tape.layers[0]);
        let masked = dropout.is_some() && self.layers.len() > 1;
        tape.dropped.resize_with(if masked { self.layers.len() - 1 } else { 0 }, Dropped::default);
        let mut dropout = dropout;
        for index in 1..self.layers.len() {
            let (below, above) = tape.layers.split_at_mut(index);
            let outputs = below[index - 1].outputs();
            let input = if let (Some((p, random)), Some(drop)) = (&mut dropout, tape.dropped.get_mut(index - 1)) {
                draw_mask(&mut drop.mask, outputs.dim(), *p, *random);
                reuse(&mut drop.outputs, outputs.raw_dim());
                drop.outputs.assign(&outputs);
                drop.outputs *= &drop.mask;
                drop.outputs.view()
            } else {
                outputs
            };
            self.layers[index].forward(params, Input::Dense(input), &mut state[index], &mut above[0]);
        }
    }

    /// Gradients of the pass on the tape, from [`StackTape::d_top`]. `input` is that of the forward pass;
    /// `d_state`, where given, holds the gradients of the last states and becomes those of the first;
    /// the gradient of a dense input replaces `d_input`.
    pub fn backward(
        &self,
        params: &ParamSet,
        input: Input<'_>,
        tape: &mut StackTape,
        mut d_state: Option<&mut State>,
        grads: &mut ParamSet,
        mut d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (below, current) = tape.layers.split_at_mut(index);
            let rows = current[0].rows();
            let zero = tape.d_state.get_or_insert_with(|| LayerState::zeros(layer.cell(), rows, layer.hidden_size()));
            let d_state = if let Some(states) = &mut d_state {
                &mut states[index]
            } else {
                layer.zero_state(zero, rows);
                zero
            };
            let current = &mut current[0];
            if index == 0 {
                layer.backward(params, input, current, tape.d_outputs.view(), d_state, grads, d_input.take());
                continue;
            }
            let dropped = tape.dropped.get(index - 1);
            let outputs = dropped.map_or_else(|| below[index - 1].outputs(), |drop| drop.outputs.view());
            reuse(&mut tape.d_below, outputs.raw_dim());
            let (d_outputs, d_below) = (tape.d_outputs.view(), tape.d_below.view_mut());
            layer.backward(params, Input::Dense(outputs), current, d_outputs, d_state, grads, Some(d_below));
            if let Some(drop) = dropped {
                tape.d_below *= &drop.mask;
            }
            std::mem::swap(&mut tape.d_outputs, &mut tape.d_below);
        }
    }
}
