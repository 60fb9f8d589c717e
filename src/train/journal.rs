//! What was done to a run by hand, in order, so that a saved session tells how it came about.

use serde::{Deserialize, Serialize};

/// One thing done by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Training steps completed when it took effect.
    pub step: u64,
    /// What was done.
    pub action: Action,
}

/// Something a person can do to a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Training was paused.
    Pause,
    /// Training went on after a pause.
    Continue,
    /// This many single steps were made, one by one.
    Step(u64),
    /// Training was asked to go on for this many epochs and then pause.
    TrainEpochs(u64),
    /// The learning rate was set to this value.
    SetLearningRate(f64),
    /// The last change of the learning rate was taken back, to this value.
    UndoLearningRate(f64),
    /// The run was resumed from its file.
    Resume,
}

/// The entries of a run, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Journal(Vec<Entry>);

impl Journal {
    /// Writes down that `action` took effect after `step` steps. Single steps in a row become one entry.
    pub fn record(&mut self, step: u64, action: Action) {
        if let (Some(Entry { step: at, action: Action::Step(n) }), Action::Step(more)) = (self.0.last_mut(), &action) {
            *n += more;
            *at = step;
            return;
        }
        self.0.push(Entry { step, action });
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The changes of the learning rate as `(step, new rate)`, oldest first.
    pub fn rate_changes(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.0.iter().filter_map(|entry| match entry.action {
            Action::SetLearningRate(rate) | Action::UndoLearningRate(rate) => Some((entry.step, rate)),
            _ => None,
        })
    }
}
