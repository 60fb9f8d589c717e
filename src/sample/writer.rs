//! A net that writes: it reads a token, and the next one is drawn from what it says.

use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Pass, Sequences, Weights};
use crate::nn::stack::State;

/// A net with the hidden state of what it has read so far.
pub(crate) struct Writer<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    state: State,
    pass: Pass,
}

impl<'a> Writer<'a> {
    /// One that has read nothing.
    pub fn new(network: &'a Network, weights: Weights<'a>) -> Self {
        Self { network, weights, state: network.zero_state(1), pass: network.pass() }
    }

    /// Reads `token` and draws the one after it.
    pub fn next(&mut self, token: u32, temperature: f64, uniform: &mut impl FnMut() -> f32) -> u32 {
        let (tokens, layout) = ([token], Layout::uniform(1, 1));
        let read = Sequences::tokens(&tokens, &layout);
        self.network.forward(self.weights, read, &mut self.state, None, &mut self.pass);
        let logits = self.pass.outputs().as_slice().expect("a matrix of one row is contiguous");
        let (best, max) = largest(logits);
        if temperature == 0.0 {
            return best;
        }
        let weight = |z: f32| (f64::from(z - max) / temperature).exp();
        let mut left = f64::from(uniform()) * logits.iter().map(|&z| weight(z)).sum::<f64>();
        for (token, &z) in (0..).zip(logits) {
            left -= weight(z);
            if left < 0.0 {
                return token;
            }
        }
        best
    }
}
