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

    /// Puts the forecasts for these examples where [`SeriesView::said`](crate::task::view::SeriesView::said) has them.
    /// All must be trained on, or all held out.
    pub fn forecast(&mut self, timeline: &Timeline, examples: &[usize], said: &mut [f64]) {
        let all = &timeline.examples().cut().ahead;
        for examples in examples.chunks(ROWS) {
            self.buffers.fill(self.network, timeline, examples);
            self.buffers.forward(self.network, self.weights, None);
            for (&example, outputs) in examples.iter().zip(self.buffers.pass.outputs().rows()) {
                let said = &mut said[example * outputs.len()..];
                for ((said, &output), ahead) in said.iter_mut().zip(outputs).zip(all.clone()) {
                    *said = timeline.in_own_units(example, ahead, output);
                }
            }
        }
    }
}
