//! One recurrent layer over a whole chunk, in the two-phase form.
//!
//! Forward: all input projections W_ih x + b_ih at once, then the time loop with only the recurrent
//! product and the cell's pointwise part. A one-hot input has no first phase: its projection is a row of W_ihᵀ, laid out
//! with the bias, from which the recurrent product starts; where there is no such product, the row is copied. Backward:
//! the time loop, last step first, yields the gradients of all pre-activations; the gradients of the parameters are single
//! large products afterwards. (Appleyard, Kociský and Blunsom 2016, section 3.)
//!
//! Rows may end before others, as the [`Layout`] says: a step then works on the rows that are present, and a row's
//! last state is that after its own last step. A layer reads from the first step to the last; for the other direction
//! `nn/level.rs` turns the rows round.

mod backward;
mod state;
mod weights;

use std::marker::PhantomData;

use ndarray::{Array2, ArrayView2, s};

pub use state::{LayerState, Tape};
pub use weights::LayerWeights;

use super::cell::{Cell, Forward, Gru, Lstm, Pointwise, Relu, Step, Tanh, Vanilla};
use super::layout::Layout;
use super::machine::run;
use super::param::{ParamId, ParamTable};
use super::product::{Rows, RowsMut, Start, gather};
use super::tensor::reuse;

/// What a layer reads: a row for each token, placed as the pass's [`Layout`] says.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// An index below I for each token, standing for its one-hot vector, so that the product is a gather of rows.
    OneHot(&'a [u32]),
    /// A matrix `(tokens, I)`.
    Dense(ArrayView2<'a, f32>),
}

impl Input<'_> {
    fn rows(&self) -> usize {
        match self {
            Self::OneHot(indices) => indices.len(),
            Self::Dense(x) => x.nrows(),
        }
    }
}

/// From which end a layer reads its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// First token first.
    Forward,
    /// Last token first; the parameters' names end in `_reverse`.
    Reverse,
}

/// The sizes of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerShape {
    /// The cell.
    pub cell: Cell,
    /// I.
    pub input_size: usize,
    /// H.
    pub hidden_size: usize,
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

impl Layer {
    /// Declares layer number `index` of `prefix` (PyTorch: `rnn.weight_ih_l0`, `rnn.weight_ih_l0_reverse`, …).
    pub fn new(table: &mut ParamTable, prefix: &str, index: usize, direction: Direction, shape: LayerShape) -> Self {
        let LayerShape { cell, input_size, hidden_size } = shape;
        let rows = cell.gates() * hidden_size;
        let ending = match direction {
            Direction::Forward => "",
            Direction::Reverse => "_reverse",
        };
        let mut add = |what: &str, shape: &[usize]| table.add(format!("{prefix}{what}_l{index}{ending}"), shape);
        Self {
            cell,
            hidden_size,
            weight_ih: add("weight_ih", &[rows, input_size]),
            weight_hh: add("weight_hh", &[rows, hidden_size]),
            bias_ih: add("bias_ih", &[rows]),
            bias_hh: add("bias_hh", &[rows]),
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

    /// The parameters' places: W_ih, W_hh, b_ih, b_hh.
    pub fn params(&self) -> [ParamId; 4] {
        [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]
    }

    /// Runs over all rows of `layout` from `state`, which becomes each row's state after its own last step.
    ///
    /// # Panics
    /// If the input or the state has another number of rows than the layout.
    pub fn forward(
        &self,
        weights: &LayerWeights,
        input: Input<'_>,
        layout: &Layout,
        state: &mut LayerState,
        tape: &mut Tape,
    ) {
        match self.cell {
            Cell::RnnTanh => self.forward_as::<Vanilla<Tanh>>(weights, input, layout, state, tape),
            Cell::RnnRelu => self.forward_as::<Vanilla<Relu>>(weights, input, layout, state, tape),
            Cell::Lstm => self.forward_as::<Lstm>(weights, input, layout, state, tape),
            Cell::Gru => self.forward_as::<Gru>(weights, input, layout, state, tape),
        }
    }

    /// Columns of the gates whose recurrent product joins the input part.
    fn joined(&self) -> usize {
        (self.cell.gates() - self.cell.apart()) * self.hidden_size
    }

    fn forward_as<C: Pointwise>(
        &self,
        weights: &LayerWeights,
        input: Input<'_>,
        layout: &Layout,
        state: &mut LayerState,
        tape: &mut Tape,
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
        reuse(&mut tape.apart, (layout.total(), C::APART * h));
        reuse(&mut tape.hidden, (n + layout.total(), h));
        reuse(&mut tape.cell, (n + layout.total(), c));
        place_rows(layout, &state.h, &mut tape.hidden);
        place_rows(layout, &state.c, &mut tape.cell);

        let (joined, width) = (self.joined(), C::GATES * h);
        let gathered = Rows::whole(weights.gathered.view());
        // Nothing comes from a state of zeros, with which most passes start.
        let from_nothing = state.h.iter().all(|&h| h == 0.0);
        for t in 0..layout.steps() {
            let now = layout.step(t);
            let (present, first) = (now.len(), Tape::before(layout, t));
            let (before, after) = slice(&mut tape.hidden).split_at_mut((n + now.start) * h);
            let before = &before[first * h..][..present * h];
            let (c_before, c_after) = slice(&mut tape.cell).split_at_mut((n + now.start) * c);
            let gates = &mut slice(&mut tape.gates)[now.start * width..][..present * width];
            let apart = &mut slice(&mut tape.apart)[now.start * C::APART * h..][..present * C::APART * h];
            let h_before = Rows::new(before, (present, h), h);
            let recurs = t > 0 || !from_nothing;
            if recurs {
                let start = match input {
                    Input::OneHot(indices) => Start::Gathered(gathered.columns(0..joined), &indices[now.clone()]),
                    Input::Dense(_) => Start::There,
                };
                weights.recurrent.forward(h_before, start, RowsMut::new(gates, (present, joined), width));
            }
            // The columns that no product has filled.
            let rest = if recurs { joined } else { 0 }..width;
            if let Input::OneHot(indices) = input
                && !rest.is_empty()
            {
                let gates = RowsMut::new(&mut gates[rest.start..], (present, rest.len()), width);
                gather(gathered.columns(rest), &indices[now.clone()], gates);
            }
            if C::APART > 0 {
                let apart = RowsMut::new(apart, (present, C::APART * h), C::APART * h);
                weights.recurrent_apart.forward(h_before, Start::Row(&weights.bias_apart), apart);
            }
            run(Forward {
                step: Step {
                    hidden_size: h,
                    gates,
                    apart,
                    h_before: before,
                    c_before: &c_before[first * c..][..present * c],
                },
                h: &mut after[..present * h],
                c: &mut c_after[..present * c],
                cell: PhantomData::<C>,
            });
        }
        take_last(layout, &tape.hidden, &mut state.h);
        take_last(layout, &tape.cell, &mut state.c);
    }
}

/// Puts `rows`, in the caller's order, into the first block of `placed`.
fn place_rows(layout: &Layout, rows: &Array2<f32>, placed: &mut Array2<f32>) {
    if layout.is_uniform() {
        placed.slice_mut(s![..layout.rows(), ..]).assign(rows);
        return;
    }
    for (slot, &row) in layout.order().iter().enumerate() {
        placed.row_mut(slot).assign(&rows.row(row));
    }
}

/// Puts each row's last state of `placed` into `rows`, in the caller's order.
fn take_last(layout: &Layout, placed: &Array2<f32>, rows: &mut Array2<f32>) {
    let n = layout.rows();
    if layout.is_uniform() {
        rows.assign(&placed.slice(s![placed.nrows() - n.., ..]));
        return;
    }
    for (row, last) in layout.last_places().enumerate() {
        rows.row_mut(row).assign(&placed.row(n + last));
    }
}

const CONTIGUOUS: &str = "the tape's matrices are contiguous";

/// A whole matrix as one slice.
fn slice(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect(CONTIGUOUS)
}
