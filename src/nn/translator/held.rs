//! A translator that has read a source and writes one word at a time, while h of its decoder may be held.

use super::model::Translator;
use super::pass::{Pass, Weights};
use crate::nn::decode::ContinueHeld;
use crate::nn::held::Held;
use crate::nn::input_stack::Sequences;

/// A translator that has read one source.
#[derive(Debug)]
pub struct Speaker<'a> {
    translator: &'a Translator,
    weights: Weights<'a>,
    pass: Pass,
}

impl<'a> Speaker<'a> {
    /// One that has read `source`, a single row, and written nothing.
    pub fn new(translator: &'a Translator, weights: Weights<'a>, source: Sequences<'_>) -> Self {
        let mut pass = translator.pass();
        translator.encode(weights, source, None, &mut pass);
        Self { translator, weights, pass }
    }
}

impl ContinueHeld for Speaker<'_> {
    fn read_held(&mut self, token: u32, held: Held<'_>) -> &[f32] {
        self.translator.decode_held(self.weights, token, held, &mut self.pass);
        self.pass.logits().as_slice().expect("a row of logits is contiguous")
    }
}
