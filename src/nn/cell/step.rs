//! One time step of all rows of a batch, as kernels: the pointwise part of a cell, compiled for the machine at hand.
//!
//! The gates of a row stand one after another, H numbers each. Where H is no multiple of the SIMD width, many lanes
//! would stay empty: 10 units take two registers of eight lanes. So narrow rows are interleaved to fill SIMD lanes: a
//! group of rows becomes one long row, which holds the first gate of all rows, then the second of all rows, and so on.
//! A cell works on each unit alone, so the number of units does not matter to it. [`Forward`] leaves its result for
//! [`Backward`] interleaved, since nothing else reads it, and `Backward` puts the gradients back row by row.
//!
//! Must never change what a cell computes: interleaving moves numbers only.

use std::marker::PhantomData;
use std::ops::Range;

use super::pointwise::{CellRow, Pointwise};
use crate::nn::machine::{Arithmetic, Kernel, LANES};

/// The rows of a group are a multiple of this number, so that their units fill whole lanes, whatever H is.
const ROWS: usize = LANES;
/// Rows are interleaved up to this H; wider rows leave few lanes empty.
const NARROW: usize = 64;
/// Most units of a long row: enough to hide the latency of an instruction.
const UNITS: usize = ROWS * NARROW;
/// The size of the buffer for the gates of a long row: no cell has more than four gates.
const LONG: usize = 4 * UNITS;

/// The buffers of one time step over N rows: each holds N rows one after another, as [`CellRow`] says.
pub(crate) struct Step<'a> {
    /// H.
    pub hidden_size: usize,
    pub gates: &'a mut [f32],
    pub separate: &'a mut [f32],
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
    /// The gradient of h from the outputs. `dh` holds the one from the step after.
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
        for range in groups::<C>(size, h.len()) {
            let state = state::<C>(&range);
            let gates = &mut step.gates[C::GATES * range.start..C::GATES * range.end];
            let moved = C::GATES > 1 && range.len() > size;
            let long = &mut long[..if moved { gates.len() } else { 0 }];
            if moved {
                to_gates(gates, C::GATES, size, long);
            }
            let row = CellRow {
                gates: if moved { &mut *long } else { &mut *gates },
                separate: &mut step.separate[C::SEPARATE * range.start..C::SEPARATE * range.end],
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
        for range in groups::<C>(size, h.len()) {
            let state = state::<C>(&range);
            let gates = &mut step.gates[C::GATES * range.start..C::GATES * range.end];
            let moved = C::GATES > 1 && range.len() > size;
            let row = CellRow {
                gates: &mut *gates,
                separate: &mut step.separate[C::SEPARATE * range.start..C::SEPARATE * range.end],
                h_before: &step.h_before[range.clone()],
                c_before: &step.c_before[state.clone()],
            };
            let (dh, dc) = (&mut dh[range.clone()], &mut dc[state.clone()]);
            dh.iter_mut().zip(&d_outputs[range.clone()]).for_each(|(dh, d_output)| *dh += d_output);
            C::backward::<A>(row, &h[range], &c[state], dh, dc);
            if moved {
                let long = &mut long[..gates.len()];
                copy(gates, long);
                to_rows(long, C::GATES, size, gates);
            }
        }
    }
}

/// Cuts `units` units, which are rows of `size` units, into groups; each group is then worked on as one row.
#[inline(always)]
fn groups<C: Pointwise>(size: usize, units: usize) -> impl Iterator<Item = Range<usize>> {
    let group = if C::GATES == 1 {
        // Rows of one gate are one long row already.
        units
    } else if size.is_multiple_of(LANES) || size > NARROW {
        size
    } else {
        UNITS / (ROWS * size) * ROWS * size
    };
    (0..units).step_by(group.max(1)).map(move |start| start..(start + group).min(units))
}

/// The range of c that belongs to this range of h.
#[inline(always)]
fn state<C: Pointwise>(range: &Range<usize>) -> Range<usize> {
    if C::CELL_STATE { range.clone() } else { 0..0 }
}

/// Interleaves rows of `count` gates of `size` numbers each into one row of `count` longer gates.
#[inline(always)]
fn to_gates(rows: &[f32], count: usize, size: usize, long: &mut [f32]) {
    let len = rows.len() / count;
    for (n, row) in rows.chunks_exact(count * size).enumerate() {
        for (gate, from) in row.chunks_exact(size).enumerate() {
            copy(from, &mut long[gate * len + n * size..][..size]);
        }
    }
}

/// The inverse of [`to_gates`].
#[inline(always)]
fn to_rows(long: &[f32], count: usize, size: usize, rows: &mut [f32]) {
    let len = rows.len() / count;
    for (n, row) in rows.chunks_exact_mut(count * size).enumerate() {
        for (gate, to) in row.chunks_exact_mut(size).enumerate() {
            copy(&long[gate * len + n * size..][..size], to);
        }
    }
}

/// Copies `from` into `to`, which has the same length. Up to twice [`LANES`] numbers are copied by two moves that may
/// overlap, because the library's call takes longer.
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
