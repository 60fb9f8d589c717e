//! What the generate task shows: a text for each label beside one of the file.

use std::sync::Arc;

use super::texts::{Texts, texts};
use super::write::write_for;
use crate::nn::decode::{Writer, Written as Decoded, write};
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Prepared, Weights};
use crate::nn::param::ParamSet;
use crate::task::rows::{Goal, RowsProblem};
use crate::task::show::{Ask, Measures, Moment, Query, Show};
use crate::task::study::Study;
use crate::task::view::{Examples, GenerateView, Inside, Letter, StudyAsk, View, Written};

/// Fewest labels on the list, however large the net is, and most.
const LISTED: (usize, usize) = (8, 100);
/// Most characters of a text that is only looked at.
const LONGEST: usize = 100;

/// Shows labels and the texts written for them.
#[derive(Debug)]
pub(super) struct Generate {
    problem: Arc<RowsProblem>,
    /// The labels that may be on the list.
    labels: Vec<Texts>,
    /// The most characters written: one more than the longest text has, so that a text without an end can be told from
    /// it.
    limit: usize,
}

impl Generate {
    /// What shows `problem`.
    pub fn new(problem: Arc<RowsProblem>) -> Self {
        let data = &problem.data;
        let longest = (0..data.rows()).map(|row| data.range(row).len()).max().unwrap_or(0);
        let limit = (longest + 1).min(LONGEST);
        Self { labels: texts(data, LISTED.1, limit), limit, problem }
    }
}

impl Show for Generate {
    fn measures(&self) -> Measures {
        Measures { unit: "tokens", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.problem.data.notes()
    }

    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        self.problem.study(params, ask)
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let problem = &*self.problem;
        let affordable = query.affords(LISTED.1, problem.network.table().len() * self.limit);
        let labels = &self.labels[..affordable.max(LISTED.0).min(self.labels.len())];
        let row = labels[query.example.min(labels.len() - 1)].first;
        let mut prepared = Prepared::default();
        let weights = problem.network.prepare(moment.params, &mut prepared);
        let written = self.write(weights, labels);
        let (batch_sizes, padded) = self.staircase(moment);
        let all = problem.data.labels.len();
        let inside = match &query.ask {
            Some(Ask::Write(ask)) => Some(Box::new(Inside::Write(write_for(problem, moment, row, ask, query.work)))),
            _ => problem.look_into(moment, &query, row),
        };
        View {
            whole: labels.len() == self.labels.len(),
            examples: Examples::Generate(GenerateView { written, labels: all, batch_sizes, padded }),
            hidden: problem.hidden(weights, row),
            trace: query.trace.then(|| Box::new(problem.trace(moment, row))),
            inside: None,
        }
        .with(inside)
    }
}

impl Generate {
    /// The batch size of each step of the next batch (`PackedSequence.batch_sizes`), and how many places padding would
    /// add.
    fn staircase(&self, moment: Moment<'_>) -> (Vec<usize>, usize) {
        let mut batch = Vec::new();
        self.problem.batch(moment.position, &mut batch);
        let lengths: Vec<usize> = batch.iter().map(|&row| Goal::Text.steps(&self.problem.data, row)).collect();
        let layout = Layout::packed(&lengths);
        (layout.batch_sizes().collect(), layout.steps() * layout.rows() - layout.total())
    }

    /// Writes for all these labels at once, the likeliest character each time.
    fn write(&self, weights: Weights<'_>, labels: &[Texts]) -> Vec<Written> {
        let RowsProblem { network, data, .. } = &*self.problem;
        let first = |label: &Texts| Goal::Text.read(data, label.first).next().expect("a label is read first");
        let firsts: Vec<u32> = labels.iter().map(first).collect();
        let end = u32::try_from(data.vocab.len()).expect("characters have ids below 2^24");
        let mut writer = Writer::new(network, weights, firsts.len());
        let texts = write(&mut writer, &firsts, end, self.limit + 1, |_, logits| largest(logits).0);
        labels.iter().zip(&texts).map(|(label, text)| self.written(label, text)).collect()
    }

    fn written(&self, label: &Texts, text: &Decoded) -> Written {
        let (data, row) = (&self.problem.data, label.first);
        let example: Vec<u32> = data.range(row).take(LONGEST).map(|place| data.tokens.get(place)).collect();
        let wrong = |at: usize, token: u32| label.count == 1 && example.get(at) != Some(&token);
        let letter =
            |(at, &token): (usize, &u32)| Letter { character: data.vocab.char(token), wrong: wrong(at, token) };
        Written {
            label: data.labels[data.label(row) as usize].clone(),
            text: text.tokens.iter().enumerate().map(letter).collect(),
            ended: text.ended,
            example: example.iter().map(|&token| data.vocab.char(token)).collect(),
            texts: label.count,
            exact: text.ended && label.tokens.contains(&text.tokens),
        }
    }
}
