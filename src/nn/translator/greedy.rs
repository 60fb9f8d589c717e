//! Greedy decoding: each step's likeliest token is the next step's input. No true target is ever read here.

use ndarray::{Array2, ArrayView2};

use super::model::Translator;
use super::pass::{Pass, Weights};
use crate::nn::decode::{Continue, Written, write};
use crate::nn::input_stack::Sequences;
use crate::nn::loss::largest;

/// Where a translation starts and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The token the decoder reads first.
    pub start: u32,
    /// The token after which a translation is over.
    pub end: u32,
    /// Most tokens of a translation, the end among them.
    pub limit: usize,
}

/// What came out for one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Translation {
    /// The tokens, with the end token if it came within the limit.
    pub tokens: Vec<u32>,
    /// The attention weights of each token over the source tokens, `(T_target, T_source)`; `(T_target, 0)` without
    /// attention.
    pub attention: Array2<f32>,
}

/// A translator that has read its sources, and how much each of its tokens looked at them.
struct Decoder<'a> {
    translator: &'a Translator,
    weights: Weights<'a>,
    pass: &'a mut Pass,
    /// A row's weights of attention, step after step.
    attention: Vec<Vec<f32>>,
}

impl Continue for Decoder<'_> {
    fn read(&mut self, tokens: &[u32]) -> ArrayView2<'_, f32> {
        self.translator.decode(self.weights, tokens, self.pass);
        for (row, attention) in self.attention.iter_mut().enumerate() {
            attention.extend(self.pass.attention(row).iter().flatten());
        }
        self.pass.logits().view()
    }
}

impl Translator {
    /// Translates each row of `source` greedily, in the caller's order. All rows are decoded until the last has ended;
    /// what a row gives after its own end is dropped.
    pub fn greedy(&self, weights: Weights<'_>, source: Sequences<'_>, ends: Ends, pass: &mut Pass) -> Vec<Translation> {
        let rows = source.layout.rows();
        self.encode(weights, source, None, pass);
        let mut decoder = Decoder { translator: self, weights, pass, attention: vec![Vec::new(); rows] };
        let first = vec![ends.start; rows];
        let written = write(&mut decoder, &first, ends.end, ends.limit, |_, logits| largest(logits).0);
        let translation = |(row, (written, mut attention)): (usize, (Written, Vec<f32>))| {
            let mut tokens = written.tokens;
            tokens.extend(written.ended.then_some(ends.end));
            let width = if self.shape().attention { source.layout.length(row) } else { 0 };
            attention.truncate(tokens.len() * width);
            let shape = (tokens.len(), width);
            Translation {
                attention: Array2::from_shape_vec(shape, attention).expect("a row of weights for each token"),
                tokens,
            }
        };
        written.into_iter().zip(decoder.attention).enumerate().map(translation).collect()
    }
}
