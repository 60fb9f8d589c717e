//! Long short-term memory (Hochreiter and Schmidhuber 1997, with Gers's forget gate), in the order
//! and with the equations of torch.nn.LSTM: a = W_ih x + b_ih + W_hh h + b_hh is (i, f, g, o) before
//! activation, and
//!
//! i, f, o = sigmoid(·), g = tanh(·), c' = f c + i g, h' = o tanh(c').
//!
//! Backward, with k = tanh(c'):
//! dc' += dh' o (1 - k^2); da_i = dc' g i(1-i); da_f = dc' c f(1-f); da_g = dc' i (1-g^2);
//! da_o = dh' k o(1-o); dc = dc' f. Kept: the activated gates and c'.

use super::pointwise::{CellRow, Pointwise};
use crate::nn::activation::{sigmoid, tanh};
use crate::nn::machine::{Arithmetic, LANES, map};

pub(crate) struct Lstm;

/// The backward pass computes tanh(c') of so many units at once, in a loop of its own, as the forward pass does.
const UNITS: usize = 128;

impl Pointwise for Lstm {
    const MODULE: &'static str = "lstm";
    const GATES: usize = 4;
    const NAMES: &'static [&'static str] = &["i", "f", "g", "o"];
    const SEPARATE: usize = 0;
    const CELL_STATE: bool = true;

    #[inline(always)]
    fn forward<A: Arithmetic>(row: CellRow<'_>, h: &mut [f32], c: &mut [f32]) {
        let size = h.len();
        map::<A>(&mut row.gates[..2 * size], sigmoid::<A>);
        map::<A>(&mut row.gates[2 * size..3 * size], tanh::<A>);
        map::<A>(&mut row.gates[3 * size..], sigmoid::<A>);
        let (i, f, g, o) = split(row.gates, size);
        for ((c, before), ((i, f), g)) in c.iter_mut().zip(row.c_before).zip(i.iter().zip(&*f).zip(&*g)) {
            *c = f * before + i * g;
        }
        h.copy_from_slice(c);
        map::<A>(h, tanh::<A>);
        for (h, o) in h.iter_mut().zip(&*o) {
            *h *= o;
        }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(row: CellRow<'_>, _h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]) {
        let size = dh.len();
        let (i, f, g, o) = split(row.gates, size);
        for start in (0..size).step_by(UNITS) {
            let mut tanhs = [0.0; UNITS];
            let tanhs = &mut tanhs[..UNITS.min(size - start)];
            tanhs.copy_from_slice(&c[start..][..tanhs.len()]);
            map::<A>(tanhs, tanh::<A>);
            let mut at = 0;
            while at < tanhs.len() {
                let u = start + at;
                let mut gates = [&mut i[u..], &mut f[u..], &mut g[u..], &mut o[u..]];
                let (before, tanhs, dh, dc) = (&row.c_before[u..], &tanhs[at..], &mut dh[u..], &mut dc[u..]);
                at += if backward_units::<{ 2 * LANES }>(&mut gates, before, tanhs, dh, dc).is_some() {
                    2 * LANES
                } else if backward_units::<LANES>(&mut gates, before, tanhs, dh, dc).is_some() {
                    LANES
                } else {
                    backward_units::<1>(&mut gates, before, tanhs, dh, dc).expect("a unit is left");
                    1
                };
            }
        }
    }

    fn add_through_h(gates: &[f32], c: &[f32], dh: &[f32], dc: &mut [f32]) {
        let o = &gates[3 * c.len()..];
        for ((dc, dh), (o, c)) in dc.iter_mut().zip(dh).zip(o.iter().zip(c)) {
            let k = c.tanh();
            *dc += dh * o * (1.0 - k * k);
        }
    }
}

/// The backward pass of the next `L` units; `None` if fewer are left.
#[inline(always)]
fn backward_units<const L: usize>(
    gates: &mut [&mut [f32]; 4],
    before: &[f32],
    tanhs: &[f32],
    dh: &mut [f32],
    dc: &mut [f32],
) -> Option<()> {
    let [i, f, g, o] = gates;
    let (to_i, to_f, to_g, to_o) =
        (i.first_chunk_mut::<L>()?, f.first_chunk_mut::<L>()?, g.first_chunk_mut::<L>()?, o.first_chunk_mut::<L>()?);
    let (before, tanhs) = (before.first_chunk::<L>()?, tanhs.first_chunk::<L>()?);
    let (to_h, to_c) = (dh.first_chunk_mut::<L>()?, dc.first_chunk_mut::<L>()?);
    let (mut i, mut f, mut g, mut o, dh, mut dc) = (*to_i, *to_f, *to_g, *to_o, *to_h, *to_c);
    for k in 0..L {
        let (iu, fu, gu, ou, t) = (i[k], f[k], g[k], o[k], tanhs[k]);
        let dcu = dc[k] + dh[k] * ou * (1.0 - t * t);
        i[k] = dcu * gu * iu * (1.0 - iu);
        f[k] = dcu * before[k] * fu * (1.0 - fu);
        g[k] = dcu * iu * (1.0 - gu * gu);
        o[k] = dh[k] * t * ou * (1.0 - ou);
        dc[k] = dcu * fu;
    }
    (*to_i, *to_f, *to_g, *to_o, *to_h, *to_c) = (i, f, g, o, [0.0; L], dc);
    Some(())
}

#[inline(always)]
fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32], &mut [f32]) {
    let (i, rest) = gates.split_at_mut(h);
    let (f, rest) = rest.split_at_mut(h);
    let (g, o) = rest.split_at_mut(h);
    (i, f, g, o)
}
