//! What happened along a run, each at its place on the curve.

use crate::train::journal::Action;
use crate::train::record::Record;

/// A mark on the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The step it stands at, at least 1.
    pub step: u64,
    /// The loss it stands at.
    pub loss: f32,
    /// `★` the best state, `◆` another rate, `✗` a divergence, `○` a resume, `└` where a branch begins.
    pub symbol: &'static str,
}

/// The marks of a run. What comes later is drawn over what comes first.
pub fn marks(record: &Record) -> impl Iterator<Item = Mark> + '_ {
    let on_curve = |step: u64, symbol| {
        let bucket = record.train.at(step.max(1)).or_else(|| record.train.buckets().next_back())?;
        Some(Mark { step: step.max(1), loss: bucket.mean, symbol })
    };
    let parent = record.parent.iter().filter_map(move |parent| on_curve(parent.step, "└"));
    let journal = record.journal.entries().iter().filter_map(move |entry| {
        let symbol = match entry.action {
            Action::Resume => "○",
            Action::SetLearningRate(_) | Action::UndoLearningRate(_) => "◆",
            Action::Diverge(_) => "✗",
            _ => return None,
        };
        on_curve(entry.step, symbol)
    });
    // A training loss is measured in the step after the state it belongs to.
    let best = record.best.map(|best| Mark { step: best.step.max(1), loss: best.loss, symbol: "★" });
    parent.chain(journal).chain(best)
}
