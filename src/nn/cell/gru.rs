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

use super::{Pointwise, Row, sigmoid};

pub(crate) struct Gru;

impl Pointwise for Gru {
    const GATES: usize = 3;
    const APART: usize = 1;
    const CELL_STATE: bool = false;

    fn forward(row: Row<'_>, h: &mut [f32], _c: &mut [f32]) {
        let (r, z, n) = split(row.gates, h.len());
        for u in 0..h.len() {
            r[u] = sigmoid(r[u]);
            z[u] = sigmoid(z[u]);
            n[u] = (n[u] + r[u] * row.apart[u]).tanh();
            h[u] = (1.0 - z[u]) * n[u] + z[u] * row.h_before[u];
        }
    }

    fn backward(row: Row<'_>, h: &[f32], _c: &[f32], dh: &mut [f32], _dc: &mut [f32]) {
        let (r, z, n) = split(row.gates, h.len());
        for u in 0..h.len() {
            let (ru, zu, nu, m) = (r[u], z[u], n[u], row.apart[u]);
            let dn = dh[u] * (1.0 - zu) * (1.0 - nu * nu);
            r[u] = dn * m * ru * (1.0 - ru);
            z[u] = dh[u] * (row.h_before[u] - nu) * zu * (1.0 - zu);
            n[u] = dn;
            row.apart[u] = dn * ru;
            dh[u] *= zu;
        }
    }
}

fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32]) {
    let (r, rest) = gates.split_at_mut(h);
    let (z, n) = rest.split_at_mut(h);
    (r, z, n)
}
