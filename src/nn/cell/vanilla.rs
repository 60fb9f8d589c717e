//! The vanilla (Elman) cell.
//!
//! h' = f(a), a = W_ih x + b_ih + W_hh h + b_hh, with f = tanh or max(0, ·)
//! (torch.nn.RNN's documentation).
//!
//! Backward: da = dh' f'(a), where f' is a function of h' alone: 1 - h'^2, or 1 where h' > 0.
//! Nothing is kept but h'.

use std::marker::PhantomData;

use super::pointwise::{CellRow, Pointwise};
use crate::nn::activation::tanh;
use crate::nn::machine::{Arithmetic, map_into};

/// f and its derivative as a function of f's value.
pub(crate) trait Nonlinearity {
    fn value<A: Arithmetic>(a: f32) -> f32;
    fn slope(h: f32) -> f32;
}

pub(crate) struct Tanh;
pub(crate) struct Relu;

impl Nonlinearity for Tanh {
    #[inline(always)]
    fn value<A: Arithmetic>(a: f32) -> f32 {
        tanh::<A>(a)
    }

    #[inline(always)]
    fn slope(h: f32) -> f32 {
        1.0 - h * h
    }
}

impl Nonlinearity for Relu {
    #[inline(always)]
    fn value<A: Arithmetic>(a: f32) -> f32 {
        // Not `a.max(0.0)`, which would turn a NaN into 0 and hide a diverged run.
        if a < 0.0 { 0.0 } else { a }
    }

    #[inline(always)]
    fn slope(h: f32) -> f32 {
        if h > 0.0 { 1.0 } else { 0.0 }
    }
}

pub(crate) struct Vanilla<F>(PhantomData<F>);

impl<F: Nonlinearity> Pointwise for Vanilla<F> {
    const MODULE: &'static str = "rnn";
    const GATES: usize = 1;
    const NAMES: &'static [&'static str] = &[];
    const SEPARATE: usize = 0;
    const CELL_STATE: bool = false;

    #[inline(always)]
    fn forward<A: Arithmetic>(row: CellRow<'_>, h: &mut [f32], _c: &mut [f32]) {
        map_into::<A>(row.gates, h, F::value::<A>);
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(row: CellRow<'_>, h: &[f32], _c: &[f32], dh: &mut [f32], _dc: &mut [f32]) {
        for ((da, dh), &h) in row.gates.iter_mut().zip(dh).zip(h) {
            *da = *dh * F::slope(h);
            *dh = 0.0;
        }
    }
}
