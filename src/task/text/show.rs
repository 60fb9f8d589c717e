//! What the text task shows: chunks, what the net predicts in them, and the hidden state over one of them.
//!
//! If a short text is cut into windows, all of them are shown, merged into one sentence. Otherwise the chunks of the
//! next step are shown, which is the text that the net is about to learn; streams start from the carried hidden state.

use std::ops::Range;

use ndarray::{Array2, Axis};

use super::lay_out::{lay_out, steps};
use super::part::forget;
use super::problem::TextProblem;
use crate::data::{Chunk, Unit};
use crate::nn::layout::Layout;
use crate::nn::loss::{largest, likeliest};
use crate::nn::network::{Data, Prepared, Sequences, Weights};
use crate::nn::param::ParamSet;
use crate::nn::probe::probabilities;
use crate::nn::stack::State;
use crate::task::cover::around;
use crate::task::inside::{Around, Named, Net, Passage, Read, Wanted, look_into};
use crate::task::show::{Ask, Measures, Moment, Query, Show};
use crate::task::study::Study;
use crate::task::trace::{Example, readings, trace};
use crate::task::view::{Examples, HiddenView, Inside, Merged, StudyAsk, TextView, Token, Trace, View, WriteView};

/// All windows are shown, merged into one sentence, if they are no more than this many tokens.
const MERGED: usize = 200_000;
/// How many of the likeliest tokens are told.
const LIKELIEST: usize = 5;
/// What the net writes on its own takes one part in so many of a look's work.
const FREE: u64 = 8;
/// Most rows of a pass.
const ROWS: usize = 64;
/// A trace also reads batches of up to this many tokens with time and batch exchanged.
const READ_BOTH_WAYS: usize = 64;

impl Show for TextProblem {
    fn measures(&self) -> Measures {
        let (unit, token) = match self.text.vocab.unit() {
            Unit::Chars => ("chars", "char"),
            Unit::Words => ("words", "word"),
        };
        Measures { unit, bits_per: Some(token), accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.text.notes()
    }

    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        self.studied(params, ask)
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let all = self.windows().filter(|count| count * self.seq_len <= MERGED);
        let chunks: Vec<Chunk> = match all {
            Some(count) => (0..count).map(|window| self.window(window)).collect(),
            // Some rows of an epoch's last steps have nothing left to read.
            None => self.batch(moment.position).chunks().map(|row| Chunk { len: row.len.max(1), ..row }).collect(),
        };
        let mut view = self.unpredicted(&chunks);
        let row = query.example.min(view.rows() - 1);
        let covered = around(row, query.affords(view.rows(), self.network.table().len() * self.seq_len), view.rows());
        let mut prepared = Prepared::default();
        let weights = self.network.prepare(moment.params, &mut prepared);
        for first in covered.clone().step_by(ROWS) {
            self.predict(weights, moment, &mut view, &chunks, first..covered.end.min(first + ROWS));
        }
        if all.is_some() {
            view.merged = merged(&view);
        }
        let (hidden, likeliest) = self.hidden(weights, moment, row, chunks[row]);
        view.likeliest = likeliest;
        // Screens that ask for something else do not show it; a lesson asks for gradients beside the examples.
        let alone = query.ask.as_ref().is_none_or(|ask| matches!(ask, Ask::Gradients(_)));
        if alone {
            view.free = self.free(weights, moment.position.step, query.work / FREE);
        }
        let written = !alone || !view.free.is_empty();
        let trace = query.trace.then(|| Box::new(self.trace(moment, &chunks, row)));
        let inside = match &query.ask {
            Some(Ask::Write(ask)) => {
                let writing = self.write(weights, ask, query.work);
                Some(Box::new(Inside::Write(WriteView::Tokens(writing))))
            }
            Some(Ask::Neurons(ask)) => Some(Box::new(Inside::Neurons(self.neurons(moment.params, ask, query.work)))),
            _ => look_into(Net::One(&self.network), moment.params, &query, || self.around(moment, &chunks, row)),
        };
        let whole = covered.len() == view.rows() && written;
        View { whole, examples: Examples::Text(view), hidden, trace, inside: None }.with(inside)
    }
}

impl TextProblem {
    fn token(&self, place: usize) -> Token {
        self.text.vocab.token(self.text.tokens.get(place))
    }

    /// The tokens at these places.
    fn ids(&self, places: Range<usize>) -> Vec<u32> {
        places.map(|place| self.text.tokens.get(place)).collect()
    }

    /// These chunks, before anything is predicted.
    fn unpredicted(&self, chunks: &[Chunk]) -> TextView {
        let targets = chunks.iter().flat_map(|chunk| chunk.start + 1..=chunk.start + chunk.len);
        let target: Vec<Token> = targets.map(|place| self.token(place)).collect();
        TextView {
            seq_len: steps(chunks),
            starts: chunks.iter().map(|chunk| chunk.start).collect(),
            ends: chunks
                .iter()
                .scan(0, |end, chunk| {
                    *end += chunk.len;
                    Some(*end)
                })
                .collect(),
            predicted: vec![None; target.len()],
            sure: vec![0.0; target.len()],
            truth: vec![0.0; target.len()],
            target,
            likeliest: Vec::new(),
            free: Vec::new(),
            merged: None,
        }
    }

    /// The hidden state from which these rows begin.
    fn state(&self, moment: Moment<'_>, rows: Range<usize>, chunks: &[Chunk]) -> State {
        let mut state = self.network.zero_state(rows.len());
        if let Some(carried) = moment.carried {
            let places: Vec<usize> = rows.collect();
            for (layer, carried) in state.iter_mut().zip(carried) {
                layer.h = carried.h.select(Axis(0), &places);
                layer.c = carried.c.select(Axis(0), &places);
            }
            forget(&mut state, chunks);
        }
        state
    }

    /// Fills in the predictions of these rows.
    fn predict(
        &self,
        weights: Weights<'_>,
        moment: Moment<'_>,
        view: &mut TextView,
        chunks: &[Chunk],
        rows: Range<usize>,
    ) {
        let (n, first, chunks) = (rows.len(), rows.start, &chunks[rows.clone()]);
        let (mut input, mut target) = (Vec::new(), Vec::new());
        lay_out(|place| self.text.tokens.get(place), chunks, &mut input, &mut target);
        let (layout, mut pass) = (Layout::uniform(steps(chunks), n), self.network.pass());
        let mut state = self.state(moment, rows, chunks);
        self.network.forward(weights, Sequences::tokens(&input, &layout), &mut state, None, &mut pass);
        for (at, logits) in pass.outputs().rows().into_iter().enumerate() {
            let (t, row) = (at / n, at % n);
            if t >= chunks[row].len {
                continue;
            }
            let place = view.ends[first + row] - chunks[row].len + t;
            let (token, highest) = largest(logits.as_slice().expect("rows of logits are contiguous"));
            view.predicted[place] = Some(self.text.vocab.token(token));
            // The softmax at its largest logit, and at that of the truth.
            let sum = logits.iter().map(|logit| (logit - highest).exp()).sum::<f32>();
            view.sure[place] = 1.0 / sum;
            view.truth[place] = (logits[target[at] as usize] - highest).exp() / sum;
        }
    }

    /// The hidden state over the row that reads this chunk, `(T, H)` a layer, and the likeliest tokens after each step.
    fn hidden(
        &self,
        weights: Weights<'_>,
        moment: Moment<'_>,
        row: usize,
        chunk: Chunk,
    ) -> (HiddenView, Vec<Vec<(Token, f32)>>) {
        let tokens = self.ids(chunk.start..chunk.start + chunk.len);
        let (layout, mut pass) = (Layout::uniform(tokens.len(), 1), self.network.pass());
        let mut state = self.state(moment, row..row + 1, &[chunk]);
        self.network.forward(weights, Sequences::tokens(&tokens, &layout), &mut state, None, &mut pass);
        let layers = 0..self.network.shape().layers;
        let all = probabilities(pass.outputs());
        let likeliest = all.rows().into_iter().map(|row| self.likeliest(row.as_slice().unwrap_or_default())).collect();
        let hidden = HiddenView {
            example: format!("chunk {}", chunk.start),
            steps: tokens.iter().map(|&token| label(self.text.vocab.token(token))).collect(),
            layers: layers.map(|layer| -> Array2<f32> { pass.hidden(layer).to_owned() }).collect(),
            directions: 1,
        };
        (hidden, likeliest)
    }

    /// The likeliest tokens of these probabilities.
    fn likeliest(&self, probabilities: &[f32]) -> Vec<(Token, f32)> {
        let told = |id| (self.text.vocab.token(id), probabilities[id as usize]);
        likeliest(probabilities, LIKELIEST).into_iter().map(told).collect()
    }

    /// What is around a row: the other `chunks`, and the batch of the next step.
    fn around<'a>(&'a self, moment: Moment<'_>, chunks: &'a [Chunk], row: usize) -> Around<'a> {
        let chunk = chunks[row];
        let others = self.batch(moment.position);
        let others = others.chunks().filter(|other| other.start != chunk.start && other.len > 0);
        let batch: Vec<Chunk> = std::iter::once(chunk).chain(others).collect();
        let name = |place: usize| label(self.token(place));
        let passage = |Chunk { start, len, .. }: Chunk| Passage {
            read: Read::Tokens(self.ids(start..start + len)),
            wanted: Wanted::Classes(self.ids(start + 1..start + len + 1)),
            weight: 1.0,
        };
        let named = move |row: usize| {
            let Chunk { start, len, .. } = chunks[row];
            let steps = (start..start + len).map(name).collect();
            Named { example: format!("chunk {start}"), steps, given: Vec::new() }
        };
        Around {
            at: row,
            all: chunks.len(),
            apart: 1,
            passage: Box::new(move |row| passage(chunks[row])),
            name: Box::new(named),
            wanted: (chunk.start..chunk.start + chunk.len).map(|place| name(place + 1)).collect(),
            batch: Box::new(batch.into_iter().map(passage)),
            cut: Some(self.seq_len),
        }
    }

    /// The numbers behind a row.
    fn trace(&self, moment: Moment<'_>, chunks: &[Chunk], row: usize) -> Trace {
        let Chunk { start, len, .. } = chunks[row];
        let tokens = self.ids(start..start + len);
        let example = Example {
            data: Data::Tokens(&tokens),
            batch: (self.rows, self.seq_len),
            names: (0..).take(self.text.vocab.len()).map(|id| self.text.vocab.token(id).to_string()).collect(),
            targets: self.ids(start + 1..start + len + 1),
        };
        let mut trace = trace(&self.network, moment.params, example);
        if chunks.iter().all(|chunk| chunk.len == len) && chunks.len() * len <= READ_BOTH_WAYS {
            let places = chunks.iter().flat_map(|chunk| self.ids(chunk.start..chunk.start + len));
            trace.readings = Some(readings(&self.network, moment.params, &places.collect::<Vec<_>>(), len));
        }
        trace
    }
}

/// A token below a column of a heatmap, which has no room for the name of a document's end: its symbol, then.
pub(super) fn label(token: Token) -> String {
    match token {
        Token::End => "\u{3}".to_owned(),
        token => token.to_string(),
    }
}

/// The text that all windows make together, if there are no gaps between them.
fn merged(view: &TextView) -> Option<Merged> {
    let mut merged = Merged::default();
    // The place after the last target so far.
    let mut reached = view.starts.first()? + 1;
    for (row, start) in view.starts.iter().enumerate() {
        let targets = view.row(&view.target, row);
        let seen = reached.checked_sub(start + 1)?.min(targets.len());
        merged.predicted.extend_from_slice(&view.row(&view.predicted, row)[seen..]);
        merged.sure.extend_from_slice(&view.row(&view.sure, row)[seen..]);
        merged.truth.extend_from_slice(&view.row(&view.truth, row)[seen..]);
        merged.target.extend_from_slice(&targets[seen..]);
        reached = reached.max(start + 1 + targets.len());
    }
    Some(merged)
}
