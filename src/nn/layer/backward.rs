//! The backward pass of one direction.
//!
//! dW_ih = Σ_t da_t x_tᵀ, dW_hh = Σ_t da_t h_{t-1}ᵀ, db = Σ_t da_t, dx_t = W_ihᵀ da_t. The gradient of h_{t-1} is W_hhᵀ
//! da_t plus the part that does not go through the weights. The gradient of a row's last state enters at that row's own
//! last step.

use std::marker::PhantomData;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};

use super::direction::Direction;
use super::input::Input;
use super::state::LayerState;
use super::tape::{CONTIGUOUS, DirectionTape, place_rows, slice};
use super::weights::DirectionWeights;
use crate::nn::cell::{Backward, Pointwise, Step, with_cell};
use crate::nn::layout::Layout;
use crate::nn::machine::{Arithmetic, Kernel, run};
use crate::nn::param::ParamSet;
use crate::nn::product::{Rows, RowsMut, Start, add_rows, add_transposed, gradient, scatter};
use crate::nn::tensor::reuse;

impl Direction {
    /// The gradients of a pass. `d_outputs` is the gradient of the loss with respect to the outputs, `(tokens, H)`.
    /// `d_state` is the one with respect to each row's last state (zeros if it is not given) and becomes the one with
    /// respect to the first. Parameter gradients are added to `grads`; the gradient of a dense input replaces
    /// `d_input`, `(tokens, I)`. The pass overwrites the tape.
    ///
    /// # Panics
    /// If shapes differ from those of the forward pass.
    #[expect(clippy::too_many_arguments, reason = "a backward pass reads and writes that many things")]
    pub fn backward(
        &self,
        weights: &DirectionWeights,
        input: Input<'_>,
        layout: &Layout,
        tape: &mut DirectionTape,
        d_outputs: ArrayView2<'_, f32>,
        mut d_state: Option<&mut LayerState>,
        grads: &mut ParamSet,
        d_input: Option<ArrayViewMut2<'_, f32>>,
    ) {
        tape.start_from(layout, d_state.as_deref());
        let to_first = d_state.is_some();
        with_cell!(self.cell, C => self.time_loop_backward::<C>(weights, layout, tape, d_outputs, to_first));
        if let Some(d_state) = &mut d_state {
            for (slot, &row) in layout.order().iter().enumerate() {
                d_state.h.row_mut(row).assign(&tape.d_state.h.row(slot));
                d_state.c.row_mut(row).assign(&tape.d_state.c.row(slot));
            }
        }
        self.parameter_gradients(input, layout, tape, grads);
        if let Some(d_input) = d_input {
            weights.input.backward(Rows::whole(tape.gates.view()), Start::Zero, RowsMut::whole(d_input));
        }
    }

    fn time_loop_backward<C: Pointwise>(
        &self,
        weights: &DirectionWeights,
        layout: &Layout,
        tape: &mut DirectionTape,
        d_outputs: ArrayView2<'_, f32>,
        to_first: bool,
    ) {
        run(TimeLoop {
            weights,
            layout,
            sizes: (self.hidden_size, tape.cell.ncols(), self.joined()),
            to_first,
            d_outputs: d_outputs.to_slice().expect(CONTIGUOUS),
            hidden: tape.hidden.as_slice().expect(CONTIGUOUS),
            cell: tape.cell.as_slice().expect(CONTIGUOUS),
            gates: slice(&mut tape.gates),
            separate: slice(&mut tape.separate),
            dh: slice(&mut tape.d_state.h),
            dc: slice(&mut tape.d_state.c),
            kind: PhantomData::<C>,
        });
    }

    /// The last phase: the products over all time steps at once.
    fn parameter_gradients(&self, input: Input<'_>, layout: &Layout, tape: &mut DirectionTape, grads: &mut ParamSet) {
        let (h, joined) = (self.hidden_size, self.joined());
        let before = Rows::whole(before_all(layout, &tape.hidden, &mut tape.before));
        let d_gates = Rows::whole(tape.gates.view());
        let d_joined = d_gates.columns(0..joined);
        let d_separate = Rows::whole(tape.separate.view());
        let (d_weight, d_weight_separate) = grads.numbers_mut(self.weight_hh).split_at_mut(joined * h);
        gradient(d_joined, before, RowsMut::new(d_weight, (joined, h), h), self.precision);
        if !d_weight_separate.is_empty() {
            let rows = d_weight_separate.len() / h;
            gradient(d_separate, before, RowsMut::new(d_weight_separate, (rows, h), h), self.precision);
        }

        match input {
            Input::OneHot(indices) => {
                let d_weight = grads.matrix_mut(self.weight_ih);
                reuse(&mut tape.one_hot_grad, (d_weight.ncols(), d_weight.nrows()));
                tape.one_hot_grad.fill(0.0);
                scatter(d_gates, indices, RowsMut::whole(tape.one_hot_grad.view_mut()));
                add_transposed(Rows::whole(tape.one_hot_grad.view()), RowsMut::whole(d_weight));
            }
            Input::Dense(x) => {
                let d_weight = RowsMut::whole(grads.matrix_mut(self.weight_ih));
                gradient(d_gates, Rows::whole(x), d_weight, self.precision);
            }
        }

        let sums = &mut tape.bias_grad;
        sums.clear();
        sums.resize(tape.gates.ncols(), 0.0);
        add_rows(d_gates, sums);
        add(grads.numbers_mut(self.bias_ih), sums);
        let (d_bias, d_bias_separate) = grads.numbers_mut(self.bias_hh).split_at_mut(joined);
        add(d_bias, &sums[..joined]);
        add_rows(d_separate, d_bias_separate);
    }
}

/// All time steps, the last first, as one kernel.
struct TimeLoop<'a, C> {
    weights: &'a DirectionWeights,
    layout: &'a Layout,
    /// H; the same of c, or 0; columns of the gates whose recurrent product joins the input part.
    sizes: (usize, usize, usize),
    /// Whether the gradient of the first state is wanted.
    to_first: bool,
    d_outputs: &'a [f32],
    /// The tape's matrices.
    hidden: &'a [f32],
    cell: &'a [f32],
    gates: &'a mut [f32],
    separate: &'a mut [f32],
    /// The gradient of the state.
    dh: &'a mut [f32],
    dc: &'a mut [f32],
    kind: PhantomData<C>,
}

impl<C: Pointwise> Kernel for TimeLoop<'_, C> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { weights, layout, d_outputs, hidden, cell, dh, dc, .. } = self;
        let ((h, c, joined), n) = (self.sizes, layout.rows());
        let (width, width_separate) = (C::GATES * h, C::SEPARATE * h);
        for t in (0..layout.steps()).rev() {
            let now = layout.step(t);
            let (present, first) = (now.len(), DirectionTape::before(layout, t));
            // Rows that have ended before this step are left out, and keep the gradient of their last state.
            let gates = &mut self.gates[now.start * width..][..present * width];
            let separate = &mut self.separate[now.start * width_separate..][..present * width_separate];
            let backward = Backward {
                step: Step {
                    hidden_size: h,
                    gates: &mut *gates,
                    separate: &mut *separate,
                    h_before: &hidden[first * h..][..present * h],
                    c_before: &cell[first * c..][..present * c],
                },
                h: &hidden[(n + now.start) * h..][..present * h],
                c: &cell[(n + now.start) * c..][..present * c],
                d_outputs: &d_outputs[now.start * h..][..present * h],
                dh: &mut dh[..present * h],
                dc: &mut dc[..present * c],
                cell: PhantomData::<C>,
            };
            backward.run::<A>();
            if t == 0 && !self.to_first {
                continue;
            }
            let d_gates = Rows::new(gates, (present, joined), width);
            weights.recurrent.backward_within::<A>(d_gates, Start::There, RowsMut::new(dh, (present, h), h));
            if C::SEPARATE > 0 {
                let d_separate = Rows::new(separate, (present, width_separate), width_separate);
                let dh = RowsMut::new(dh, (present, h), h);
                weights.recurrent_separate.backward_within::<A>(d_separate, Start::There, dh);
            }
        }
    }
}

fn add(sums: &mut [f32], numbers: &[f32]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

impl DirectionTape {
    /// Puts the gradient of the last states in the order of the layout.
    fn start_from(&mut self, layout: &Layout, last: Option<&LayerState>) {
        reuse(&mut self.d_state.h, (self.rows, self.hidden.ncols()));
        reuse(&mut self.d_state.c, (self.rows, self.cell.ncols()));
        let Some(last) = last else {
            self.d_state.h.fill(0.0);
            self.d_state.c.fill(0.0);
            return;
        };
        place_rows(layout, &last.h, &mut self.d_state.h);
        place_rows(layout, &last.c, &mut self.d_state.c);
    }
}

/// h before each token, `(tokens, H)`: the first part of `hidden` where every step has all rows, else gathered, so
/// that dW_hh is one product either way.
fn before_all<'a>(layout: &Layout, hidden: &'a Array2<f32>, gathered: &'a mut Array2<f32>) -> ArrayView2<'a, f32> {
    if layout.is_uniform() {
        return hidden.view().split_at(Axis(0), layout.total()).0;
    }
    reuse(gathered, (layout.total(), hidden.ncols()));
    for t in 0..layout.steps() {
        let (now, first) = (layout.step(t), DirectionTape::before(layout, t));
        let before = hidden.slice(s![first..first + now.len(), ..]);
        gathered.slice_mut(s![now, ..]).assign(&before);
    }
    gathered.view()
}
