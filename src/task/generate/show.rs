//! What the generate task shows: a text for each label beside one of the file. Reads, never changes training.

use std::collections::{HashMap, HashSet};

use super::Generate;
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::Sequences;
use crate::nn::param::ParamSet;
use crate::task::labelled::{Goal, Rows};
use crate::task::view::{Examples, GenerateView, Letter, Look, View, Written};

/// Most labels on the list, and the fewest however large the net is.
const LISTED: (usize, usize) = (8, 100);
/// Multiplications that writing the list may take, roughly: some hundredths of a second.
const WORTH_A_LOOK: usize = 100_000_000;
/// Most characters of a text that is only looked at.
const LONGEST: usize = 100;

/// The labels that are written for.
#[derive(Debug)]
pub(super) struct Writer {
    /// The first row of each label on the list.
    firsts: Vec<usize>,
    /// How many texts each of these labels has, and their tokens, as far as they are no longer than what is written.
    texts: Vec<(usize, HashSet<Vec<u32>>)>,
    /// Characters written at most: one more than the longest text, so that one that goes on and on is seen to do so.
    limit: usize,
}

impl Writer {
    /// Chooses the labels to be shown: the first ones, so many that the net writes for them in a moment.
    pub fn new(rows: &Rows) -> Self {
        let data = &rows.data;
        let longest = (0..data.rows()).map(|row| data.range(row).len()).max().unwrap_or(0);
        let limit = (longest + 1).min(LONGEST);
        let work = rows.network.table().len().saturating_mul(limit);
        let listed = (WORTH_A_LOOK / work.max(1)).clamp(LISTED.0, LISTED.1);
        let (mut firsts, mut texts) = (Vec::new(), Vec::<(usize, HashSet<Vec<u32>>)>::new());
        let mut places = HashMap::new();
        for row in 0..data.rows() {
            let place = match places.get(&data.label(row)) {
                Some(&place) => place,
                None if firsts.len() < listed => {
                    places.insert(data.label(row), firsts.len());
                    firsts.push(row);
                    texts.push((0, HashSet::new()));
                    firsts.len() - 1
                }
                None => continue,
            };
            texts[place].0 += 1;
            if data.range(row).len() <= limit {
                texts[place].1.insert(data.range(row).map(|place| data.tokens.get(place)).collect());
            }
        }
        Self { firsts, texts, limit }
    }
}

impl Generate {
    /// The texts of the labels on the list, with the hidden state over a text of one of them.
    pub(super) fn show(&mut self, params: &ParamSet, look: Look) -> View {
        let row = self.writer.firsts[look.example.min(self.writer.firsts.len() - 1)];
        let hidden = self.observer.over(&self.rows, params, row);
        let trace = look.trace.then(|| Box::new(self.rows.trace(params, row)));
        let (batch_sizes, padded) = self.staircase();
        let written = self.write(params);
        let view = GenerateView { written, labels: self.rows.data.labels.len(), batch_sizes, padded };
        View { examples: Examples::Generate(view), hidden, trace }
    }

    /// The batch sizes of the last batch's steps, and how many places more it would have unpacked.
    fn staircase(&self) -> (Vec<usize>, usize) {
        let Rows { data, batch, split, size, .. } = &self.rows;
        let rows = if batch.is_empty() { &split.training[..*size] } else { &batch[..] };
        let lengths: Vec<usize> = rows.iter().map(|&row| Goal::Text.steps(data, row)).collect();
        let layout = Layout::packed(&lengths);
        (layout.batch_sizes().collect(), layout.steps() * layout.rows() - layout.total())
    }

    /// Writes for all labels of the list at once.
    fn write(&mut self, params: &ParamSet) -> Vec<Written> {
        let (rows, writer, observer) = (&self.rows, &self.writer, &mut self.observer);
        let (network, count) = (&rows.network, writer.firsts.len());
        let weights = network.prepare(params, &mut observer.prepared);
        let (mut state, layout) = (network.zero_state(count), Layout::uniform(1, count));
        let first = |&row: &usize| Goal::Text.read(&rows.data, row).next().expect("a label is read first");
        let mut tokens: Vec<u32> = writer.firsts.iter().map(first).collect();
        let end = rows.data.vocab.len();
        let (mut texts, mut ended) = (vec![Vec::new(); count], vec![false; count]);
        for _ in 0..=writer.limit {
            let read = Sequences::tokens(&tokens, &layout);
            network.forward(weights, read, &mut state, None, &mut observer.pass);
            let logits = observer.pass.outputs().rows().into_iter();
            for (place, logits) in logits.enumerate().filter(|&(place, _)| !ended[place]).collect::<Vec<_>>() {
                let (next, _) = largest(logits.as_slice().expect("rows of logits are contiguous"));
                ended[place] = next as usize == end;
                if !ended[place] {
                    texts[place].push(next);
                    tokens[place] = next;
                }
            }
            if ended.iter().all(|&ended| ended) {
                break;
            }
        }
        (0..count).map(|place| self.written(place, &texts[place], ended[place])).collect()
    }

    fn written(&self, place: usize, tokens: &[u32], ended: bool) -> Written {
        let (data, row) = (&self.rows.data, self.writer.firsts[place]);
        let (texts, all) = &self.writer.texts[place];
        let example: Vec<u32> = data.range(row).take(LONGEST).map(|place| data.tokens.get(place)).collect();
        let wrong = |at: usize, token: u32| *texts == 1 && example.get(at) != Some(&token);
        Written {
            label: data.labels[data.label(row) as usize].clone(),
            text: tokens
                .iter()
                .enumerate()
                .map(|(at, &token)| Letter { character: data.vocab.char(token), wrong: wrong(at, token) })
                .collect(),
            ended,
            example: example.iter().map(|&token| data.vocab.char(token)).collect(),
            texts: *texts,
            exact: ended && all.contains(tokens),
        }
    }
}
