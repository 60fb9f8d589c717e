//! What the classify task shows: rows it gets wrong, and which labels it takes for which.

use std::sync::Arc;

use super::confusion::confusion;
use crate::nn::loss::largest;
use crate::nn::network::{Prepared, Weights};
use crate::task::cover::{shares, spread};
use crate::task::rows::{Goal, RowBatch, RowsProblem};
use crate::task::show::{Measures, Moment, Query, Show};
use crate::task::view::{Answer, ClassifyView, Examples, Right, View};

/// Most rows on the list.
const LISTED: usize = 200;
/// Most characters of a text on the list.
const LONGEST: usize = 200;
/// Most rows of a pass.
const ROWS: usize = 64;

/// Shows texts and the labels they are given.
#[derive(Debug)]
pub(super) struct Classify(pub Arc<RowsProblem>);

/// A label and the probability that it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    label: u32,
    probability: f32,
}

/// The prediction for each row of the file; none for rows that were not worked out.
struct Answers<'a> {
    problem: &'a RowsProblem,
    said: Vec<Option<Said>>,
}

impl Show for Classify {
    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.0.data.facts.notes()
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let problem = &*self.0;
        let (data, split) = (&problem.data, &problem.split);
        let mut prepared = Prepared::default();
        let weights = problem.network.prepare(moment.params, &mut prepared);
        let wanted = query.affords(data.rows(), problem.network.table().len() * problem.mean_length());
        let [held_out, training] = shares(wanted, [split.held_out.len(), split.training.len()]);
        let mut rows = spread(&split.held_out, held_out);
        rows.extend(spread(&split.training, training));
        let answers = Answers::of(problem, weights, &rows);

        let list = answers.list();
        let row = list[query.example.min(list.len() - 1)].0;
        let on_held_out = !split.held_out.is_empty();
        let of = if on_held_out { &split.held_out } else { &split.training };
        let view = ClassifyView {
            answers: list.iter().map(|&(row, held_out)| answers.answer(row, held_out)).collect(),
            training: answers.right(&split.training),
            held_out: answers.right(&split.held_out),
            confusion: confusion(data, |row| answers.said[row].map(|said| said.label), of),
            on_held_out,
        };
        View {
            whole: rows.len() == data.rows(),
            examples: Examples::Classify(view),
            hidden: problem.hidden(weights, row),
            trace: query.trace.then(|| Box::new(problem.trace(moment, row))),
        }
    }
}

impl<'a> Answers<'a> {
    /// The net's predictions for these rows.
    fn of(problem: &'a RowsProblem, weights: Weights<'_>, rows: &[usize]) -> Self {
        let (network, mut said) = (&problem.network, vec![None; problem.data.rows()]);
        let (mut batch, mut state, mut pass) = (RowBatch::default(), network.zero_state(1), network.pass());
        for rows in rows.chunks(ROWS) {
            batch.set(&problem.data, Goal::Label, rows.iter().copied());
            network.set_zero(&mut state, rows.len());
            network.forward(weights, batch.read(), &mut state, None, &mut pass);
            for (&row, logits) in rows.iter().zip(pass.outputs().rows()) {
                let logits = logits.as_slice().expect("rows of logits are contiguous");
                let (label, max) = largest(logits);
                let total: f32 = logits.iter().map(|z| (z - max).exp()).sum();
                said[row] = Some(Said { label, probability: 1.0 / total });
            }
        }
        Self { problem, said }
    }

    fn answer(&self, row: usize, held_out: bool) -> Answer {
        let data = &self.problem.data;
        Answer {
            number: row + 1,
            held_out,
            label: data.labels[data.label(row) as usize].clone(),
            said: self.said[row].map(|said| (data.labels[said.label as usize].clone(), said.probability)),
            right: self.is_right(row).unwrap_or(false),
            text: data.range(row).take(LONGEST).map(|place| data.vocab.char(data.tokens.get(place))).collect(),
        }
    }

    /// Whether the prediction for a row is right.
    fn is_right(&self, row: usize) -> Option<bool> {
        self.said[row].map(|said| said.label == self.problem.data.label(row))
    }

    fn right(&self, rows: &[usize]) -> Right {
        let answered = rows.iter().filter_map(|&row| self.is_right(row));
        let (all, right) = answered.fold((0, 0), |(all, right), is| (all + 1, right + usize::from(is)));
        Right { right, answered: all, of: rows.len() }
    }

    /// Rows for the list: wrong ones before right ones, and among each held-out rows first. At least one.
    fn list(&self) -> Vec<(usize, bool)> {
        let split = &self.problem.split;
        let rows = || {
            let training = split.training.iter().map(|&row| (row, false));
            split.held_out.iter().map(|&row| (row, true)).chain(training)
        };
        let wrong = rows().filter(|&(row, _)| self.is_right(row) == Some(false));
        let others = rows().filter(|&(row, _)| self.is_right(row) != Some(false));
        wrong.chain(others).take(LISTED).collect()
    }
}
