//! What the series task shows: the curves, the errors, and the hidden state over one window. Reads, never changes
//! training, and computes no more than that one window.

use std::sync::Arc;

use super::{Forecaster, Observer, Timeline};
use crate::config::{RunConfig, TaskConfig};
use crate::nn::network::Data;
use crate::nn::param::ParamSet;
use crate::task::trace::{Example, trace};
use crate::task::view::{Examples, HiddenView, Look, SeriesView, View};

/// Most characters of row labels that fit under the columns of the hidden state.
const SHORT: usize = 3;

impl Forecaster {
    /// The curves, with the hidden state over the window of one example.
    pub(super) fn show(&mut self, params: &ParamSet, look: Look) -> View {
        let examples = Examples::Series(SeriesView::new(Arc::clone(&self.known), self.predicted.clone()));
        let example = look.example.min(self.predicted.len() - 1);
        let steps = self.steps(example);
        let Observer { prepared, buffers } = &mut self.observer;
        let weights = self.network.prepare(params, prepared);
        buffers.fill(&self.network, &self.timeline, &[example]);
        buffers.forward(&self.network, weights, None);
        let layers = 0..self.network.shape().layers;
        let hidden = HiddenView {
            example: self.known.label(self.known.first + example),
            steps,
            layers: layers.map(|layer| buffers.pass.hidden(layer).to_owned()).collect(),
        };
        let trace = look.trace.then(|| {
            let seq_len = self.timeline.seq_len();
            let example = Example {
                data: Data::Values(self.observer.buffers.input.view()),
                steps: seq_len,
                batch: (self.rows, seq_len),
                names: Vec::new(),
                targets: Vec::new(),
            };
            Box::new(trace(&self.network, params, example))
        });
        View { examples, hidden, trace }
    }

    /// The rows of the window by their labels, where these are short enough to be read, else by their distance from the
    /// last one.
    fn steps(&self, example: usize) -> Vec<String> {
        let rows = self.timeline.examples().inputs(example);
        let labels = self.known.labels.get(rows.clone()).unwrap_or_default();
        if !labels.is_empty() && labels.iter().all(|label| label.chars().count() <= SHORT) {
            return labels.to_vec();
        }
        let last = rows.end - 1;
        rows.map(|row| if row == last { "t".to_owned() } else { format!("-{}", last - row) }).collect()
    }
}

impl Timeline {
    /// A sentence where the labels of the rows, if they are dates as ISO writes them, say that time runs backwards.
    pub(super) fn note_on_the_order(&self, config: &RunConfig) -> Option<String> {
        let labels = &self.series().labels;
        let backwards = labels.is_sorted_by(|a, b| a > b)
            && labels.iter().all(|label| label.starts_with("20") || label.starts_with("19"));
        let (first, last) = (labels.first()?, labels.last()?);
        let remedy = match &config.task {
            TaskConfig::Series(own) if own.newest_first => {
                "leave --newest-first out if the file's last row is the newest"
            }
            _ => "give --newest-first if the file's first row is the newest",
        };
        backwards.then(|| format!("The rows run from {first} back to {last}: {remedy}."))
    }
}
