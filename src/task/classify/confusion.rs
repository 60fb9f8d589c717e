//! Which labels are taken for which.

use ndarray::Array2;

use crate::data::Labelled;
use crate::task::view::Confusion;

/// Most labels that have a line of their own in the matrix.
const CLASSES: usize = 24;

/// Which of these rows' labels were taken for which, `said` being the label that each row of the file was given: the
/// most frequent labels, and all others together.
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
    // Among the others a label may have been taken for another one of them.
    let right = rows.iter().filter(|&&row| said(row) == Some(data.label(row)));
    let right_others = right.filter(|&&row| place[data.label(row) as usize] == own).count();
    Confusion { labels, others: order.len() - own, counts, right_others }
}
