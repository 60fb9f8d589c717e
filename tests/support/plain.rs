//! The forward passes written a second time, plainly and in f64, with one number moved a little: what slopes are taken
//! of where the engine's own state cannot be moved.

use std::collections::HashMap;

use rnntui::nn::cell::Cell;
use rnntui::nn::network::{Head, Pool, Shape};
use rnntui::nn::param::ParamSet;
use rnntui::nn::translator;

/// Vectors, one a step.
pub type Steps = Vec<Vec<f64>>;
/// h and c of each layer and direction.
pub type First = Vec<[Vec<f64>; 2]>;

/// What is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// What is read.
    Input,
    /// h of this layer and direction, in the order of the states.
    Hidden(usize),
    /// c likewise.
    Cell(usize),
}

/// A number that is moved, of the stack whose parameters have this prefix.
#[derive(Debug, Clone, Copy)]
pub struct Nudge<'a> {
    pub stack: &'a str,
    pub place: Place,
    /// The step of the token.
    pub step: usize,
    pub unit: usize,
    pub by: f64,
}

/// Parameters in f64, by name: rows of numbers.
pub struct Plain(HashMap<String, Steps>);

impl Plain {
    pub fn new(params: &ParamSet) -> Self {
        let rows = |(spec, numbers): (&rnntui::nn::param::ParamSpec, &[f32])| {
            let width = if spec.shape.len() == 2 { spec.shape[1] } else { numbers.len() };
            let rows = numbers.chunks(width).map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect();
            (spec.name.clone(), rows)
        };
        Self(params.iter().map(rows).collect())
    }

    /// W x + b of `<name>` with `weight` and `bias` in place of the star.
    fn affine(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let (weight, bias) = (&self.0[&name.replace('*', "weight")], &self.0[&name.replace('*', "bias")][0]);
        weight.iter().zip(bias).map(|(row, b)| b + dot(row, x)).collect()
    }

    /// One-hot or embedded vectors of tokens.
    pub fn read(&self, embedding: &str, vocabulary: usize, tokens: &[u32]) -> Steps {
        let one_hot = |token: u32| (0..vocabulary).map(|k| f64::from(u8::from(k == token as usize))).collect();
        let vector = |&token: &u32| match self.0.get(embedding) {
            Some(table) => table[token as usize].clone(),
            None => one_hot(token),
        };
        tokens.iter().map(vector).collect()
    }

    /// The highest layer's outputs and all last states.
    fn stack(
        &self,
        prefix: &str,
        (cell, layers, directions): (Cell, usize, usize),
        mut x: Steps,
        first: Option<&First>,
        nudge: Option<Nudge<'_>>,
    ) -> (Steps, First) {
        let nudge = nudge.filter(|nudge| nudge.stack == prefix);
        let moved = |place, step, values: &mut Vec<f64>| {
            if let Some(nudge) = nudge.filter(|nudge| nudge.place == place && nudge.step == step) {
                values[nudge.unit] += nudge.by;
            }
        };
        x.iter_mut().enumerate().for_each(|(step, x)| moved(Place::Input, step, x));
        let mut states = First::new();
        for layer in 0..layers {
            let mut outputs: Steps = vec![Vec::new(); x.len()];
            for side in 0..directions {
                let ending = format!("l{layer}{}", if side == 1 { "_reverse" } else { "" });
                let at = layer * directions + side;
                let size = self.0[&format!("{prefix}weight_hh_{ending}")][0].len();
                let [mut h, mut c] =
                    first.map_or_else(|| [vec![0.0; size], vec![0.0; size]], |first| first[at].clone());
                for read in 0..x.len() {
                    let step = if side == 1 { x.len() - 1 - read } else { read };
                    let a = self.affine(&format!("{prefix}*_ih_{ending}"), &x[step]);
                    let b = self.affine(&format!("{prefix}*_hh_{ending}"), &h);
                    c = new_c(cell, &a, &b, &c);
                    moved(Place::Cell(at), step, &mut c);
                    h = new_h(cell, &a, &b, &h, &c);
                    moved(Place::Hidden(at), step, &mut h);
                    outputs[step].extend(&h);
                }
                states.push([h, c]);
            }
            x = outputs;
        }
        (x, states)
    }

    /// The outputs of a network.
    pub fn network(&self, shape: &Shape, x: Steps, nudge: Option<Nudge<'_>>) -> Steps {
        let directions = shape.stack().directions();
        let (top, states) = self.stack("rnn.", (shape.cell, shape.layers, directions), x, None, nudge);
        let columns = |of: fn(f64, f64) -> f64| {
            top.iter().skip(1).fold(top[0].clone(), |sum, h| sum.iter().zip(h).map(|(a, b)| of(*a, *b)).collect())
        };
        let features = match shape.head {
            Head::EveryStep => top.clone(),
            Head::Pooled(Pool::Last) => {
                vec![states[states.len() - directions..].iter().flat_map(|[h, _]| h.clone()).collect()]
            }
            Head::Pooled(Pool::Max) => vec![columns(f64::max)],
            #[expect(clippy::cast_precision_loss, reason = "a few steps")]
            Head::Pooled(Pool::Mean) => {
                vec![columns(|a, b| a + b).iter().map(|sum| sum / top.len() as f64).collect()]
            }
        };
        if shape.linear { features.iter().map(|h| self.affine("fc.*", h)).collect() } else { features }
    }

    /// The logits of a translator.
    pub fn translator(&self, shape: &translator::Shape, [x, given]: [Steps; 2], nudge: Option<Nudge<'_>>) -> Steps {
        let directions = shape.encoder().directions();
        let module = match shape.cell {
            Cell::Lstm => "lstm",
            Cell::Gru => "gru",
            Cell::RnnTanh | Cell::RnnRelu => "rnn",
        };
        let encoder = (shape.cell, shape.layers, directions);
        let (memory, last) = self.stack(&format!("encoder.{module}."), encoder, x, None, nudge);
        let joined = last.chunks(directions).map(|sides| {
            [0, 1].map(|which| sides.iter().flat_map(|side: &[Vec<f64>; 2]| side[which].clone()).collect())
        });
        let (first, decoder) = (joined.collect(), (shape.cell, shape.layers, 1));
        let (top, _) = self.stack(&format!("decoder.{module}."), decoder, given, Some(&first), nudge);
        let features = top.iter().map(|h| {
            if !shape.attention {
                return h.clone();
            }
            let scores: Vec<f64> = memory.iter().map(|s| dot(s, h).exp()).collect();
            let total: f64 = scores.iter().sum();
            let context = (0..h.len()).map(|unit| memory.iter().zip(&scores).map(|(s, e)| s[unit] * e / total).sum());
            let both: Vec<f64> = context.chain(h.iter().copied()).collect();
            self.affine("decoder.attn_combine.*", &both).iter().map(|a| a.tanh()).collect()
        });
        features.map(|h: Vec<f64>| self.affine("decoder.out.*", &h)).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sigmoid(a: f64) -> f64 {
    1.0 / (1.0 + (-a).exp())
}

/// torch.nn.LSTM's c, from both sums; other cells have none.
fn new_c(cell: Cell, a: &[f64], b: &[f64], c: &[f64]) -> Vec<f64> {
    if cell != Cell::Lstm {
        return c.to_vec();
    }
    let size = c.len();
    let sum = |gate: usize, unit: usize| a[gate * size + unit] + b[gate * size + unit];
    (0..size).map(|u| sigmoid(sum(1, u)) * c[u] + sigmoid(sum(0, u)) * sum(2, u).tanh()).collect()
}

/// h as torch.nn.RNN, LSTM and GRU have it, from both sums and the new c.
fn new_h(cell: Cell, a: &[f64], b: &[f64], h: &[f64], c: &[f64]) -> Vec<f64> {
    let size = h.len();
    let sum = |gate: usize, unit: usize| a[gate * size + unit] + b[gate * size + unit];
    let unit = |u: usize| match cell {
        Cell::RnnTanh => sum(0, u).tanh(),
        Cell::RnnRelu => sum(0, u).max(0.0),
        Cell::Lstm => sigmoid(sum(3, u)) * c[u].tanh(),
        Cell::Gru => {
            let (r, z) = (sigmoid(sum(0, u)), sigmoid(sum(1, u)));
            let n = (a[2 * size + u] + r * b[2 * size + u]).tanh();
            (1.0 - z) * n + z * h[u]
        }
    };
    (0..size).map(unit).collect()
}
