//! What the text task shows: chunks, predictions, and the hidden state over one of them. Reads, never changes training.

use ndarray::{Array2, s};

use super::CharLm;
use crate::config::Batching;
use crate::nn::layout::Layout;
use crate::nn::network::{Data, Sequences};
use crate::nn::param::ParamSet;
use crate::task::trace::{Example, readings, trace};
use crate::task::view::{Examples, HiddenView, Look, Merged, TextView, Trace, View};

/// Batches of up to this many characters are also read with time and batch exchanged, for whoever asks for the numbers.
const READ_BOTH_WAYS: usize = 64;

impl CharLm {
    /// The chunks on show, with the hidden state over one of them.
    pub(super) fn show(&mut self, params: &ParamSet, look: Look) -> View {
        let seq_len = self.batching.seq_len();
        let mut view = TextView { seq_len, ..TextView::default() };
        if self.remembered.is_empty() {
            self.show_batch(&mut view);
        } else {
            self.show_all_windows(&mut view);
        }
        let row = look.example.min(view.rows().saturating_sub(1));
        let hidden = view.starts.get(row).map(|&start| HiddenView {
            example: format!("chunk {start}"),
            steps: (start..start + seq_len).map(|place| self.character(place).to_string()).collect(),
            layers: self.hidden_over(params, row, start),
        });
        let trace =
            view.starts.get(row).filter(|_| look.trace).map(|&start| Box::new(self.trace(params, start, &view)));
        View { examples: Examples::Text(view), hidden: hidden.unwrap_or_default(), trace }
    }

    /// The numbers behind the chunk at `start`.
    fn trace(&self, params: &ParamSet, start: usize, view: &TextView) -> Trace {
        let seq_len = view.seq_len;
        let token = |place: usize| self.text.tokens.get(place);
        let tokens: Vec<u32> = (start..start + seq_len).map(token).collect();
        let example = Example {
            data: Data::Tokens(&tokens),
            steps: seq_len,
            batch: (self.rows, seq_len),
            names: self.text.vocab.chars().iter().map(char::to_string).collect(),
            targets: (start + 1..=start + seq_len).map(token).collect(),
        };
        let mut trace = trace(&self.network, params, example);
        if view.rows() * seq_len <= READ_BOTH_WAYS {
            let starts = &view.starts;
            let tensor: Vec<u32> = starts.iter().flat_map(|&start| (start..start + seq_len).map(token)).collect();
            trace.readings = Some(readings(&self.network, params, &tensor, seq_len));
        }
        trace
    }

    fn character(&self, place: usize) -> char {
        self.text.vocab.char(self.text.tokens.get(place))
    }

    /// The rows of the batch just trained on.
    fn show_batch(&self, view: &mut TextView) {
        view.starts.clone_from(&self.starts);
        for (rows, shard) in self.shards.parts().take_while(|_| !self.starts.is_empty()) {
            let n = rows.len();
            for row in 0..n {
                for t in 0..view.seq_len {
                    let at = t * n + row;
                    view.target.push(self.text.vocab.char(shard.target[at]));
                    view.predicted.push(Some(self.text.vocab.char(shard.pass.predicted[at])));
                }
            }
        }
    }

    /// Every window of a short text, and the sentence they make together.
    fn show_all_windows(&self, view: &mut TextView) {
        let Batching::Windows { seq_len, stride, .. } = self.batching else { return };
        let count = self.remembered.len() / seq_len;
        view.starts = (0..count).map(|window| window * stride).collect();
        for &start in &view.starts {
            view.target.extend((start + 1..=start + seq_len).map(|place| self.character(place)));
        }
        view.predicted = self.remembered.iter().map(|token| token.map(|token| self.text.vocab.char(token))).collect();
        if stride > seq_len {
            return; // There are gaps between the windows: nothing to merge.
        }
        let mut merged = Merged::default();
        for window in 0..count {
            let new = if window == 0 { 0..seq_len } else { seq_len - stride..seq_len };
            merged.predicted.extend_from_slice(&view.row(&view.predicted, window)[new.clone()]);
            merged.target.extend_from_slice(&view.row(&view.target, window)[new]);
        }
        view.merged = Some(merged);
    }

    /// The hidden state over one row, `(T, H)` a layer: what the last step left where the row was in it, else
    /// worked out anew from a state of zeros.
    fn hidden_over(&mut self, params: &ParamSet, row: usize, start: usize) -> Vec<Array2<f32>> {
        let layers = 0..self.network.shape().layers;
        let in_batch =
            if self.remembered.is_empty() { Some(row) } else { self.batch.iter().position(|&window| window == row) };
        if let Some(row) = in_batch
            && let Some((rows, shard)) = self.shards.parts().find(|(rows, _)| rows.contains(&row))
        {
            let (first, n) = (row - rows.start, rows.len());
            return layers.map(|layer| shard.pass.hidden(layer).slice(s![first..;n, ..]).to_owned()).collect();
        }
        let seq_len = self.batching.seq_len();
        let input: Vec<u32> = (start..start + seq_len).map(|place| self.text.tokens.get(place)).collect();
        let mut state = self.network.zero_state(1);
        let observer = &mut self.observer;
        let weights = self.network.prepare(params, &mut observer.prepared);
        let layout = Layout::uniform(seq_len, 1);
        let read = Sequences::tokens(&input, &layout);
        self.network.forward(weights, read, &mut state, None, &mut observer.pass);
        layers.map(|layer| observer.pass.hidden(layer).to_owned()).collect()
    }
}
