//! Gates and states over time.

use ndarray::{Array2, ArrayView2, Axis, s};

use crate::nn::layer::{Direction, DirectionTape, Input};
use crate::nn::param::ParamSet;
use crate::nn::stack::{Stack, StackTape};
use crate::nn::tensor::product;

/// What the H units of one direction of a layer did at each of T steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Units {
    /// The layer, 0 the lowest.
    pub layer: usize,
    /// Whether this is the direction that reads the last token first. Its numbers at step t are those of the token t,
    /// so it has read the tokens from the last one to that.
    pub reverse: bool,
    /// `(T, H)` each, by name: the gates in PyTorch's order (LSTM: i, f, g, o; GRU: r, z, n), then c where the cell
    /// carries one, then h.
    pub vectors: Vec<(&'static str, Array2<f32>)>,
}

impl Units {
    /// h, `(T, H)`.
    pub fn h(&self) -> &Array2<f32> {
        let (_, h) = self.vectors.last().expect("every cell has h, and it comes last");
        h
    }

    /// The vectors of this name, `(T, H)`; none if the cell has none of it.
    pub fn get(&self, name: &str) -> Option<&Array2<f32>> {
        self.vectors.iter().find(|(known, _)| *known == name).map(|(_, vectors)| vectors)
    }
}

/// Those of all layers and directions, in the order of the states.
pub(super) fn units(stack: &Stack, tape: &StackTape) -> Vec<Units> {
    let directions = stack.shape().directions();
    let all = stack.directions().zip(tape.directions()).enumerate();
    all.map(|(at, (direction, tape))| of_direction(direction, tape, at / directions, at % directions == 1)).collect()
}

fn of_direction(direction: &Direction, tape: &DirectionTape, layer: usize, reverse: bool) -> Units {
    let size = direction.hidden_size();
    let in_time = |mut read: ArrayView2<'_, f32>| {
        if reverse {
            read.invert_axis(Axis(0));
        }
        read.as_standard_layout().into_owned()
    };
    let gate =
        |(at, &name): (usize, &&'static str)| (name, in_time(tape.gates.slice(s![.., at * size..(at + 1) * size])));
    let mut vectors: Vec<_> = direction.cell().gate_names().iter().enumerate().map(gate).collect();
    if direction.cell().has_cell_state() {
        vectors.push(("c", in_time(tape.cell.slice(s![1.., ..]))));
    }
    vectors.push(("h", in_time(tape.outputs())));
    Units { layer, reverse, vectors }
}

/// W_ih x_t + b_ih and W_hh h_{t-1} + b_hh of the lowest layer's forward direction, `(T, G*H)` each.
pub(super) fn sums(stack: &Stack, tape: &StackTape, params: &ParamSet, input: Input<'_>) -> [Array2<f32>; 2] {
    let both = stack.directions().zip(tape.directions()).next();
    let (direction, tape) = both.expect("a stack has a layer, and its pass a tape of it");
    let [weight_ih, weight_hh, bias_ih, bias_hh] = direction.params();
    let x = matrix(input, params.matrix(weight_ih).ncols());
    let before = tape.hidden.slice(s![..x.nrows(), ..]);
    [(x.view(), weight_ih, bias_ih), (before, weight_hh, bias_hh)].map(|(x, weight, bias)| {
        let (weight, bias) = (params.matrix(weight), params.vector(bias));
        let mut sum = Array2::from_shape_fn((x.nrows(), bias.len()), |(_, gate)| bias[gate]);
        product(x, weight.t(), 1.0, sum.view_mut());
        sum
    })
}

/// What the lowest layer reads, `(T, I)`, written out.
pub(super) fn matrix(input: Input<'_>, size: usize) -> Array2<f32> {
    match input {
        Input::Dense(x) => x.to_owned(),
        Input::OneHot(indices) => {
            let mut x = Array2::zeros((indices.len(), size));
            indices.iter().enumerate().for_each(|(step, &index)| x[[step, index as usize]] = 1.0);
            x
        }
    }
}
