//! A series goes on after its last row: from what is known as far as the horizon reaches, and from there on from its
//! own forecasts.

use ndarray::{Array2, s};

use super::ready::inputs;
use super::timeline::Timeline;
use crate::nn::layout::Layout;
use crate::nn::network::{Network, Sequences, Weights};

/// The next `n` values of the target of one series of the file, in its own unit. Other columns keep their last values.
///
/// The row `j` rows after the last one is forecast from as few forecasts as can be: from the last row that is known
/// where the net forecasts j rows ahead, from an earlier one where it only forecasts farther ahead, and else from the
/// forecast that lies as far before it as the net forecasts at most.
///
/// # Panics
/// If there is no such series.
pub fn after(timeline: &Timeline, network: &Network, weights: Weights<'_>, group: usize, n: usize) -> Vec<f64> {
    let last = timeline.series().groups[group].rows.end - 1;
    going_on(timeline, network, weights, From { group, last, as_trained: false }, n)
}

/// From where a series goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct From {
    /// The series of the file.
    pub group: usize,
    /// The last row that is known.
    pub last: usize,
    /// Whether values are scaled as those that are trained on.
    pub as_trained: bool,
}

/// As [`after`], from any row on.
pub(super) fn going_on(
    timeline: &Timeline,
    network: &Network,
    weights: Weights<'_>,
    From { group, last, as_trained }: From,
    n: usize,
) -> Vec<f64> {
    let cut = timeline.examples().cut();
    let (first, farthest) = (*cut.ahead.start(), *cut.ahead.end());
    let rows = timeline.series().groups[group].rows.start..last + 1;
    let fit = &timeline.fit().groups[group];
    let scaler = if as_trained { &fit.scalers.training } else { &fit.scalers.held_out };
    let (target, base) = (timeline.target(), timeline.base());
    // Enough for the earliest window, and for what each of its rows is measured from.
    let before = base.map_or(0, |base| base.reach(1) + 1);
    let kept = (cut.needed() + first + before).min(rows.len());
    let from = rows.end - kept;
    let width = timeline.series().values.ncols();
    let mut values = Array2::zeros((kept + n, width));
    values.slice_mut(s![..kept, ..]).assign(&timeline.series().values.slice(s![from..rows.end, ..]));
    for row in 0..kept {
        values[[row, target]] = timeline.measured()[from + row];
    }
    let (layout, mut pass) = (Layout::uniform(cut.seq_len, 1), network.pass());
    let last = kept - 1;
    let mut next = |j: usize| {
        let (end, ahead) = match j {
            j if j < first => (last - (first - j), first),
            j if j <= farthest => (last, j),
            j => (last + j - farthest, farthest),
        };
        let window = values.slice(s![..=end, ..]).to_owned();
        let scale = (0..end + 1, scaler, fit.step);
        let read = inputs(&window, target, base, std::iter::once(scale));
        let read = read.slice(s![end + 1 - cut.seq_len.., ..]);
        network.forward(weights, Sequences::values(read, &layout), &mut network.zero_state(1), None, &mut pass);
        let said = f64::from(pass.outputs()[[0, ahead - first]]);
        let measured = match base {
            Some(base) => base.at(|row| values[[row, target]], end, ahead) + fit.change * said,
            None => scaler.inverse(target, said),
        };
        let before = values.row(last + j - 1).to_owned();
        values.row_mut(last + j).assign(&before);
        values[[last + j, target]] = measured;
        base.map_or(measured, |base| base.value(measured))
    };
    (1..=n).map(&mut next).collect()
}
