//! What the classify task shows: rows it gets wrong, and which labels it takes for which. Reads, never changes training.

use ndarray::Array2;

use super::{Classify, Said};
use crate::data::Labelled;
use crate::nn::param::ParamSet;
use crate::task::view::{Answer, ClassifyView, Confusion, Examples, Look, Right, View};

/// Most rows on the list.
const LISTED: usize = 200;
/// Most characters of a text on the list.
const LONGEST: usize = 200;
/// Most labels that have a line of their own in the matrix.
const CLASSES: usize = 24;

impl Classify {
    /// What was said of the rows, with the hidden state over one of them.
    pub(super) fn show(&mut self, params: &ParamSet, look: Look) -> View {
        let list = self.list();
        let (data, split) = (&self.rows.data, &self.rows.split);
        let answer = |&(row, held_out): &(usize, bool)| Answer {
            number: row + 1,
            held_out,
            label: data.labels[data.label(row) as usize].clone(),
            said: self.said[row].map(|said| (data.labels[said.label as usize].clone(), said.probability)),
            right: self.is_right(row).unwrap_or(false),
            text: data.range(row).take(LONGEST).map(|place| data.vocab.char(data.tokens.get(place))).collect(),
        };
        let view = ClassifyView {
            answers: list.iter().map(answer).collect(),
            training: self.right(&split.training),
            held_out: self.right(&split.held_out),
            confusion: confusion(data, &self.said, if self.any_held_out() { &split.held_out } else { &split.training }),
            on_held_out: self.any_held_out(),
        };
        let row = list[look.example.min(list.len() - 1)].0;
        let hidden = self.observer.over(&self.rows, params, row);
        let trace = look.trace.then(|| Box::new(self.rows.trace(params, row)));
        View { examples: Examples::Classify(view), hidden, trace }
    }

    fn any_held_out(&self) -> bool {
        !self.rows.split.held_out.is_empty()
    }

    /// Whether what was last said of a row is right.
    fn is_right(&self, row: usize) -> Option<bool> {
        self.said[row].map(|said| said.label == self.rows.data.label(row))
    }

    fn right(&self, rows: &[usize]) -> Right {
        let answered = rows.iter().filter_map(|&row| self.is_right(row));
        let (all, right) = answered.fold((0, 0), |(all, right), is| (all + 1, right + usize::from(is)));
        Right { right, answered: all, of: rows.len() }
    }

    /// Rows for the list: the wrong ones first, and of each kind those held out first. At least one.
    fn list(&self) -> Vec<(usize, bool)> {
        let split = &self.rows.split;
        let rows = || {
            let training = split.training.iter().map(|&row| (row, false));
            split.held_out.iter().map(|&row| (row, true)).chain(training)
        };
        let wrong = rows().filter(|&(row, _)| self.is_right(row) == Some(false));
        let others = rows().filter(|&(row, _)| self.is_right(row) != Some(false));
        wrong.chain(others).take(LISTED).collect()
    }
}

/// Which of these rows' labels were taken for which: the most frequent labels, and all others together.
fn confusion(data: &Labelled, said: &[Option<Said>], rows: &[usize]) -> Confusion {
    let mut frequency = vec![0_usize; data.labels.len()];
    for &row in rows {
        frequency[data.label(row) as usize] += 1;
    }
    let mut order: Vec<usize> = (0..frequency.len()).collect();
    order.sort_by_key(|&label| std::cmp::Reverse(frequency[label]));
    let own = if order.len() <= CLASSES { order.len() } else { CLASSES - 1 };
    let mut place = vec![own; order.len()];
    order.iter().take(own).enumerate().for_each(|(at, &label)| place[label] = at);
    let lines = own + usize::from(order.len() > own);
    let mut counts = Array2::zeros((lines, lines));
    for (row, said) in rows.iter().filter_map(|&row| Some((row, said[row]?))) {
        counts[[place[data.label(row) as usize], place[said.label as usize]]] += 1;
    }
    let labels = order[..own].iter().map(|&label| data.labels[label].clone()).collect();
    // Among the others a label may have been taken for another one of them.
    let right = rows.iter().filter(|&&row| said[row].is_some_and(|said| said.label == data.label(row)));
    let right_others = right.filter(|&&row| place[data.label(row) as usize] == own).count();
    Confusion { labels, others: order.len() - own, counts, right_others }
}
