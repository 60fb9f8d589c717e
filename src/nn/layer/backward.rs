//! The backward pass of a layer.
//!
//! dW_ih = Σ_t da_t x_tᵀ, dW_hh = Σ_t da_t h_{t-1}ᵀ, db = Σ_t da_t, dx_t = W_ihᵀ da_t, and into the step
//! before flows W_hhᵀ da_t plus what passes by the weights. The gradient of a row's last state waits until the time loop
//! comes to that row's last step.

use std::marker::PhantomData;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use super::{CONTIGUOUS, Input, Layer, LayerState, Tape, slice};
use crate::nn::cell::{Backward, Cell, Gru, Lstm, Pointwise, Relu, Step, Tanh, Vanilla};
use crate::nn::layout::Layout;
use crate::nn::machine::run;
use crate::nn::param::ParamSet;
use crate::nn::tensor::{product, reuse};

impl Layer {
    /// Gradients of a pass. `d_outputs` is the loss's gradient of the outputs, `(tokens, H)`; `d_state` that
    /// of each row's last state (zeros if there is none), and becomes that of the first. Parameter gradients are added
    /// to `grads`; the gradient of a dense input replaces `d_input`, `(tokens, I)`. The tape is used up.
    ///
    /// # Panics
    /// If shapes differ from those of the forward pass.
    #[expect(clippy::too_many_arguments, reason = "a backward pass reads and writes that many things")]
    pub fn backward(
        &self,
        params: &ParamSet,
        input: Input<'_>,
        layout: &Layout,
        tape: &mut Tape,
        d_outputs: ArrayView2<'_, f32>,
        mut d_state: Option<&mut LayerState>,
        grads: &mut ParamSet,
        d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        tape.start_from(layout, d_state.as_deref());
        match self.cell {
            Cell::RnnTanh => self.time_loop_backward::<Vanilla<Tanh>>(params, layout, tape, d_outputs),
            Cell::RnnRelu => self.time_loop_backward::<Vanilla<Relu>>(params, layout, tape, d_outputs),
            Cell::Lstm => self.time_loop_backward::<Lstm>(params, layout, tape, d_outputs),
            Cell::Gru => self.time_loop_backward::<Gru>(params, layout, tape, d_outputs),
        }
        if let Some(d_state) = &mut d_state {
            for (slot, &row) in layout.order().iter().enumerate() {
                d_state.h.row_mut(row).assign(&tape.d_state.h.row(slot));
                d_state.c.row_mut(row).assign(&tape.d_state.c.row(slot));
            }
        }
        self.parameter_gradients(input, layout, tape, grads);
        if let Some(d_input) = d_input {
            product(tape.gates.view(), params.matrix(self.weight_ih), 0.0, d_input);
        }
    }

    fn time_loop_backward<C: Pointwise>(
        &self,
        params: &ParamSet,
        layout: &Layout,
        tape: &mut Tape,
        d_outputs: ArrayView2<'_, f32>,
    ) {
        let (n, joined) = (layout.rows(), self.joined());
        let (h, c) = (self.hidden_size, tape.cell.ncols());
        let weight = params.matrix(self.weight_hh);
        for t in (0..layout.steps()).rev() {
            let now = layout.step(t);
            let (present, first) = (now.len(), Tape::before(layout, t));
            // Rows that end before this step are left out, and so keep the gradient of their last state.
            let mut dh = tape.d_state.h.slice_mut(s![..present, ..]);
            dh += &d_outputs.slice(s![now.clone(), ..]);
            let hidden = tape.hidden.as_slice().expect(CONTIGUOUS);
            let cell = tape.cell.as_slice().expect(CONTIGUOUS);
            run(Backward {
                step: Step {
                    hidden_size: h,
                    gates: &mut slice(&mut tape.gates)[now.start * C::GATES * h..][..present * C::GATES * h],
                    apart: &mut slice(&mut tape.apart)[now.start * C::APART * h..][..present * C::APART * h],
                    h_before: &hidden[first * h..][..present * h],
                    c_before: &cell[first * c..][..present * c],
                },
                h: &hidden[(n + now.start) * h..][..present * h],
                c: &cell[(n + now.start) * c..][..present * c],
                dh: &mut slice(&mut tape.d_state.h)[..present * h],
                dc: &mut slice(&mut tape.d_state.c)[..present * c],
                cell: PhantomData::<C>,
            });
            let mut dh = tape.d_state.h.slice_mut(s![..present, ..]);
            let d_gates = tape.gates.slice(s![now.clone(), ..joined]);
            product(d_gates, weight.slice(s![..joined, ..]), 1.0, dh.view_mut());
            if C::APART > 0 {
                let d_apart = tape.apart.slice(s![now, ..]);
                product(d_apart, weight.slice(s![joined.., ..]), 1.0, dh);
            }
        }
    }

    /// The last phase: the products over all time steps at once.
    fn parameter_gradients(&self, input: Input<'_>, layout: &Layout, tape: &mut Tape, grads: &mut ParamSet) {
        let joined = self.joined();
        let before = before_all(layout, &tape.hidden, &mut tape.before);
        let mut d_weight = grads.matrix_mut(self.weight_hh);
        product(tape.gates.slice(s![.., ..joined]).t(), before, 1.0, d_weight.slice_mut(s![..joined, ..]));
        product(tape.apart.t(), before, 1.0, d_weight.slice_mut(s![joined.., ..]));

        match input {
            Input::OneHot { indices, transposed } => {
                reuse(&mut tape.one_hot_grad, transposed[self.direction as usize].raw_dim());
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
}

impl Tape {
    /// Readies the gradient of the last states.
    fn start_from(&mut self, layout: &Layout, last: Option<&LayerState>) {
        reuse(&mut self.d_state.h, (self.rows, self.hidden.ncols()));
        reuse(&mut self.d_state.c, (self.rows, self.cell.ncols()));
        let Some(last) = last else {
            self.d_state.h.fill(0.0);
            self.d_state.c.fill(0.0);
            return;
        };
        for (slot, &row) in layout.order().iter().enumerate() {
            self.d_state.h.row_mut(slot).assign(&last.h.row(row));
            self.d_state.c.row_mut(slot).assign(&last.c.row(row));
        }
    }
}

/// h before each token, `(tokens, H)`: the first part of `hidden` where every step has all rows, else gathered, so
/// that dW_hh is one product either way.
fn before_all<'a>(layout: &Layout, hidden: &'a Array2<f32>, gathered: &'a mut Array2<f32>) -> ArrayView2<'a, f32> {
    if layout.is_uniform() {
        return hidden.slice(s![..layout.total(), ..]);
    }
    reuse(gathered, (layout.total(), hidden.ncols()));
    for t in 0..layout.steps() {
        let (now, first) = (layout.step(t), Tape::before(layout, t));
        let before = hidden.slice(s![first..first + now.len(), ..]);
        gathered.slice_mut(s![now, ..]).assign(&before);
    }
    gathered.view()
}
