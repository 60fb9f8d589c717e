//! Which labels are taken for which.

use ndarray::Array2;

use crate::data::Labelled;
use crate::task::view::Confusion;

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
