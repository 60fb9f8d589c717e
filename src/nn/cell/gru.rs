//! The gated recurrent unit (Cho et al. 2014) with the reset gate applied after the recurrent
//! product, in the order and with the equations of torch.nn.GRU: gates (r, z, n),
//!
//! r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh), n = tanh(W_in x + b_in + r m) with
//! m = W_hn h + b_hn, h' = (1 - z) n + z h.
//!
//! The candidate's recurrent part m is kept apart, for the reset gate multiplies it alone.
//!
//! Backward: dn = dh' (1-z)(1-n^2); da_z = dh' (h - n) z(1-z); da_r = dn m r(1-r); dm = dn r;
//! past the weights, dh = dh' z. Kept: r, z, n and m.

use super::{Pointwise, Row};
use crate::nn::activation::{sigmoid, tanh};
use crate::nn::machine::{Arithmetic, LANES, load, map, store};

pub(crate) struct Gru;

impl Pointwise for Gru {
    const GATES: usize = 3;
    const APART: usize = 1;
    const CELL_STATE: bool = false;

    #[inline(always)]
    fn forward<A: Arithmetic>(row: Row<'_>, h: &mut [f32], _c: &mut [f32]) {
        let size = h.len();
        map(&mut row.gates[..2 * size], sigmoid::<A>);
        let (r, z, n) = split(row.gates, size);
        for ((n, r), m) in n.iter_mut().zip(&*r).zip(&*row.apart) {
            *n += r * m;
        }
        map(n, tanh::<A>);
        for ((h, before), (z, n)) in h.iter_mut().zip(row.h_before).zip(z.iter().zip(&*n)) {
            *h = (1.0 - z) * n + z * before;
        }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(row: Row<'_>, _h: &[f32], _c: &[f32], dh: &mut [f32], _dc: &mut [f32]) {
        let size = dh.len();
        let (at_r, at_z, at_n) = split(row.gates, size);
        for u in (0..size).step_by(LANES) {
            let [mut r, mut z, mut n] = [load(at_r, u), load(at_z, u), load(at_n, u)];
            let (mut m, before, mut d_hidden) = (load(row.apart, u), load(row.h_before, u), load(dh, u));
            for k in 0..LANES {
                let (ru, zu, nu) = (r[k], z[k], n[k]);
                let dn = d_hidden[k] * (1.0 - zu) * (1.0 - nu * nu);
                r[k] = dn * m[k] * ru * (1.0 - ru);
                z[k] = d_hidden[k] * (before[k] - nu) * zu * (1.0 - zu);
                n[k] = dn;
                m[k] = dn * ru;
                d_hidden[k] *= zu;
            }
            store(r, at_r, u);
            store(z, at_z, u);
            store(n, at_n, u);
            store(m, row.apart, u);
            store(d_hidden, dh, u);
        }
    }
}

#[inline(always)]
fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32]) {
    let (r, rest) = gates.split_at_mut(h);
    let (z, n) = rest.split_at_mut(h);
    (r, z, n)
}
