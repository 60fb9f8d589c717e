//! The forward pass of one direction.

use std::marker::PhantomData;

use ndarray::Array2;

use super::direction::Direction;
use super::input::Input;
use super::state::LayerState;
use super::tape::{CONTIGUOUS, DirectionTape, place_rows, slice};
use super::weights::DirectionWeights;
use crate::nn::cell::{Forward, Pointwise, Step, with_cell};
use crate::nn::layout::Layout;
use crate::nn::machine::{Arithmetic, Kernel, run};
use crate::nn::product::{Rows, RowsMut, Start, gather};
use crate::nn::tensor::reuse;

impl Direction {
    /// Runs over all rows of `layout` from `state`, which becomes each row's state after its own last step.
    ///
    /// # Panics
    /// If the input or the state has another number of rows than the layout.
    pub fn forward(
        &self,
        weights: &DirectionWeights,
        input: Input<'_>,
        layout: &Layout,
        state: &mut LayerState,
        tape: &mut DirectionTape,
    ) {
        with_cell!(self.cell, C => self.forward_as::<C>(weights, input, layout, state, tape));
    }

    fn forward_as<C: Pointwise>(
        &self,
        weights: &DirectionWeights,
        input: Input<'_>,
        layout: &Layout,
        state: &mut LayerState,
        tape: &mut DirectionTape,
    ) {
        let (n, h, c) = (layout.rows(), self.hidden_size, state.c.ncols());
        assert!(
            input.rows() == layout.total() && state.h.nrows() == n,
            "{} input rows and {} states for a layout of {} tokens in {n} rows",
            input.rows(),
            state.h.nrows(),
            layout.total(),
        );
        tape.rows = n;
        reuse(&mut tape.gates, (layout.total(), C::GATES * h));
        if let Input::Dense(x) = input {
            let gates = RowsMut::whole(tape.gates.view_mut());
            weights.input.forward(Rows::whole(x), Start::Row(&weights.bias), gates);
        }
        reuse(&mut tape.separate, (layout.total(), C::SEPARATE * h));
        reuse(&mut tape.hidden, (n + layout.total(), h));
        reuse(&mut tape.cell, (n + layout.total(), c));
        place_rows(layout, &state.h, &mut tape.hidden);
        place_rows(layout, &state.c, &mut tape.cell);

        run(TimeLoop {
            weights,
            indices: match input {
                Input::OneHot(indices) => Some(indices),
                Input::Dense(_) => None,
            },
            layout,
            // Most passes start from a state of zeros, whose recurrent product is zero.
            from_nothing: state.h.iter().all(|&h| h == 0.0),
            sizes: (h, c, self.joined()),
            gates: slice(&mut tape.gates),
            separate: slice(&mut tape.separate),
            hidden: slice(&mut tape.hidden),
            cell: slice(&mut tape.cell),
            kind: PhantomData::<C>,
        });
        take_last(layout, &tape.hidden, &mut state.h);
        take_last(layout, &tape.cell, &mut state.c);
    }
}

/// All time steps, one after another: as one kernel, for in a small net a call takes as long as what it computes.
struct TimeLoop<'a, C> {
    weights: &'a DirectionWeights,
    /// A one-hot input.
    indices: Option<&'a [u32]>,
    layout: &'a Layout,
    from_nothing: bool,
    /// H; the same of c, or 0; columns of the gates whose recurrent product joins the input part.
    sizes: (usize, usize, usize),
    /// The tape's matrices.
    gates: &'a mut [f32],
    separate: &'a mut [f32],
    hidden: &'a mut [f32],
    cell: &'a mut [f32],
    kind: PhantomData<C>,
}

impl<C: Pointwise> Kernel for TimeLoop<'_, C> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { weights, indices, layout, .. } = self;
        let ((h, c, joined), n, width) = (self.sizes, layout.rows(), C::GATES * self.sizes.0);
        let gathered = Rows::whole(weights.gathered.view());
        for t in 0..layout.steps() {
            let now = layout.step(t);
            let (present, first) = (now.len(), DirectionTape::before(layout, t));
            let (before, after) = self.hidden.split_at_mut((n + now.start) * h);
            let before = &before[first * h..][..present * h];
            let (c_before, c_after) = self.cell.split_at_mut((n + now.start) * c);
            let gates = &mut self.gates[now.start * width..][..present * width];
            let separate = &mut self.separate[now.start * C::SEPARATE * h..][..present * C::SEPARATE * h];
            let h_before = Rows::new(before, (present, h), h);
            let recurs = t > 0 || !self.from_nothing;
            if recurs {
                let start = match indices {
                    Some(indices) => Start::Gathered(gathered.columns(0..joined), &indices[now.clone()]),
                    None => Start::There,
                };
                weights.recurrent.forward_within::<A>(h_before, start, RowsMut::new(gates, (present, joined), width));
            }
            // The columns that no product has written.
            let rest = if recurs { joined } else { 0 }..width;
            if let Some(indices) = indices
                && !rest.is_empty()
            {
                let gates = RowsMut::new(&mut gates[rest.start..], (present, rest.len()), width);
                gather(gathered.columns(rest), &indices[now.clone()], gates);
            }
            if C::SEPARATE > 0 {
                let separate = RowsMut::new(separate, (present, C::SEPARATE * h), C::SEPARATE * h);
                weights.recurrent_separate.forward_within::<A>(h_before, Start::Row(&weights.bias_separate), separate);
            }
            let step = Step {
                hidden_size: h,
                gates,
                separate,
                h_before: before,
                c_before: &c_before[first * c..][..present * c],
            };
            let (h, c) = (&mut after[..present * h], &mut c_after[..present * c]);
            Forward { step, h, c, cell: PhantomData::<C> }.run::<A>();
        }
    }
}

/// Puts each row's last state of `placed` into `rows`, in the caller's order.
fn take_last(layout: &Layout, placed: &Array2<f32>, rows: &mut Array2<f32>) {
    let n = layout.rows();
    if layout.is_uniform() {
        let all = placed.as_slice().expect(CONTIGUOUS);
        slice(rows).copy_from_slice(&all[all.len() - n * placed.ncols()..]);
        return;
    }
    for (row, last) in layout.last_places().enumerate() {
        rows.row_mut(row).assign(&placed.row(n + last));
    }
}
