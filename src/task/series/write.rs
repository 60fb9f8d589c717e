//! How a net goes on with a series after the rows of one example, without seeing what came next.

use super::after::{From, going_on};
use super::problem::SeriesProblem;
use crate::nn::network::Weights;
use crate::task::show::Query;
use crate::task::view::{Ahead, WriteView};

/// Most rows forecast, where the net itself does not forecast farther.
const MOST: usize = 24;

impl SeriesProblem {
    /// The forecasts after `example`.
    pub(super) fn write(&self, weights: Weights<'_>, query: &Query, example: usize) -> WriteView {
        let (known, timeline) = (&*self.known, &self.timeline);
        let (last, farthest) = (known.examples.last(example), *known.ahead().end());
        let group = known.examples.group(example);
        let cost = self.network.table().len() * timeline.seq_len();
        let n = query.affords(MOST, cost).max(farthest);
        let from = From { group, last, as_trained: known.examples.training().contains(&example) };
        let said = going_on(timeline, &self.network, weights, from, n);
        let rows = known.groups[group].rows.clone();
        let ahead = (1..).zip(said).map(|(ahead, said)| {
            let row = last + ahead;
            let base = known.naive.first().map(|&base| known.naive(base, example, ahead));
            Ahead {
                row: if rows.contains(&row) { known.label(row) } else { format!("+{ahead}") },
                said,
                base: base.filter(|base| base.is_finite()),
                truth: Some(known.truth(example, ahead)).filter(|truth| truth.is_finite()),
            }
        });
        let note = match (n > farthest, timeline.series().columns.len() > 1) {
            (false, _) => None,
            (true, false) => Some("Later rows are forecast from forecasts."),
            (true, true) => Some("Later rows are forecast from forecasts; other columns keep their last values."),
        };
        WriteView::Forecasts { of: known.label(last), column: known.column.clone(), ahead: ahead.collect(), note }
    }
}
