//! What the classify task shows: rows it gets wrong, and which labels it takes for which.

use std::sync::Arc;

use super::confusion::{confusion, label_scores};
use crate::data::Part;
use crate::figures::count;
use crate::nn::loss::largest;
use crate::nn::network::{Prepared, Weights};
use crate::nn::param::ParamSet;
use crate::task::cover::covered;
use crate::task::rows::{Goal, RowBatch, RowsProblem};
use crate::task::show::{Measures, Moment, Query, Show};
use crate::task::study::Study;
use crate::task::view::{Answer, ClassifyView, Examples, Right, StudyAsk, UNSURE, View};

/// Most rows on the list.
const LISTED: usize = 200;
/// Most characters of a text on the list.
const LONGEST: usize = 200;
/// Most rows of a pass.
const ROWS: usize = 64;

/// Shows texts and the labels they are given.
#[derive(Debug)]
pub(super) struct Classify {
    pub problem: Arc<RowsProblem>,
    /// The probability below which no label is given.
    pub threshold: f64,
}

/// The likeliest label and its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    label: u32,
    probability: f32,
}

/// The prediction for each row of the file; none for rows that were not worked out.
struct Answers<'a> {
    problem: &'a RowsProblem,
    threshold: f64,
    said: Vec<Option<Said>>,
}

impl Show for Classify {
    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        let RowsProblem { data, split, .. } = &*self.problem;
        let mut notes = data.notes();
        if let Some(lexicon) = data.lexicon() {
            let known = count(lexicon.tokens().len() as u64);
            notes.push(format!("Read by words, {known} of them known; --tokens char reads characters."));
        }
        let unknown = data.unknown_words(&split.validation) + data.unknown_words(&split.test);
        if unknown > 0 {
            let verb = if unknown == 1 { "word of the held-out rows is" } else { "words of the held-out rows are" };
            notes.push(format!("{unknown} {verb} unknown to the net, and <UNK>."));
        }
        notes
    }

    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        self.problem.study(params, ask)
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let problem = &*self.problem;
        let (data, split) = (&problem.data, &problem.split);
        let mut prepared = Prepared::default();
        let weights = problem.network.prepare(moment.params, &mut prepared);
        let wanted = query.affords(data.rows(), problem.work());
        let rows: Vec<usize> = covered(split, wanted).into_iter().map(|(row, _)| row).collect();
        let answers = Answers::of(problem, self.threshold, weights, &rows);

        let list = answers.list();
        let row = list[query.example.min(list.len() - 1)].0;
        let reported = split.reported();
        let of = split.rows(reported);
        let view = ClassifyView {
            answers: list.iter().map(|&(row, part)| answers.answer(row, part)).collect(),
            training: answers.right(&split.training),
            validation: answers.right(&split.validation),
            test: answers.right(&split.test),
            reported,
            confusion: confusion(data, |row| answers.given(row), of),
            labels: label_scores(
                data,
                of.iter().filter_map(|&row| answers.said[row].map(|_| (row, answers.given(row)))),
            ),
        };
        View {
            whole: rows.len() == data.rows(),
            examples: Examples::Classify(view),
            hidden: problem.hidden(weights, row),
            trace: query.trace.then(|| Box::new(problem.trace(moment, row))),
            inside: None,
        }
        .with(problem.look_into(moment, &query, row))
    }
}

impl<'a> Answers<'a> {
    /// The net's predictions for these rows.
    fn of(problem: &'a RowsProblem, threshold: f64, weights: Weights<'_>, rows: &[usize]) -> Self {
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
        Self { problem, threshold, said }
    }

    /// The label that a row is given; none where it was not worked out, or is not likely enough.
    fn given(&self, row: usize) -> Option<u32> {
        let said = self.said[row]?;
        (f64::from(said.probability) >= self.threshold).then_some(said.label)
    }

    fn answer(&self, row: usize, part: Part) -> Answer {
        let data = &self.problem.data;
        Answer {
            number: row + 1,
            part,
            label: data.labels[data.label(row) as usize].clone(),
            said: self.said[row].map(|said| {
                let label = self.given(row).map_or(UNSURE, |label| &data.labels[label as usize]);
                (label.to_owned(), said.probability)
            }),
            right: self.is_right(row).unwrap_or(false),
            text: data.range(row).take(LONGEST).map(|place| data.vocab.char(data.tokens.get(place))).collect(),
        }
    }

    /// Whether a row is given its label; none where it was not worked out.
    fn is_right(&self, row: usize) -> Option<bool> {
        self.said[row].map(|_| self.given(row) == Some(self.problem.data.label(row)))
    }

    fn right(&self, rows: &[usize]) -> Right {
        let done = || rows.iter().filter(|&&row| self.said[row].is_some());
        let answered = done().filter(|&&row| self.given(row).is_some()).count();
        Right {
            right: done().filter(|&&row| self.is_right(row) == Some(true)).count(),
            answered,
            unsure: done().count() - answered,
            of: rows.len(),
        }
    }

    /// Rows for the list: wrong ones before right ones, and among each those of the test first, then those of the
    /// validation. At least one.
    fn list(&self) -> Vec<(usize, Part)> {
        let split = &self.problem.split;
        let of = |part: Part| split.rows(part).iter().map(move |&row| (row, part));
        let rows = || [Part::Test, Part::Validation, Part::Training].into_iter().flat_map(of);
        let wrong = rows().filter(|&(row, _)| self.is_right(row) == Some(false));
        let others = rows().filter(|&(row, _)| self.is_right(row) != Some(false));
        wrong.chain(others).take(LISTED).collect()
    }
}
