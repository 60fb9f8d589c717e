//! What the series task shows: the curves, the errors, and the hidden state over one window.

use std::sync::Arc;

use super::buffers::Buffers;
use super::problem::SeriesProblem;
use crate::nn::network::{Data, Prepared, Weights};
use crate::task::cover::{around, shares};
use crate::task::show::{Measures, Moment, Query, Show};
use crate::task::trace::{Example, trace};
use crate::task::view::{Examples, HiddenView, SeriesView, View};

/// Most characters of row labels that fit under the columns of the hidden state.
const SHORT: usize = 3;
/// Most rows of a pass.
const ROWS: usize = 512;

impl Show for SeriesProblem {
    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: false }
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let [training, held_out] = self.parts();
        let all = held_out.end;
        let example = query.example.min(all - 1);
        let mut prepared = Prepared::default();
        let weights = self.network.prepare(moment.params, &mut prepared);
        let mut buffers = Buffers::new(&self.network, 1);

        let mut predicted = vec![None; all];
        let affordable = query.affords(all, self.network.table().len() * self.timeline.seq_len());
        let wanted = shares(affordable, [training.len(), held_out.len()]);
        for (part, wanted) in [training, held_out].into_iter().zip(wanted) {
            let center = example.clamp(part.start, part.end.max(part.start + 1) - 1) - part.start;
            let covered = around(center, wanted, part.len());
            let examples: Vec<usize> = covered.map(|place| part.start + place).collect();
            for examples in examples.chunks(ROWS) {
                self.predict(weights, &mut buffers, examples, &mut predicted);
            }
        }
        let whole = predicted.iter().all(Option::is_some);
        // The example looked at comes last, so that the buffers hold its hidden states afterwards.
        self.predict(weights, &mut buffers, &[example], &mut predicted);

        let layers = 0..self.network.shape().layers;
        let hidden = HiddenView {
            example: self.known.label(self.known.first + example),
            steps: self.steps(example),
            layers: layers.map(|layer| buffers.pass.hidden(layer).to_owned()).collect(),
        };
        let trace = query.trace.then(|| {
            let seq_len = self.timeline.seq_len();
            let example = Example {
                data: Data::Values(buffers.input.view()),
                steps: seq_len,
                batch: (self.rows, seq_len),
                names: Vec::new(),
                targets: Vec::new(),
            };
            Box::new(trace(&self.network, moment.params, example))
        });
        let examples = Examples::Series(SeriesView::new(Arc::clone(&self.known), predicted));
        View { whole, examples, hidden, trace }
    }
}

impl SeriesProblem {
    /// The net's forecasts for these examples, in the target's own unit. All must be training examples, or all held
    /// out.
    fn predict(&self, weights: Weights<'_>, buffers: &mut Buffers, examples: &[usize], predicted: &mut [Option<f64>]) {
        buffers.fill(&self.network, &self.timeline, examples);
        buffers.forward(&self.network, weights, None);
        for (&example, &said) in examples.iter().zip(buffers.pass.outputs()) {
            predicted[example] = Some(self.timeline.in_own_units(example, said));
        }
    }

    /// The names of the window's rows: their labels if these are short enough to read, else their distance from the
    /// last row.
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
