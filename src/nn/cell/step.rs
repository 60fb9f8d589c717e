//! One time step of all rows of a batch, as kernels: the pointwise part of a cell, compiled for the machine at hand.

use std::marker::PhantomData;

use super::{Pointwise, Row};
use crate::nn::machine::{Arithmetic, Kernel};

/// The buffers of one time step over N rows: each holds N rows one after another, as [`Row`] says.
pub(crate) struct Step<'a> {
    /// H.
    pub hidden_size: usize,
    pub gates: &'a mut [f32],
    pub apart: &'a mut [f32],
    pub h_before: &'a [f32],
    pub c_before: &'a [f32],
}

impl Step<'_> {
    #[inline(always)]
    fn rows(&self) -> usize {
        self.h_before.len() / self.hidden_size
    }

    #[inline(always)]
    fn row<C: Pointwise>(&mut self, row: usize) -> Row<'_> {
        let h = self.hidden_size;
        let (gates, apart, c) = (C::GATES * h, C::APART * h, state_size::<C>(h));
        Row {
            gates: &mut self.gates[row * gates..][..gates],
            apart: &mut self.apart[row * apart..][..apart],
            h_before: &self.h_before[row * h..][..h],
            c_before: &self.c_before[row * c..][..c],
        }
    }
}

/// [`Pointwise::forward`] over all rows.
pub(crate) struct Forward<'a, C> {
    pub step: Step<'a>,
    pub h: &'a mut [f32],
    pub c: &'a mut [f32],
    pub cell: PhantomData<C>,
}

/// [`Pointwise::backward`] over all rows.
pub(crate) struct Backward<'a, C> {
    pub step: Step<'a>,
    pub h: &'a [f32],
    pub c: &'a [f32],
    pub dh: &'a mut [f32],
    pub dc: &'a mut [f32],
    pub cell: PhantomData<C>,
}

impl<C: Pointwise> Kernel for Forward<'_, C> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let h = self.step.hidden_size;
        let c = state_size::<C>(h);
        for row in 0..self.step.rows() {
            let (h, c) = (&mut self.h[row * h..][..h], &mut self.c[row * c..][..c]);
            C::forward::<A>(self.step.row::<C>(row), h, c);
        }
    }
}

impl<C: Pointwise> Kernel for Backward<'_, C> {
    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        let h = self.step.hidden_size;
        let c = state_size::<C>(h);
        for row in 0..self.step.rows() {
            let (h, c) = (row * h..(row + 1) * h, row * c..(row + 1) * c);
            let (dh, dc) = (&mut self.dh[h.clone()], &mut self.dc[c.clone()]);
            C::backward::<A>(self.step.row::<C>(row), &self.h[h], &self.c[c], dh, dc);
        }
    }
}

#[inline(always)]
fn state_size<C: Pointwise>(hidden_size: usize) -> usize {
    if C::CELL_STATE { hidden_size } else { 0 }
}
