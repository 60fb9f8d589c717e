//! A network over one sequence.

use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView2, Axis, s};

use super::reach::{Course, Gone};
use super::scores::Scores;
use super::units::{Units, matrix, sums, units};
use crate::nn::layer::{DirectionWeights, Input};
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Data, Head, Network, Pass, Prepared, Sequences, Targets};
use crate::nn::param::ParamSet;
use crate::nn::tensor::product;

/// Rows that go back at once: enough for the products to be quick, few enough for their gradients to stay small.
pub(super) const ROWS: usize = 32;

/// A network that has read one sequence, and everything that can be asked about that.
///
/// T steps; R rows of outputs: T, or 1 if the network pools over time.
#[derive(Debug, Clone)]
pub struct Inside<'a> {
    network: &'a Network,
    params: &'a ParamSet,
    data: Data<'a>,
    layout: Layout,
    weights: Vec<DirectionWeights>,
    pass: Pass,
}

impl<'a> Inside<'a> {
    /// Lets `network` read `data`, one sequence of at least one step, from a state of zeros.
    ///
    /// # Panics
    /// If there is no step, or the data is not of the network's kind.
    pub fn new(network: &'a Network, params: &'a ParamSet, data: Data<'a>) -> Self {
        let steps = match &data {
            Data::Tokens(tokens) => tokens.len(),
            Data::Values(values) => values.nrows(),
        };
        let layout = Layout::uniform(steps, 1);
        let (mut prepared, mut pass) = (Prepared::default(), network.pass());
        let read = Sequences { data: data.view(), layout: &layout };
        network.forward(network.prepare(params, &mut prepared), read, &mut network.zero_state(1), None, &mut pass);
        let mut weights = Vec::new();
        network.input_stack.stack.prepare(params, false, &mut weights);
        Self { network, params, data, layout, weights, pass }
    }

    /// T.
    pub fn steps(&self) -> usize {
        self.layout.steps()
    }

    /// What the lowest layer reads, `(T, I)`: one-hot or embedded vectors, or plain numbers.
    pub fn input(&self) -> Array2<f32> {
        matrix(self.read(), self.network.shape().input.width())
    }

    /// Gates and states of all layers and directions, in the order of the states: the lowest layer first, of each the
    /// forward direction before the reverse one.
    pub fn units(&self) -> Vec<Units> {
        units(&self.network.input_stack.stack, &self.pass.tape.stack)
    }

    /// W_ih x_t + b_ih and W_hh h_{t-1} + b_hh of the lowest layer's forward direction, `(T, G*H)` each. A vanilla cell
    /// makes h_t of their sum.
    pub fn sums(&self) -> [Array2<f32>; 2] {
        sums(&self.network.input_stack.stack, &self.pass.tape.stack, self.params, self.read())
    }

    /// Logits or values, `(R, O)`.
    pub fn outputs(&self) -> &Array2<f32> {
        self.pass.outputs()
    }

    /// The loss of each row of outputs, and its gradient; `targets` has a target for each of the R rows.
    ///
    /// # Panics
    /// If the targets do not fit the outputs.
    pub fn scores(&self, targets: Targets<'_>) -> Scores {
        Scores::new(self.outputs(), targets)
    }

    /// The gradient of one output of each row, z_r\[k\], with respect to all outputs of that row, `(R, O)`: 1 at k, for
    /// [`Inside::go_back`]. `of` says which k; without it, it is the row's largest output.
    ///
    /// # Panics
    /// If `of` has not one output below O for each row.
    pub fn chosen(&self, of: Option<&[u32]>) -> Array2<f32> {
        chosen(self.outputs(), of)
    }

    /// Goes back from the rows `rows` of the outputs: R numbers, each a function of one row, with `d_outputs`,
    /// `(R, O)`, as their gradients with respect to that row. With [`Scores::d_outputs`] they are the losses, with
    /// [`Inside::chosen`] single logits.
    ///
    /// # Panics
    /// If there is no such row of outputs, or not a row of gradients for each.
    pub fn go_back(&self, rows: Range<usize>, d_outputs: ArrayView2<'_, f32>) -> Gone {
        let wanted = (rows.len(), self.outputs().ncols());
        assert!(rows.end <= self.outputs().nrows() && d_outputs.dim() == wanted, "{rows:?}, {:?}", d_outputs.dim());
        let stack = &self.network.input_stack.stack;
        let course = Course { stack, weights: &self.weights, tape: &self.pass.tape.stack, input: self.read() };
        let mut all = Gone::zeros(stack, (rows.len(), self.steps()));
        for (block, d_outputs) in d_outputs.axis_chunks_iter(Axis(0), ROWS).enumerate() {
            let first = block * ROWS;
            let d_top = self.d_top(rows.start + first, d_outputs);
            all.put(first, &course.go_back(d_top, None).0);
        }
        all
    }

    /// The gradients with respect to the outputs of the highest layer, `(T, R, D*H)`, of numbers whose gradients with
    /// respect to the network's outputs from row `first` on are `d_outputs`. Without the steps that none of them has
    /// read.
    fn d_top(&self, first: usize, d_outputs: ArrayView2<'_, f32>) -> Array3<f32> {
        let (rows, shape) = (d_outputs.nrows(), self.network.shape());
        let width = shape.stack().output_size();
        let mut d_features = Array2::zeros((rows, width));
        match &self.network.linear {
            Some(linear) => product(d_outputs, self.params.matrix(linear.weight), 0.0, d_features.view_mut()),
            None => d_features.assign(&d_outputs),
        }
        match shape.head {
            Head::EveryStep => {
                let steps = if shape.bidirectional { self.steps() } else { first + rows };
                let mut d_top = Array3::zeros((steps, rows, width));
                for (row, d) in d_features.rows().into_iter().enumerate() {
                    d_top.slice_mut(s![first + row, row, ..]).assign(&d);
                }
                d_top
            }
            Head::Pooled(pool) => {
                let mut d_top = Array3::zeros((self.steps(), rows, width));
                let (mut pooled, mut d_one) = (self.pass.pooled.clone(), Array2::zeros((self.steps(), width)));
                for (row, d) in d_features.axis_chunks_iter(Axis(0), 1).enumerate() {
                    pooled.features_and_gradient().1.assign(&d);
                    pooled.backward(pool, &self.layout, shape.hidden_size, d_one.view_mut());
                    d_top.slice_mut(s![.., row, ..]).assign(&d_one);
                }
                d_top
            }
        }
    }

    fn read(&self) -> Input<'_> {
        self.network.input_stack.input(&self.data, &self.pass.tape.embedded)
    }
}

/// See [`Inside::chosen`].
pub(super) fn chosen(outputs: &Array2<f32>, of: Option<&[u32]>) -> Array2<f32> {
    assert!(of.is_none_or(|of| of.len() == outputs.nrows()), "{of:?} for {:?} outputs", outputs.dim());
    let mut d = Array2::zeros(outputs.raw_dim());
    for (row, (output, mut d)) in outputs.rows().into_iter().zip(d.rows_mut()).enumerate() {
        let k = of.map_or_else(|| largest(&output.to_vec()).0, |of| of[row]);
        d[k as usize] = 1.0;
    }
    d
}
