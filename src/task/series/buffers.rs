//! The buffers of one pass over some examples of a series.

use ndarray::Array2;

use super::timeline::Timeline;
use crate::nn::dropout::Dropout;
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Sequences, Targets, Weights};
use crate::nn::stack::State;

/// Examples as the network reads them, and a pass over them.
#[derive(Debug)]
pub(super) struct Buffers {
    layout: Layout,
    /// `(T*N, I)`.
    pub input: Array2<f32>,
    /// `(N, O)`.
    target: Array2<f32>,
    state: State,
    pub pass: Pass,
}

impl Buffers {
    /// Buffers that hold nothing yet, for about this many rows.
    pub fn new(network: &Network, rows: usize) -> Self {
        Self {
            layout: Layout::default(),
            input: Array2::default((0, 0)),
            target: Array2::default((0, 0)),
            state: network.zero_state(rows),
            pass: network.pass(),
        }
    }

    /// Makes room for these examples, puts them in and sets the state to zero.
    pub fn fill(&mut self, network: &Network, timeline: &Timeline, examples: &[usize]) {
        let (n, seq_len) = (examples.len(), timeline.seq_len());
        if self.target.nrows() != n {
            self.input = Array2::zeros((seq_len * n, timeline.width()));
            self.target = Array2::zeros((n, network.shape().outputs));
            self.state = network.zero_state(n);
            self.layout.set_uniform(seq_len, n);
        }
        for layer in &mut self.state {
            layer.h.fill(0.0);
            layer.c.fill(0.0);
        }
        timeline.fill(examples, &mut self.input, &mut self.target);
    }

    /// What the network puts out for them.
    pub fn forward(&mut self, network: &Network, weights: Weights<'_>, dropout: Option<&mut Dropout>) {
        let read = Sequences::values(self.input.view(), &self.layout);
        network.forward(weights, read, &mut self.state, dropout, &mut self.pass);
    }

    /// How much lower the loss of each example is than that of outputs of 0, which are a net's before its first step
    /// where it forecasts a change.
    pub fn gains(&self) -> impl Iterator<Item = f64> {
        self.pass.outputs().rows().into_iter().zip(self.target.rows()).map(|(outputs, targets)| {
            let values = outputs.iter().zip(targets).map(|(&said, &target)| (f64::from(said), f64::from(target)));
            let gain: f64 = values.map(|(said, target)| target * target - (said - target).powi(2)).sum();
            #[expect(clippy::cast_precision_loss, reason = "a count of outputs")]
            let outputs = outputs.len() as f64;
            gain / outputs
        })
    }

    /// The loss of these outputs; `divisor` is the number of examples in the whole batch.
    pub fn loss(&mut self, network: &Network, divisor: usize) -> LossSum {
        network.loss(Targets::Values(self.target.view()), divisor, &mut self.pass)
    }

    /// The gradient of that loss, into the pass.
    pub fn backward(&mut self, network: &Network, weights: Weights<'_>) {
        let read = Sequences::values(self.input.view(), &self.layout);
        network.backward(weights, read, &mut self.pass);
    }
}
