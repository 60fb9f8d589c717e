//! Gradients of many numbers at once through a stack of layers, over one sequence.

use ndarray::{Array2, Array3, ArrayView2, ArrayViewMut2, Axis, s};

use super::direction::{Flow, Gradients, norm};
use crate::nn::layer::{DirectionWeights, Input};
use crate::nn::product::{Rows, RowsMut, Start};
use crate::nn::stack::{Stack, StackTape, State};

/// How far the gradients of R numbers y reach in one direction of a layer: at each of the T steps, through all paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The layer, 0 the lowest.
    pub layer: usize,
    /// Whether this is the direction that reads the last token first.
    pub reverse: bool,
    /// |d y_r / d h_s|_2, `(R, T)`.
    pub h: Array2<f32>,
    /// |d y_r / d c_s|_2, `(R, T)`; none where no c is carried.
    pub c: Option<Array2<f32>>,
}

/// How much each of R numbers y depends on what is read at each of the T steps. What is read, x, is the one-hot vector,
/// the embedded vector, or plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Saliency {
    /// |d y_r / d x_s|_2, `(R, T)`.
    pub norm: Array2<f32>,
    /// (d y_r / d x_s) · x_s, `(R, T)`.
    pub times_input: Array2<f32>,
}

/// All that comes of going back from R numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Gone {
    /// In the order of the states: the lowest layer first, of each the forward direction before the reverse one.
    pub reach: Vec<Reach>,
    /// What was read.
    pub input: Saliency,
}

impl Gone {
    /// Zeros for R numbers over T steps.
    pub(super) fn zeros(stack: &Stack, (rows, steps): (usize, usize)) -> Self {
        let directions = stack.shape().directions();
        let zeros = || Array2::zeros((rows, steps));
        let reach = stack.directions().enumerate().map(|(at, direction)| Reach {
            layer: at / directions,
            reverse: at % directions == 1,
            h: zeros(),
            c: direction.cell().has_cell_state().then(zeros),
        });
        Self { reach: reach.collect(), input: Saliency { norm: zeros(), times_input: zeros() } }
    }

    /// Puts in what came of the rows from `first` on, over the first steps; the steps after those stay as they are.
    pub(super) fn put(&mut self, first: usize, part: &Self) {
        let place = |to: &mut Array2<f32>, part: &Array2<f32>| {
            to.slice_mut(s![first..first + part.nrows(), ..part.ncols()]).assign(part);
        };
        for (to, part) in self.reach.iter_mut().zip(&part.reach) {
            place(&mut to.h, &part.h);
            if let (Some(to), Some(part)) = (&mut to.c, &part.c) {
                place(to, part);
            }
        }
        place(&mut self.input.norm, &part.input.norm);
        place(&mut self.input.times_input, &part.input.times_input);
    }
}

/// A stack and its forward pass over one sequence, without dropout.
#[derive(Clone, Copy)]
pub(super) struct Course<'a> {
    pub stack: &'a Stack,
    /// Laid out for a dense input.
    pub weights: &'a [DirectionWeights],
    pub tape: &'a StackTape,
    pub input: Input<'a>,
}

impl Course<'_> {
    /// Goes back from R numbers, given their gradients with respect to the outputs of the highest layer, `(T, R, D*H)`,
    /// and to the last states, where they depend on those. Also gives the gradients of the first states, R rows each.
    pub fn go_back(&self, d_top: Array3<f32>, d_last: Option<&State>) -> (Gone, State) {
        let shape = self.stack.shape();
        let (h, directions) = (shape.hidden_size, shape.directions());
        let (steps, rows, _) = d_top.dim();
        let tapes: Vec<_> = self.tape.directions().collect();
        let flows: Vec<Flow<'_>> = self
            .stack
            .directions()
            .zip(self.weights)
            .zip(tapes)
            .map(|((direction, weights), tape)| Flow { direction, weights, tape })
            .collect();
        let (mut reach, mut d_first) = (Vec::new(), Vec::new());
        let mut input = Saliency { norm: Array2::zeros((rows, steps)), times_input: Array2::zeros((rows, steps)) };
        let mut d_outputs = d_top;
        for layer in (0..shape.layers).rev() {
            let mut d_gates = Vec::new();
            for side in (0..directions).rev() {
                let at = layer * directions + side;
                let mut own = d_outputs.slice(s![.., .., side * h..(side + 1) * h]);
                let reverse = side == 1;
                if reverse {
                    own.invert_axis(Axis(0));
                }
                let gradients = flows[at].backward(own, d_last.map(|last| &last[at]));
                let Gradients { d_gates: of_gates, h: norms, c, d_first: first } = gradients;
                reach.push(Reach {
                    layer,
                    reverse,
                    h: in_time(norms, reverse),
                    c: (!c.is_empty()).then(|| in_time(c, reverse)),
                });
                d_first.push(first);
                d_gates.insert(0, of_gates);
            }
            let of_layer = &flows[layer * directions..][..directions];
            if layer == 0 {
                let mut d_x = Array2::zeros((rows, shape.input_size));
                for step in 0..steps {
                    d_input(of_layer, &d_gates, step, d_x.view_mut());
                    self.take(&mut input, step, d_x.view());
                }
            } else {
                let mut d_below = Array3::zeros((steps, rows, shape.output_size()));
                for (step, d_x) in d_below.outer_iter_mut().enumerate() {
                    d_input(of_layer, &d_gates, step, d_x);
                }
                d_outputs = d_below;
            }
        }
        reach.reverse();
        d_first.reverse();
        (Gone { reach, input }, d_first)
    }

    /// Puts the gradients of what is read at a step, `(R, I)`, into the saliency.
    fn take(&self, saliency: &mut Saliency, step: usize, d_x: ArrayView2<'_, f32>) {
        for (row, d_x) in d_x.rows().into_iter().enumerate() {
            saliency.norm[[row, step]] = norm(d_x);
            saliency.times_input[[row, step]] = match self.input {
                Input::OneHot(indices) => d_x[indices[step] as usize],
                Input::Dense(x) => d_x.dot(&x.row(step)),
            };
        }
    }
}

/// Columns in the order of time, of a matrix whose columns are in the order of reading.
fn in_time(mut read: Array2<f32>, reverse: bool) -> Array2<f32> {
    if reverse {
        read.invert_axis(Axis(1));
        read = read.as_standard_layout().into_owned();
    }
    read
}

/// The gradient of what a layer reads at `step`, `(R, I)`, into `d_x`, from those of its gates, a direction each,
/// `(T, R, G*H)` in the order in which the direction reads.
fn d_input(layer: &[Flow<'_>], d_gates: &[Array3<f32>], step: usize, mut d_x: ArrayViewMut2<'_, f32>) {
    for (side, (flow, d_gates)) in layer.iter().zip(d_gates).enumerate() {
        let (at, start) =
            if side == 0 { (step, Start::Zero) } else { (d_gates.len_of(Axis(0)) - 1 - step, Start::There) };
        let d_gates = Rows::whole(d_gates.index_axis(Axis(0), at));
        flow.weights.input.backward(d_gates, start, RowsMut::whole(d_x.view_mut()));
    }
}
