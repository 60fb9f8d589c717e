//! One time step of all rows of a batch, as kernels: the pointwise part of a cell, compiled for the machine at hand.
//!
//! A row's gates stand one after another, H numbers each. Where H does not fill whole lanes, a row would leave many of them
//! empty (10 units take two times eight). Then a lot of rows is moved together into one long row, which fills them: a cell
//! does not care how many units it has. What [`Forward`] leaves for [`Backward`] stays together in the lot's place, for
//! nobody else reads it, and `Backward` moves the gradients back to their rows.

use std::marker::PhantomData;
use std::ops::Range;

use super::pointwise::{Pointwise, Row};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// Rows that are moved together, or a multiple of them: their units fill whole lanes, whatever H is.
const TOGETHER: usize = LANES;
/// Largest H for which rows are moved together; above, few lanes are left empty, or units gone through one by one.
const NARROW: usize = 64;
/// Most units of a long row: enough that one pass over them is not waiting for the last.
const UNITS: usize = TOGETHER * NARROW;
/// Room for the gates of a long row: no cell has more than four.
const LONG: usize = 4 * UNITS;

/// The buffers of one time step over N rows: each holds N rows one after another, as [`Row`] says.
pub(crate) struct Step<'a> {
    /// H.
    pub hidden_size: usize,
    pub gates: &'a mut [f32],
    pub apart: &'a mut [f32],
    pub h_before: &'a [f32],
    pub c_before: &'a [f32],
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
    /// The gradient of h from the outputs; that of the step after stands in `dh`.
    pub d_outputs: &'a [f32],
    pub dh: &'a mut [f32],
    pub dc: &'a mut [f32],
    pub cell: PhantomData<C>,
}

impl<C: Pointwise> Kernel for Forward<'_, C> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { step, h, c, .. } = self;
        let mut long = [0.0; LONG];
        let size = step.hidden_size;
        for range in lots::<C>(size, h.len()) {
            let state = state::<C>(&range);
            let gates = &mut step.gates[C::GATES * range.start..C::GATES * range.end];
            let moved = C::GATES > 1 && range.len() > size;
            let long = &mut long[..if moved { gates.len() } else { 0 }];
            if moved {
                together(gates, C::GATES, size, long);
            }
            let row = Row {
                gates: if moved { &mut *long } else { &mut *gates },
                apart: &mut step.apart[C::APART * range.start..C::APART * range.end],
                h_before: &step.h_before[range.clone()],
                c_before: &step.c_before[state.clone()],
            };
            C::forward::<A>(row, &mut h[range], &mut c[state]);
            if moved {
                copy(long, gates);
            }
        }
    }
}

impl<C: Pointwise> Kernel for Backward<'_, C> {
    const WIDEST: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { step, h, c, d_outputs, dh, dc, .. } = self;
        let mut long = [0.0; LONG];
        let size = step.hidden_size;
        for range in lots::<C>(size, h.len()) {
            let state = state::<C>(&range);
            let gates = &mut step.gates[C::GATES * range.start..C::GATES * range.end];
            let moved = C::GATES > 1 && range.len() > size;
            let row = Row {
                gates: &mut *gates,
                apart: &mut step.apart[C::APART * range.start..C::APART * range.end],
                h_before: &step.h_before[range.clone()],
                c_before: &step.c_before[state.clone()],
            };
            let (dh, dc) = (&mut dh[range.clone()], &mut dc[state.clone()]);
            dh.iter_mut().zip(&d_outputs[range.clone()]).for_each(|(dh, d_output)| *dh += d_output);
            C::backward::<A>(row, &h[range], &c[state], dh, dc);
            if moved {
                let long = &mut long[..gates.len()];
                copy(gates, long);
                apart(long, C::GATES, size, gates);
            }
        }
    }
}

/// The units of `units` in all that are handled as one row each, whole rows of `size` units.
#[inline(always)]
fn lots<C: Pointwise>(size: usize, units: usize) -> impl Iterator<Item = Range<usize>> {
    let lot = if C::GATES == 1 {
        // Rows of one gate stand as one long row already.
        units
    } else if size.is_multiple_of(LANES) || size > NARROW {
        size
    } else {
        UNITS / (TOGETHER * size) * TOGETHER * size
    };
    (0..units).step_by(lot.max(1)).map(move |start| start..(start + lot).min(units))
}

/// The numbers of c that belong to these of h.
#[inline(always)]
fn state<C: Pointwise>(range: &Range<usize>) -> Range<usize> {
    if C::CELL_STATE { range.clone() } else { 0..0 }
}

/// Rows of `count` gates of `size` numbers each, as one row of `count` longer gates.
#[inline(always)]
fn together(rows: &[f32], count: usize, size: usize, long: &mut [f32]) {
    let len = rows.len() / count;
    for (n, row) in rows.chunks_exact(count * size).enumerate() {
        for (gate, from) in row.chunks_exact(size).enumerate() {
            copy(from, &mut long[gate * len + n * size..][..size]);
        }
    }
}

/// Undoes [`together`].
#[inline(always)]
fn apart(long: &[f32], count: usize, size: usize, rows: &mut [f32]) {
    let len = rows.len() / count;
    for (n, row) in rows.chunks_exact_mut(count * size).enumerate() {
        for (gate, to) in row.chunks_exact_mut(size).enumerate() {
            copy(&long[gate * len + n * size..][..size], to);
        }
    }
}

/// Copies numbers to as many places. Up to twice [`LANES`] are two moves that may overlap, for the library's call takes longer.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32]) {
    if from.len() <= 2 * LANES
        && let (Some(first), Some(last)) = (from.first_chunk::<LANES>(), from.last_chunk::<LANES>())
    {
        *to.first_chunk_mut::<LANES>().expect("as many places") = *first;
        *to.last_chunk_mut::<LANES>().expect("as many places") = *last;
    } else {
        to.copy_from_slice(from);
    }
}
