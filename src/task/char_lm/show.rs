//! What the text task shows: chunks, predictions, and the hidden state over one of them. Reads, never changes training.

use ndarray::{Array2, s};

use super::CharLm;
use crate::config::Batching;
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::param::ParamSet;
use crate::task::view::{Examples, HiddenView, Look, Merged, TextView, View};

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
        View { examples: Examples::Text(view), hidden: hidden.unwrap_or_default() }
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
        self.network.prepare(params, &mut observer.prepared);
        let layout = Layout::uniform(seq_len, 1);
        let read = Sequences::tokens(&input, &layout);
        self.network.forward(params, &observer.prepared, read, &mut state, None, &mut observer.pass);
        layers.map(|layer| observer.pass.hidden(layer).to_owned()).collect()
    }
}
