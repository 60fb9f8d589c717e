//! What the text task shows: chunks, what the net predicts in them, and the hidden state over one of them.
//!
//! If a short text is cut into windows, all of them are shown, merged into one sentence. Otherwise the chunks of the
//! next step are shown, which is the text that the net is about to learn; streams start from the carried hidden state.

use ndarray::{Array2, Axis};

use super::problem::TextProblem;
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Data, Prepared, Sequences, Weights};
use crate::nn::stack::State;
use crate::task::cover::around;
use crate::task::show::{Measures, Moment, Query, Show};
use crate::task::trace::{Example, readings, trace};
use crate::task::view::{Examples, HiddenView, Merged, TextView, Trace, View};

/// All windows are shown, merged into one sentence, if they are no more than this many characters.
const MERGED: usize = 200_000;
/// Most rows of a pass.
const ROWS: usize = 64;
/// A trace also reads batches of up to this many characters with time and batch exchanged.
const READ_BOTH_WAYS: usize = 64;

impl Show for TextProblem {
    fn measures(&self) -> Measures {
        Measures { unit: "chars", bits_per: Some("char"), accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.text.facts.notes()
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let seq_len = self.batching.seq_len();
        let all = self.windows().map(|windows| windows.count()).filter(|count| count * seq_len <= MERGED);
        let mut starts = Vec::new();
        match (all, self.windows()) {
            (Some(count), Some(windows)) => starts.extend((0..count).map(|window| windows.start(window))),
            _ => self.batch(moment.position, &mut starts),
        }
        let target = starts.iter().flat_map(|&start| start + 1..=start + seq_len).map(|place| self.character(place));
        let mut view = TextView { seq_len, target: target.collect(), starts, ..TextView::default() };
        view.predicted.resize(view.target.len(), None);
        view.sure.resize(view.target.len(), 0.0);

        let row = query.example.min(view.rows() - 1);
        let covered = around(row, query.affords(view.rows(), self.network.table().len() * seq_len), view.rows());
        let mut prepared = Prepared::default();
        let weights = self.network.prepare(moment.params, &mut prepared);
        for first in covered.clone().step_by(ROWS) {
            self.predict(weights, moment, &mut view, first..covered.end.min(first + ROWS));
        }
        if all.is_some() {
            view.merged = self.merged(&view);
        }
        let hidden = self.hidden(weights, moment, row, view.starts[row]);
        let trace = query.trace.then(|| Box::new(self.trace(moment, row, &view)));
        View { whole: covered.len() == view.rows(), examples: Examples::Text(view), hidden, trace }
    }
}

impl TextProblem {
    fn character(&self, place: usize) -> char {
        self.text.vocab.char(self.text.tokens.get(place))
    }

    /// What the chunk at `start` holds.
    fn chunk(&self, start: usize) -> Vec<u32> {
        (start..start + self.batching.seq_len()).map(|place| self.text.tokens.get(place)).collect()
    }

    /// The hidden state from which these rows begin.
    fn state(&self, moment: Moment<'_>, rows: std::ops::Range<usize>) -> State {
        let mut state = self.network.zero_state(rows.len());
        // An epoch's first chunk begins at zero.
        if let Some(carried) = moment.carried.filter(|_| moment.position.step_in_epoch > 0) {
            let places: Vec<usize> = rows.collect();
            for (layer, carried) in state.iter_mut().zip(carried) {
                layer.h = carried.h.select(Axis(0), &places);
                layer.c = carried.c.select(Axis(0), &places);
            }
        }
        state
    }

    /// Fills in the predictions of these rows.
    fn predict(&self, weights: Weights<'_>, moment: Moment<'_>, view: &mut TextView, rows: std::ops::Range<usize>) {
        let (seq_len, n) = (view.seq_len, rows.len());
        let chunks: Vec<Vec<u32>> = view.starts[rows.clone()].iter().map(|&start| self.chunk(start)).collect();
        let input: Vec<u32> = (0..seq_len).flat_map(|t| chunks.iter().map(move |chunk| chunk[t])).collect();
        let (layout, mut pass) = (Layout::uniform(seq_len, n), self.network.pass());
        let mut state = self.state(moment, rows.clone());
        self.network.forward(weights, Sequences::tokens(&input, &layout), &mut state, None, &mut pass);
        for (place, logits) in pass.outputs().rows().into_iter().enumerate() {
            let (token, highest) = largest(logits.as_slice().expect("rows of logits are contiguous"));
            let (t, row) = (place / n, rows.start + place % n);
            view.predicted[row * seq_len + t] = Some(self.text.vocab.char(token));
            // The softmax at its largest logit.
            view.sure[row * seq_len + t] = 1.0 / logits.iter().map(|logit| (logit - highest).exp()).sum::<f32>();
        }
    }

    /// The sentence that all windows make together, if there are no gaps between them.
    fn merged(&self, view: &TextView) -> Option<Merged> {
        let (seq_len, stride) = (view.seq_len, self.stride()?);
        if stride > seq_len {
            return None;
        }
        let mut merged = Merged::default();
        for window in 0..view.rows() {
            let new = if window == 0 { 0..seq_len } else { seq_len - stride..seq_len };
            merged.predicted.extend_from_slice(&view.row(&view.predicted, window)[new.clone()]);
            merged.sure.extend_from_slice(&view.row(&view.sure, window)[new.clone()]);
            merged.target.extend_from_slice(&view.row(&view.target, window)[new]);
        }
        Some(merged)
    }

    /// The hidden state over the row that starts at `start`, `(T, H)` a layer.
    fn hidden(&self, weights: Weights<'_>, moment: Moment<'_>, row: usize, start: usize) -> HiddenView {
        let tokens = self.chunk(start);
        let (layout, mut pass) = (Layout::uniform(tokens.len(), 1), self.network.pass());
        let mut state = self.state(moment, row..row + 1);
        self.network.forward(weights, Sequences::tokens(&tokens, &layout), &mut state, None, &mut pass);
        let layers = 0..self.network.shape().layers;
        HiddenView {
            example: format!("chunk {start}"),
            steps: tokens.iter().map(|&token| self.text.vocab.char(token).to_string()).collect(),
            layers: layers.map(|layer| -> Array2<f32> { pass.hidden(layer).to_owned() }).collect(),
        }
    }

    /// The numbers behind a row.
    fn trace(&self, moment: Moment<'_>, row: usize, view: &TextView) -> Trace {
        let (seq_len, start) = (view.seq_len, view.starts[row]);
        let tokens = self.chunk(start);
        let example = Example {
            data: Data::Tokens(&tokens),
            batch: (self.rows, seq_len),
            names: self.text.vocab.chars().iter().map(char::to_string).collect(),
            targets: self.chunk(start + 1),
        };
        let mut trace = trace(&self.network, moment.params, example);
        if view.rows() * seq_len <= READ_BOTH_WAYS {
            let tensor: Vec<u32> = view.starts.iter().flat_map(|&start| self.chunk(start)).collect();
            trace.readings = Some(readings(&self.network, moment.params, &tensor, seq_len));
        }
        trace
    }
}
