//! The answers of a net to examples of a series, in the target's own unit.

use super::buffers::Buffers;
use super::timeline::Timeline;
use crate::nn::network::{Network, Weights};

/// Most examples of a pass.
const ROWS: usize = 512;

/// A net that answers. It never changes.
#[derive(Debug)]
pub struct Forecaster<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    /// After a call they hold the last examples of it.
    pub(super) buffers: Buffers,
}

impl<'a> Forecaster<'a> {
    /// What answers with these weights.
    pub fn new(network: &'a Network, weights: Weights<'a>) -> Self {
        Self { network, weights, buffers: Buffers::new(network, 1) }
    }

    /// Calls `each` with the forecast for each row ahead of each example: the example, how far ahead, and the value in
    /// the target's own unit. All examples must be trained on, or all held out.
    pub fn forecast(&mut self, timeline: &Timeline, examples: &[usize], mut each: impl FnMut(usize, usize, f64)) {
        for examples in examples.chunks(ROWS) {
            self.buffers.fill(self.network, timeline, examples);
            self.buffers.forward(self.network, self.weights, None);
            for (&example, outputs) in examples.iter().zip(self.buffers.pass.outputs().rows()) {
                for (&output, ahead) in outputs.iter().zip(timeline.examples().cut().ahead.clone()) {
                    each(example, ahead, timeline.in_own_units(example, ahead, output));
                }
            }
        }
    }
}
