//! Greedy decoding: each step's likeliest token is the next step's input. No true target is ever read here.

use ndarray::Array2;

use super::model::Translator;
use super::pass::{Pass, Weights};
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

impl Translator {
    /// Translates each row of `source` greedily, in the caller's order. All rows are decoded until the last has ended;
    /// what a row gives after its own end is dropped.
    pub fn greedy(&self, weights: Weights<'_>, source: Sequences<'_>, ends: Ends, pass: &mut Pass) -> Vec<Translation> {
        let rows = source.layout.rows();
        let mut translations: Vec<Translation> = vec![Translation::default(); rows];
        let mut looks: Vec<Vec<f32>> = vec![Vec::new(); rows];
        let mut tokens = vec![ends.start; rows];
        self.encode(weights, source, None, pass);
        for step in 0..ends.limit {
            if step > 0 && tokens.iter().all(|&token| token == ends.end) {
                break;
            }
            self.decode(weights, &tokens, pass);
            for (row, token) in tokens.iter_mut().enumerate() {
                if step > 0 && *token == ends.end {
                    continue;
                }
                let logits = pass.logits().row(row);
                (*token, _) = largest(logits.as_slice().expect("rows of logits are contiguous"));
                translations[row].tokens.push(*token);
                looks[row].extend(pass.attention(row).iter().flatten());
            }
        }
        for (row, (translation, look)) in translations.iter_mut().zip(looks).enumerate() {
            let width = if self.shape().attention { source.layout.length(row) } else { 0 };
            let shape = (translation.tokens.len(), width);
            translation.attention = Array2::from_shape_vec(shape, look).expect("a row of weights for each token");
        }
        translations
    }
}
