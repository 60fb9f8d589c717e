//! Which labels are taken for which, and how well each is told.

use ndarray::Array2;

use crate::data::Labelled;
use crate::task::view::{Confusion, LabelScore, LabelScores};

/// Most labels that have a line of their own in the matrix.
const CLASSES: usize = 24;

/// Counts these rows by true and predicted label. `said` holds the predicted label of each row of the file. The most
/// frequent labels have a line and column each; all others share one.
pub(super) fn confusion(data: &Labelled, said: impl Fn(usize) -> Option<u32>, rows: &[usize]) -> Confusion {
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
    for (row, said) in rows.iter().filter_map(|&row| Some((row, said(row)?))) {
        counts[[place[data.label(row) as usize], place[said as usize]]] += 1;
    }
    let labels = order[..own].iter().map(|&label| data.labels[label].clone()).collect();
    // The rare labels share one line and column, so errors among them fall on the diagonal: right answers are counted
    // separately.
    let right = rows.iter().filter(|&&row| said(row) == Some(data.label(row)));
    let right_others = right.filter(|&&row| place[data.label(row) as usize] == own).count();
    Confusion { labels, others: order.len() - own, counts, right_others }
}

/// How well each label is told of these rows, each with the label that it is given, or none where that is too unlikely.
pub(super) fn label_scores(data: &Labelled, rows: impl Iterator<Item = (usize, Option<u32>)>) -> LabelScores {
    let score = |label: &String| LabelScore { label: label.clone(), ..LabelScore::default() };
    let mut labels: Vec<LabelScore> = data.labels.iter().map(score).collect();
    for (row, given) in rows {
        let own = data.label(row);
        labels[own as usize].rows += 1;
        if let Some(given) = given {
            labels[given as usize].said += 1;
            labels[given as usize].right += usize::from(given == own);
        }
    }
    labels.retain(|label| label.rows + label.said > 0);
    labels.sort_by_key(|label| std::cmp::Reverse(label.rows));
    LabelScores { labels }
}
