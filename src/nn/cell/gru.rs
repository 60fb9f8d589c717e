//! The gated recurrent unit (Cho et al. 2014) with the reset gate applied after the recurrent
//! product, in the order and with the equations of torch.nn.GRU: gates (r, z, n),
//!
//! r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh), n = tanh(W_in x + b_in + r m) with
//! m = W_hn h + b_hn, h' = (1 - z) n + z h.
//!
//! The candidate gate keeps its recurrent product m separate, because the reset gate multiplies m alone.
//!
//! Backward: dn = dh' (1-z)(1-n^2); da_z = dh' (h - n) z(1-z); da_r = dn m r(1-r); dm = dn r;
//! past the weights, dh = dh' z. Kept: r, z, n and m.

use super::pointwise::{CellRow, Pointwise};
use crate::nn::activation::{sigmoid, tanh};
use crate::nn::machine::{Arithmetic, LANES, map};

pub(crate) struct Gru;

impl Pointwise for Gru {
    const MODULE: &'static str = "gru";
    const GATES: usize = 3;
    const NAMES: &'static [&'static str] = &["r", "z", "n"];
    const SEPARATE: usize = 1;
    const CELL_STATE: bool = false;

    #[inline(always)]
    fn forward<A: Arithmetic>(row: CellRow<'_>, h: &mut [f32], _c: &mut [f32]) {
        let size = h.len();
        map::<A>(&mut row.gates[..2 * size], sigmoid::<A>);
        let (r, z, n) = split(row.gates, size);
        for ((n, r), m) in n.iter_mut().zip(&*r).zip(&*row.separate) {
            *n += r * m;
        }
        map::<A>(n, tanh::<A>);
        for ((h, before), (z, n)) in h.iter_mut().zip(row.h_before).zip(z.iter().zip(&*n)) {
            *h = (1.0 - z) * n + z * before;
        }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(row: CellRow<'_>, _h: &[f32], _c: &[f32], dh: &mut [f32], _dc: &mut [f32]) {
        let size = dh.len();
        let (r, z, n) = split(row.gates, size);
        let mut u = 0;
        while u < size {
            let mut gates = [&mut r[u..], &mut z[u..], &mut n[u..], &mut row.separate[u..]];
            let (before, dh) = (&row.h_before[u..], &mut dh[u..]);
            u += if backward_units::<{ 2 * LANES }>(&mut gates, before, dh).is_some() {
                2 * LANES
            } else if backward_units::<LANES>(&mut gates, before, dh).is_some() {
                LANES
            } else {
                backward_units::<1>(&mut gates, before, dh).expect("a unit is left");
                1
            };
        }
    }
}

/// The backward pass of the next `L` units; `None` if fewer are left.
#[inline(always)]
fn backward_units<const L: usize>(gates: &mut [&mut [f32]; 4], before: &[f32], dh: &mut [f32]) -> Option<()> {
    let [r, z, n, m] = gates;
    let (to_r, to_z, to_n, to_m) =
        (r.first_chunk_mut::<L>()?, z.first_chunk_mut::<L>()?, n.first_chunk_mut::<L>()?, m.first_chunk_mut::<L>()?);
    let (before, to_h) = (before.first_chunk::<L>()?, dh.first_chunk_mut::<L>()?);
    let (mut r, mut z, mut n, mut m, mut dh) = (*to_r, *to_z, *to_n, *to_m, *to_h);
    for k in 0..L {
        let (ru, zu, nu) = (r[k], z[k], n[k]);
        let dn = dh[k] * (1.0 - zu) * (1.0 - nu * nu);
        r[k] = dn * m[k] * ru * (1.0 - ru);
        z[k] = dh[k] * (before[k] - nu) * zu * (1.0 - zu);
        n[k] = dn;
        m[k] = dn * ru;
        dh[k] *= zu;
    }
    (*to_r, *to_z, *to_n, *to_m, *to_h) = (r, z, n, m, dh);
    Some(())
}

#[inline(always)]
fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32]) {
    let (r, rest) = gates.split_at_mut(h);
    let (z, n) = rest.split_at_mut(h);
    (r, z, n)
}
