//! One recurrent layer over a whole chunk, in the two-phase form.
//!
//! Forward: all input projections W_ih x + b_ih at once, then the time loop with only the recurrent
//! product and the cell's pointwise part. Backward: the time loop, last step first, yields the
//! gradients of all pre-activations; the gradients of the parameters are single large products
//! afterwards. (Appleyard, Kociský and Blunsom 2016, section 3.)
//!
//! dW_ih = Σ_t da_t x_tᵀ, dW_hh = Σ_t da_t h_{t-1}ᵀ, db = Σ_t da_t, dx_t = W_ihᵀ da_t, and into the step
//! before flows W_hhᵀ da_t plus what passes by the weights.

use std::marker::PhantomData;

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, s};

use super::cell::{Backward, Cell, Forward, Gru, Lstm, Pointwise, Relu, Step, Tanh, Vanilla};
use super::machine::run;
use super::param::{ParamId, ParamSet, ParamTable};
use super::tensor::{product, reuse};

/// What a layer reads: `T*N` rows, time-major.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// Indices below I, each standing for its one-hot vector; `transposed` is W_ih as `(I, G*H)`, so
    /// that the product is a gather of rows.
    OneHot {
        /// `T*N` indices.
        indices: &'a [u32],
        /// [`Layer::transposed_input`] of the parameters in use.
        transposed: &'a Array2<f32>,
    },
    /// A matrix `(T*N, I)`.
    Dense(ArrayView2<'a, f32>),
}

/// A layer's shape and the names of its parameters.
#[derive(Debug, Clone)]
pub struct Layer {
    cell: Cell,
    hidden_size: usize,
    weight_ih: ParamId,
    weight_hh: ParamId,
    bias_ih: ParamId,
    bias_hh: ParamId,
}

/// The hidden state of N rows, or its gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerState {
    /// h, `(N, H)`.
    pub h: Array2<f32>,
    /// c, `(N, H)`; `(N, 0)` for cells that carry none.
    pub c: Array2<f32>,
}

/// What a layer's forward pass keeps for its backward pass.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// T.
    steps: usize,
    /// N.
    rows: usize,
    /// `(T*N, G*H)`: activated gates, then the gradients of the pre-activations.
    gates: Array2<f32>,
    /// `(T*N, A*H)` for the A gates kept apart.
    apart: Array2<f32>,
    /// `((T+1)*N, H)`: h before the first step, then h of each step.
    hidden: Array2<f32>,
    /// `((T+1)*N, H)` or `(…, 0)`: the same for c.
    cell: Array2<f32>,
    /// `G*H`: the sum of the biases that meet before the time loop.
    bias: Array1<f32>,
    /// `(I, G*H)`: the gradient of W_ih for one-hot input, before it is transposed.
    one_hot_grad: Array2<f32>,
}

impl Tape {
    /// N of the pass.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The outputs h of all steps, `(T*N, H)`.
    pub fn outputs(&self) -> ArrayView2<'_, f32> {
        self.hidden.slice(s![self.rows.., ..])
    }
}

impl LayerState {
    /// Zeros for `rows` rows.
    pub fn zeros(cell: Cell, rows: usize, hidden_size: usize) -> Self {
        let cell_size = if cell.has_cell_state() { hidden_size } else { 0 };
        Self { h: Array2::zeros((rows, hidden_size)), c: Array2::zeros((rows, cell_size)) }
    }

    fn fill_zero(&mut self, cell: Cell, rows: usize, hidden_size: usize) {
        reuse(&mut self.h, (rows, hidden_size));
        reuse(&mut self.c, (rows, if cell.has_cell_state() { hidden_size } else { 0 }));
        self.h.fill(0.0);
        self.c.fill(0.0);
    }
}

impl Layer {
    /// Declares layer number `index` of `prefix` (PyTorch: `rnn.weight_ih_l0`, …).
    pub fn new(table: &mut ParamTable, prefix: &str, index: usize, cell: Cell, input: usize, hidden: usize) -> Self {
        let rows = cell.gates() * hidden;
        Self {
            cell,
            hidden_size: hidden,
            weight_ih: table.add(format!("{prefix}weight_ih_l{index}"), &[rows, input]),
            weight_hh: table.add(format!("{prefix}weight_hh_l{index}"), &[rows, hidden]),
            bias_ih: table.add(format!("{prefix}bias_ih_l{index}"), &[rows]),
            bias_hh: table.add(format!("{prefix}bias_hh_l{index}"), &[rows]),
        }
    }

    /// H.
    pub fn hidden_size(&self) -> usize {
        self.hidden_size
    }

    /// The cell.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// Puts W_ih transposed, `(I, G*H)`, into `into`: what one-hot input gathers rows from.
    pub fn transposed_input(&self, params: &ParamSet, into: &mut Array2<f32>) {
        let weight = params.matrix(self.weight_ih);
        reuse(into, (weight.ncols(), weight.nrows()));
        into.assign(&weight.t());
    }

    /// Runs T steps over N rows from `state`, which becomes the state after the last step. T follows
    /// from the input and N from the state.
    ///
    /// # Panics
    /// If the input's rows are no multiple of the state's.
    pub fn forward(&self, params: &ParamSet, input: Input<'_>, state: &mut LayerState, tape: &mut Tape) {
        match self.cell {
            Cell::RnnTanh => self.forward_as::<Vanilla<Tanh>>(params, input, state, tape),
            Cell::RnnRelu => self.forward_as::<Vanilla<Relu>>(params, input, state, tape),
            Cell::Lstm => self.forward_as::<Lstm>(params, input, state, tape),
            Cell::Gru => self.forward_as::<Gru>(params, input, state, tape),
        }
    }

    /// Gradients of a pass. `d_outputs` is the loss's gradient of the outputs, `(T*N, H)`; `d_state` that
    /// of the last state, and becomes that of the first. Parameter gradients are added to `grads`; the
    /// gradient of a dense input replaces `d_input`, `(T*N, I)`. The tape is used up.
    ///
    /// # Panics
    /// If shapes differ from those of the forward pass.
    #[expect(clippy::too_many_arguments, reason = "a backward pass reads and writes that many things")]
    pub fn backward(
        &self,
        params: &ParamSet,
        input: Input<'_>,
        tape: &mut Tape,
        d_outputs: ArrayView2<'_, f32>,
        d_state: &mut LayerState,
        grads: &mut ParamSet,
        d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        match self.cell {
            Cell::RnnTanh => self.time_loop_backward::<Vanilla<Tanh>>(params, tape, d_outputs, d_state),
            Cell::RnnRelu => self.time_loop_backward::<Vanilla<Relu>>(params, tape, d_outputs, d_state),
            Cell::Lstm => self.time_loop_backward::<Lstm>(params, tape, d_outputs, d_state),
            Cell::Gru => self.time_loop_backward::<Gru>(params, tape, d_outputs, d_state),
        }
        self.parameter_gradients(input, tape, grads);
        if let Some(d_input) = d_input {
            product(tape.gates.view(), params.matrix(self.weight_ih), 0.0, d_input);
        }
    }

    /// Columns of the gates whose recurrent product joins the input part.
    fn joined(&self) -> usize {
        (self.cell.gates() - self.cell.apart()) * self.hidden_size
    }

    fn forward_as<C: Pointwise>(&self, params: &ParamSet, input: Input<'_>, state: &mut LayerState, tape: &mut Tape) {
        let (n, h, c) = (state.h.nrows(), self.hidden_size, state.c.ncols());
        self.project_input(params, input, n, tape);
        reuse(&mut tape.apart, (tape.steps * n, C::APART * h));
        reuse(&mut tape.hidden, ((tape.steps + 1) * n, h));
        reuse(&mut tape.cell, ((tape.steps + 1) * n, state.c.ncols()));
        tape.hidden.slice_mut(s![..n, ..]).assign(&state.h);
        tape.cell.slice_mut(s![..n, ..]).assign(&state.c);

        let joined = self.joined();
        let weight = params.matrix(self.weight_hh);
        let bias_apart = params.vector(self.bias_hh);
        for t in 0..tape.steps {
            let now = t * n..(t + 1) * n;
            let (before, after) = slice(&mut tape.hidden).split_at_mut((t + 1) * n * h);
            let before = &before[t * n * h..];
            let (c_before, c_after) = slice(&mut tape.cell).split_at_mut((t + 1) * n * c);
            let h_before = ArrayView2::from_shape((n, h), before).expect(CONTIGUOUS);

            let gates = tape.gates.slice_mut(s![now.clone(), ..joined]);
            product(h_before, weight.slice(s![..joined, ..]).t(), 1.0, gates);
            if C::APART > 0 {
                let mut apart = tape.apart.slice_mut(s![now.clone(), ..]);
                apart.assign(&bias_apart.slice(s![joined..]));
                product(h_before, weight.slice(s![joined.., ..]).t(), 1.0, apart);
            }
            run(Forward {
                step: Step {
                    hidden_size: h,
                    gates: &mut slice(&mut tape.gates)[now.start * C::GATES * h..][..n * C::GATES * h],
                    apart: &mut slice(&mut tape.apart)[now.start * C::APART * h..][..n * C::APART * h],
                    h_before: before,
                    c_before: &c_before[t * n * c..],
                },
                h: &mut after[..n * h],
                c: &mut c_after[..n * c],
                cell: PhantomData::<C>,
            });
        }
        state.h.assign(&tape.hidden.slice(s![tape.steps * n.., ..]));
        state.c.assign(&tape.cell.slice(s![tape.steps * n.., ..]));
    }

    /// The first phase: `gates` = W_ih x + b_ih, plus b_hh for the gates that join.
    fn project_input(&self, params: &ParamSet, input: Input<'_>, n: usize, tape: &mut Tape) {
        let total = match input {
            Input::OneHot { indices, .. } => indices.len(),
            Input::Dense(x) => x.nrows(),
        };
        assert!(n > 0 && total % n == 0, "{total} input rows are no whole number of steps over {n} batch rows");
        (tape.steps, tape.rows) = (total / n, n);
        let width = self.cell.gates() * self.hidden_size;
        reuse(&mut tape.gates, (total, width));
        reuse(&mut tape.bias, width);
        tape.bias.assign(&params.vector(self.bias_ih));
        let joined = self.joined();
        let mut bias = tape.bias.slice_mut(s![..joined]);
        bias += &params.vector(self.bias_hh).slice(s![..joined]);

        match input {
            Input::OneHot { indices, transposed } => {
                for (&index, mut row) in indices.iter().zip(tape.gates.rows_mut()) {
                    row.assign(&transposed.row(index as usize));
                    row += &tape.bias;
                }
            }
            Input::Dense(x) => {
                tape.gates.assign(&tape.bias);
                product(x, params.matrix(self.weight_ih).t(), 1.0, tape.gates.view_mut());
            }
        }
    }

    fn time_loop_backward<C: Pointwise>(
        &self,
        params: &ParamSet,
        tape: &mut Tape,
        d_outputs: ArrayView2<'_, f32>,
        d_state: &mut LayerState,
    ) {
        let (n, joined) = (tape.rows, self.joined());
        let (h, c) = (self.hidden_size, d_state.c.ncols());
        let weight = params.matrix(self.weight_hh);
        for t in (0..tape.steps).rev() {
            let now = t * n..(t + 1) * n;
            d_state.h += &d_outputs.slice(s![now.clone(), ..]);
            let hidden = tape.hidden.as_slice().expect(CONTIGUOUS);
            let cell = tape.cell.as_slice().expect(CONTIGUOUS);
            run(Backward {
                step: Step {
                    hidden_size: h,
                    gates: &mut slice(&mut tape.gates)[now.start * C::GATES * h..][..n * C::GATES * h],
                    apart: &mut slice(&mut tape.apart)[now.start * C::APART * h..][..n * C::APART * h],
                    h_before: &hidden[now.start * h..now.end * h],
                    c_before: &cell[now.start * c..now.end * c],
                },
                h: &hidden[now.end * h..][..n * h],
                c: &cell[now.end * c..][..n * c],
                dh: slice(&mut d_state.h),
                dc: slice(&mut d_state.c),
                cell: PhantomData::<C>,
            });
            let d_gates = tape.gates.slice(s![now.clone(), ..joined]);
            product(d_gates, weight.slice(s![..joined, ..]), 1.0, d_state.h.view_mut());
            if C::APART > 0 {
                let d_apart = tape.apart.slice(s![now, ..]);
                product(d_apart, weight.slice(s![joined.., ..]), 1.0, d_state.h.view_mut());
            }
        }
    }

    /// The last phase: the products over all time steps at once.
    fn parameter_gradients(&self, input: Input<'_>, tape: &mut Tape, grads: &mut ParamSet) {
        let joined = self.joined();
        let before = tape.hidden.slice(s![..tape.steps * tape.rows, ..]);
        let mut d_weight = grads.matrix_mut(self.weight_hh);
        product(tape.gates.slice(s![.., ..joined]).t(), before, 1.0, d_weight.slice_mut(s![..joined, ..]));
        product(tape.apart.t(), before, 1.0, d_weight.slice_mut(s![joined.., ..]));

        match input {
            Input::OneHot { indices, transposed } => {
                reuse(&mut tape.one_hot_grad, transposed.raw_dim());
                tape.one_hot_grad.fill(0.0);
                for (&index, row) in indices.iter().zip(tape.gates.rows()) {
                    let mut sum = tape.one_hot_grad.row_mut(index as usize);
                    sum += &row;
                }
                let mut d_weight = grads.matrix_mut(self.weight_ih);
                d_weight += &tape.one_hot_grad.t();
            }
            Input::Dense(x) => product(tape.gates.t(), x, 1.0, grads.matrix_mut(self.weight_ih)),
        }

        let bias = &mut tape.bias;
        bias.fill(0.0);
        for row in tape.gates.rows() {
            *bias += &row;
        }
        let mut d_bias = grads.vector_mut(self.bias_ih);
        d_bias += &*bias;
        bias.slice_mut(s![joined..]).fill(0.0);
        for row in tape.apart.rows() {
            let mut sum = bias.slice_mut(s![joined..]);
            sum += &row;
        }
        let mut d_bias = grads.vector_mut(self.bias_hh);
        d_bias += &*bias;
    }

    /// Readies a state's gradient of zeros for a backward pass over `rows` rows.
    pub(crate) fn zero_state(&self, state: &mut LayerState, rows: usize) {
        state.fill_zero(self.cell, rows, self.hidden_size);
    }
}

const CONTIGUOUS: &str = "the tape's matrices are contiguous";

/// A whole matrix as one slice.
fn slice(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect(CONTIGUOUS)
}
