//! A layer of one direction, or of two that read each row from its two ends.
//!
//! The reverse direction runs the same code over rows that were reversed, each by its own length. The outputs of both
//! directions stand side by side, `(tokens, 2H)`, each at the place of its token (torch.nn.RNN's `bidirectional`).

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use super::direction::{Direction, LayerShape};
use super::input::Input;
use super::state::LayerState;
use super::tape::DirectionTape;
use super::weights::DirectionWeights;
use crate::nn::layout::Layout;
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::tensor::reuse;

/// A layer: one direction, or two.
#[derive(Debug, Clone)]
pub struct Layer {
    forward: Direction,
    reverse: Option<Direction>,
}

/// What a layer's forward pass keeps.
#[derive(Debug, Clone, Default)]
pub struct LayerTape {
    forward: DirectionTape,
    reverse: Option<ReverseTape>,
    /// `(tokens, 2H)`; unused with one direction, whose tape has the outputs.
    outputs: Array2<f32>,
}

/// The reverse direction's tape and its input and gradients, in the reverse order.
#[derive(Debug, Clone, Default)]
struct ReverseTape {
    tape: DirectionTape,
    indices: Vec<u32>,
    input: Array2<f32>,
    /// `(tokens, H)`: the gradient of the outputs of one direction, then of the other.
    d_outputs: Array2<f32>,
    d_input: Array2<f32>,
}

impl LayerTape {
    /// The outputs, `(tokens, D*H)` with D directions.
    pub fn outputs(&self) -> ArrayView2<'_, f32> {
        if self.reverse.is_some() { self.outputs.view() } else { self.forward.outputs() }
    }

    /// The outputs of a layer of one direction, `(tokens, H)`, for what is to be read in their place.
    ///
    /// # Panics
    /// If the layer has two directions.
    pub(in crate::nn) fn outputs_mut(&mut self) -> ArrayViewMut2<'_, f32> {
        assert!(self.reverse.is_none(), "outputs of two directions are not changed");
        self.forward.outputs_mut()
    }

    /// What each direction kept, forward, then reverse if there is one. That of the reverse one is in the order in
    /// which it reads.
    pub(in crate::nn) fn directions(&self) -> impl Iterator<Item = &DirectionTape> {
        std::iter::once(&self.forward).chain(self.reverse.as_ref().map(|reverse| &reverse.tape))
    }
}

impl ReverseTape {
    /// What the reverse direction read in the forward pass on this tape.
    fn read<'a>(indices: &'a [u32], reversed: &'a Array2<f32>, input: &'a Input<'_>) -> Input<'a> {
        match *input {
            Input::OneHot(_) => Input::OneHot(indices),
            Input::Dense(_) => Input::Dense(reversed.view()),
        }
    }
}

impl Layer {
    /// Declares layer number `index` of `prefix`, in one direction or two.
    pub fn new(table: &mut ParamTable, prefix: &str, index: usize, bidirectional: bool, shape: LayerShape) -> Self {
        Self {
            forward: Direction::new(table, prefix, index, false, shape),
            reverse: bidirectional.then(|| Direction::new(table, prefix, index, true, shape)),
        }
    }

    /// Its directions: forward, then reverse if there is one.
    pub fn directions(&self) -> impl Iterator<Item = &Direction> {
        std::iter::once(&self.forward).chain(&self.reverse)
    }

    /// See [`Direction::forward`]; `weights` and `states` hold one of each a direction.
    pub fn forward(
        &self,
        weights: &[DirectionWeights],
        input: Input<'_>,
        layout: &Layout,
        states: &mut [LayerState],
        tape: &mut LayerTape,
    ) {
        self.forward.forward(&weights[0], input, layout, &mut states[0], &mut tape.forward);
        let Some(reverse) = &self.reverse else { return };
        let back = tape.reverse.get_or_insert_default();
        match input {
            Input::OneHot(indices) => {
                back.indices.clear();
                back.indices.extend(layout.mirrored().map(|place| indices[place]));
            }
            Input::Dense(x) => {
                reuse(&mut back.input, x.raw_dim());
                reverse_rows(layout, x, back.input.view_mut());
            }
        }
        let input = ReverseTape::read(&back.indices, &back.input, &input);
        reverse.forward(&weights[1], input, layout, &mut states[1], &mut back.tape);
        let h = reverse.hidden_size();
        reuse(&mut tape.outputs, (layout.total(), 2 * h));
        tape.outputs.slice_mut(s![.., ..h]).assign(&tape.forward.outputs());
        reverse_rows(layout, back.tape.outputs(), tape.outputs.slice_mut(s![.., h..]));
    }

    /// See [`Direction::backward`]; `d_states`, where given, holds one state a direction.
    #[expect(clippy::too_many_arguments, reason = "a backward pass reads and writes that many things")]
    pub fn backward(
        &self,
        weights: &[DirectionWeights],
        input: Input<'_>,
        layout: &Layout,
        tape: &mut LayerTape,
        d_outputs: ArrayView2<'_, f32>,
        d_states: Option<&mut [LayerState]>,
        grads: &mut ParamSet,
        mut d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        let (d_first, d_second) = match d_states {
            Some([first, rest @ ..]) => (Some(first), rest.first_mut()),
            Some([]) | None => (None, None),
        };
        let ahead = &mut tape.forward;
        let (Some(reverse), Some(back)) = (&self.reverse, &mut tape.reverse) else {
            self.forward.backward(&weights[0], input, layout, ahead, d_outputs, d_first, grads, d_input);
            return;
        };
        let h = self.forward.hidden_size();
        reuse(&mut back.d_outputs, (layout.total(), h));
        back.d_outputs.assign(&d_outputs.slice(s![.., ..h]));
        let into = d_input.as_mut().map(|d_input| d_input.view_mut());
        self.forward.backward(&weights[0], input, layout, ahead, back.d_outputs.view(), d_first, grads, into);
        reverse_rows(layout, d_outputs.slice(s![.., h..]), back.d_outputs.view_mut());
        let input = ReverseTape::read(&back.indices, &back.input, &input);
        let into = d_input.as_ref().map(|d_input| {
            reuse(&mut back.d_input, d_input.raw_dim());
            back.d_input.view_mut()
        });
        reverse.backward(&weights[1], input, layout, &mut back.tape, back.d_outputs.view(), d_second, grads, into);
        if let Some(mut d_input) = d_input {
            for (mut row, place) in d_input.rows_mut().into_iter().zip(layout.mirrored()) {
                row += &back.d_input.row(place);
            }
        }
    }
}

/// Copies `from` into `to` with every sequence read backwards.
fn reverse_rows(layout: &Layout, from: ArrayView2<'_, f32>, mut to: ArrayViewMut2<'_, f32>) {
    for (mut row, place) in to.rows_mut().into_iter().zip(layout.mirrored()) {
        row.assign(&from.row(place));
    }
}
