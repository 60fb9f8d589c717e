//! Long short-term memory (Hochreiter and Schmidhuber 1997, with Gers's forget gate), in the order
//! and with the equations of torch.nn.LSTM: a = W_ih x + b_ih + W_hh h + b_hh is (i, f, g, o) before
//! activation, and
//!
//! i, f, o = sigmoid(·), g = tanh(·), c' = f c + i g, h' = o tanh(c').
//!
//! Backward, with k = tanh(c'):
//! dc' += dh' o (1 - k^2); da_i = dc' g i(1-i); da_f = dc' c f(1-f); da_g = dc' i (1-g^2);
//! da_o = dh' k o(1-o); dc = dc' f. Kept: the activated gates and c'.

use super::{Pointwise, Row};
use crate::nn::activation::{sigmoid, tanh};
use crate::nn::machine::{Arithmetic, LANES, load, map, store};

pub(crate) struct Lstm;

/// Units whose tanh(c') is worked out at once on the way back, a pass of its own as on the way there.
const UNITS: usize = 128;

impl Pointwise for Lstm {
    const GATES: usize = 4;
    const APART: usize = 0;
    const CELL_STATE: bool = true;

    #[inline(always)]
    fn forward<A: Arithmetic>(row: Row<'_>, h: &mut [f32], c: &mut [f32]) {
        let size = h.len();
        map(&mut row.gates[..2 * size], sigmoid::<A>);
        map(&mut row.gates[2 * size..3 * size], tanh::<A>);
        map(&mut row.gates[3 * size..], sigmoid::<A>);
        let (i, f, g, o) = split(row.gates, size);
        for ((c, before), ((i, f), g)) in c.iter_mut().zip(row.c_before).zip(i.iter().zip(&*f).zip(&*g)) {
            *c = f * before + i * g;
        }
        h.copy_from_slice(c);
        map(h, tanh::<A>);
        for (h, o) in h.iter_mut().zip(&*o) {
            *h *= o;
        }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(row: Row<'_>, _h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]) {
        let size = dh.len();
        let (at_i, at_f, at_g, at_o) = split(row.gates, size);
        for start in (0..size).step_by(UNITS) {
            let mut tanhs = [0.0; UNITS];
            let tanhs = &mut tanhs[..UNITS.min(size - start)];
            tanhs.copy_from_slice(&c[start..][..tanhs.len()]);
            map(tanhs, tanh::<A>);
            for at in (0..tanhs.len()).step_by(LANES) {
                let u = start + at;
                let [mut i, mut f, mut g, mut o] = [load(at_i, u), load(at_f, u), load(at_g, u), load(at_o, u)];
                let (before, tanhs, d_hidden) = (load(row.c_before, u), load(tanhs, at), load(dh, u));
                let mut d_cell = load(dc, u);
                for k in 0..LANES {
                    let (iu, fu, gu, ou, t) = (i[k], f[k], g[k], o[k], tanhs[k]);
                    let dcu = d_cell[k] + d_hidden[k] * ou * (1.0 - t * t);
                    i[k] = dcu * gu * iu * (1.0 - iu);
                    f[k] = dcu * before[k] * fu * (1.0 - fu);
                    g[k] = dcu * iu * (1.0 - gu * gu);
                    o[k] = d_hidden[k] * t * ou * (1.0 - ou);
                    d_cell[k] = dcu * fu;
                }
                store(i, at_i, u);
                store(f, at_f, u);
                store(g, at_g, u);
                store(o, at_o, u);
                store(d_cell, dc, u);
                store([0.0; LANES], dh, u);
            }
        }
    }
}

#[inline(always)]
fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32], &mut [f32]) {
    let (i, rest) = gates.split_at_mut(h);
    let (f, rest) = rest.split_at_mut(h);
    let (g, o) = rest.split_at_mut(h);
    (i, f, g, o)
}
