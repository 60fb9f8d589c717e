//! Long short-term memory (Hochreiter and Schmidhuber 1997, with Gers's forget gate), in the order
//! and with the equations of torch.nn.LSTM: a = W_ih x + b_ih + W_hh h + b_hh is (i, f, g, o) before
//! activation, and
//!
//! i, f, o = sigmoid(·), g = tanh(·), c' = f c + i g, h' = o tanh(c').
//!
//! Backward, with k = tanh(c'):
//! dc' += dh' o (1 - k^2); da_i = dc' g i(1-i); da_f = dc' c f(1-f); da_g = dc' i (1-g^2);
//! da_o = dh' k o(1-o); dc = dc' f. Kept: the activated gates and c'.

use super::{Pointwise, Row, sigmoid};

pub(crate) struct Lstm;

impl Pointwise for Lstm {
    const GATES: usize = 4;
    const APART: usize = 0;
    const CELL_STATE: bool = true;

    fn forward(row: Row<'_>, h: &mut [f32], c: &mut [f32]) {
        let (i, f, g, o) = split(row.gates, h.len());
        for u in 0..h.len() {
            i[u] = sigmoid(i[u]);
            f[u] = sigmoid(f[u]);
            g[u] = g[u].tanh();
            o[u] = sigmoid(o[u]);
            c[u] = f[u] * row.c_before[u] + i[u] * g[u];
            h[u] = o[u] * c[u].tanh();
        }
    }

    fn backward(row: Row<'_>, h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]) {
        let (i, f, g, o) = split(row.gates, h.len());
        for u in 0..h.len() {
            let k = c[u].tanh();
            let (iu, fu, gu, ou) = (i[u], f[u], g[u], o[u]);
            let dcu = dc[u] + dh[u] * ou * (1.0 - k * k);
            i[u] = dcu * gu * iu * (1.0 - iu);
            f[u] = dcu * row.c_before[u] * fu * (1.0 - fu);
            g[u] = dcu * iu * (1.0 - gu * gu);
            o[u] = dh[u] * k * ou * (1.0 - ou);
            dc[u] = dcu * fu;
            dh[u] = 0.0;
        }
    }
}

fn split(gates: &mut [f32], h: usize) -> (&mut [f32], &mut [f32], &mut [f32], &mut [f32]) {
    let (i, rest) = gates.split_at_mut(h);
    let (f, rest) = rest.split_at_mut(h);
    let (g, o) = rest.split_at_mut(h);
    (i, f, g, o)
}
