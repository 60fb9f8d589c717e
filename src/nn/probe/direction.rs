//! Gradients of many numbers at once through one direction of a layer, over one sequence.
//!
//! A forward pass over the sequence is kept on a tape of one row. Here R rows go back along it, each with the gradient
//! of a number of its own, by the cell's own backward pass over copies of the gates. So before a step's pointwise part,
//! `dh` and `dc` hold d y_r / d h_s and d y_r / d c_s through all paths: the outputs of this step, the layers above and
//! the steps that this direction reads later.

use std::marker::PhantomData;

use ndarray::{Array2, Array3, ArrayView1, ArrayView3, Axis};

use crate::nn::cell::{Backward, Pointwise, Step, with_cell};
use crate::nn::layer::{Direction, DirectionTape, DirectionWeights, LayerState};
use crate::nn::machine::run;
use crate::nn::product::{Rows, RowsMut, Start};

/// What one direction did over one sequence.
#[derive(Clone, Copy)]
pub(super) struct Flow<'a> {
    pub direction: &'a Direction,
    /// Laid out for a dense input.
    pub weights: &'a DirectionWeights,
    pub tape: &'a DirectionTape,
}

/// The gradients of R numbers; T stands in the order in which the direction reads.
pub(super) struct Gradients {
    /// Of the gates' input parts, `(T, R, G*H)`.
    pub d_gates: Array3<f32>,
    /// |d y_r / d h_s|, `(R, T)`.
    pub h: Array2<f32>,
    /// |d y_r / d c_s|, `(R, T)`; `(R, 0)` where no c is carried.
    pub c: Array2<f32>,
    /// Of the state before the first step, R rows.
    pub d_first: LayerState,
}

/// An owned array is contiguous, and so are the tape's.
const CONTIGUOUS: &str = "an owned array is contiguous";

impl Flow<'_> {
    /// The gradients that follow from those of the outputs, `(T, R, H)`, and of the state after the last step, zero
    /// where none is given.
    pub fn backward(&self, d_outputs: ArrayView3<'_, f32>, d_last: Option<&LayerState>) -> Gradients {
        with_cell!(self.direction.cell(), C => self.backward_as::<C>(d_outputs, d_last))
    }

    fn backward_as<C: Pointwise>(&self, d_outputs: ArrayView3<'_, f32>, d_last: Option<&LayerState>) -> Gradients {
        let (steps, rows, size) = d_outputs.dim();
        let (width, separate) = (C::GATES * size, C::SEPARATE * size);
        let joined = width - separate;
        let zeros = || LayerState::zeros(self.direction.cell(), rows, size);
        let mut d = d_last.cloned().unwrap_or_else(zeros);
        let mut d_gates = Array3::zeros((steps, rows, width));
        let mut d_separate = Array2::zeros((rows, separate));
        let mut h = Array2::zeros((rows, steps));
        let mut c = Array2::zeros((rows, if C::CELL_STATE { steps } else { 0 }));
        for step in (0..steps).rev() {
            d.h += &d_outputs.index_axis(Axis(0), step);
            d_separate.fill(0.0);
            let mut d_gates = d_gates.index_axis_mut(Axis(0), step);
            for row in 0..rows {
                // What has not been reached yet stays zero.
                if d.h.row(row).iter().chain(d.c.row(row)).all(|&d| d == 0.0) {
                    continue;
                }
                h[[row, step]] = norm(d.h.row(row));
                if C::CELL_STATE {
                    c[[row, step]] = self.norm_of_c::<C>(step, &d, row);
                }
                let gates = d_gates.row_mut(row).into_slice().expect(CONTIGUOUS);
                self.step_back::<C>(step, &mut d, row, gates, d_separate.row_mut(row).into_slice().expect(CONTIGUOUS));
            }
            let d_gates = d_gates.into_slice().expect(CONTIGUOUS);
            let d_joined = Rows::new(d_gates, (rows, joined), width);
            self.weights.recurrent.backward(d_joined, Start::There, RowsMut::whole(d.h.view_mut()));
            if C::SEPARATE > 0 {
                let (d_separate, d_h) = (Rows::whole(d_separate.view()), RowsMut::whole(d.h.view_mut()));
                self.weights.recurrent_separate.backward(d_separate, Start::There, d_h);
            }
        }
        Gradients { d_gates, h, c, d_first: d }
    }

    /// |d y_r / d c_s|, from the gradient of h at this step and of c at the step after.
    fn norm_of_c<C: Pointwise>(&self, step: usize, d: &LayerState, row: usize) -> f32 {
        let mut d_c = d.c.row(row).to_vec();
        let (gates, c) = (self.tape.gates.row(step), self.tape.cell.row(step + 1));
        let [gates, c, d_h] = [gates, c, d.h.row(row)].map(|row| row.to_slice().expect(CONTIGUOUS));
        C::add_through_h(gates, c, d_h, &mut d_c);
        norm(ArrayView1::from(&d_c))
    }

    /// The pointwise part of a step for one row: the gradients of its pre-activations into `gates` and `separate`.
    fn step_back<C: Pointwise>(
        &self,
        step: usize,
        d: &mut LayerState,
        row: usize,
        gates: &mut [f32],
        separate: &mut [f32],
    ) {
        let DirectionTape { gates: kept, separate: kept_separate, hidden, cell, .. } = self.tape;
        let rows = [kept.row(step), kept_separate.row(step), hidden.row(step), cell.row(step)];
        let [kept, kept_separate, h_before, c_before] = rows.map(|row| row.to_slice().expect(CONTIGUOUS));
        let [h, c] = [hidden, cell].map(|matrix| matrix.row(step + 1).to_slice().expect(CONTIGUOUS));
        gates.copy_from_slice(kept);
        separate.copy_from_slice(kept_separate);
        run(Backward {
            step: Step { hidden_size: h.len(), gates, separate, h_before, c_before },
            h,
            c,
            // Those of the outputs are in `dh` already.
            d_outputs: &vec![0.0; h.len()],
            dh: d.h.row_mut(row).into_slice().expect(CONTIGUOUS),
            dc: d.c.row_mut(row).into_slice().expect(CONTIGUOUS),
            cell: PhantomData::<C>,
        });
    }
}

/// |v|_2, added up in f64, for the square of a small gradient is no f32.
#[expect(clippy::cast_possible_truncation, reason = "the root is as far from f32's ends as the numbers are")]
pub(super) fn norm(v: ArrayView1<'_, f32>) -> f32 {
    v.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt() as f32
}
