//! What a person did to a run, in order, so that a saved session tells how it came about.

/// One thing done by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Training steps completed when it took effect.
    pub step: u64,
    /// Whether that was before the validation that was due after that step.
    pub validating: bool,
    /// What was done.
    pub action: Action,
}

/// Something a person can do to a run.
#[derive(Debug, Clone, PartialEq)]
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
    /// Training was asked to go on without an end.
    TrainOn,
    /// The run went back to its best state; it had made this many steps.
    GoToBest(u64),
    /// Going back to the best state was taken back.
    UndoGoToBest,
    /// The run diverged at the step of this number and went back by itself.
    Diverge(u64),
}

/// The entries of a run, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journal(Vec<Entry>);

/// A moment of a journal, for [`Journal::cut`]: how many entries it had, and the last of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JournalMark {
    /// Entries it had.
    pub entries: usize,
    /// The last of them.
    pub last: Option<Entry>,
}

impl Journal {
    /// A journal of these entries, as a session file holds them.
    pub fn from_entries(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// Writes down what was done. Single steps in a row become one entry.
    pub fn record(&mut self, entry: Entry) {
        if let (Some(Entry { step, validating, action: Action::Step(n) }), Action::Step(more)) =
            (self.0.last_mut(), &entry.action)
        {
            *n += more;
            (*step, *validating) = (entry.step, entry.validating);
            return;
        }
        self.0.push(entry);
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// This moment.
    pub fn mark(&self) -> JournalMark {
        self.mark_after(self.0.len())
    }

    fn mark_after(&self, entries: usize) -> JournalMark {
        JournalMark { entries, last: self.0[..entries].last().cloned() }
    }

    /// The last moment after `step` steps.
    pub fn mark_at(&self, step: u64) -> JournalMark {
        self.mark_after(self.0.partition_point(|entry| entry.step <= step))
    }

    /// Cuts the journal back to the moment of `mark`. The mark may be of this journal or of one with the same
    /// beginning. The last entry is restored, because later single steps were counted into it.
    pub fn cut(&mut self, mark: &JournalMark) {
        self.0.truncate(mark.entries);
        if let (Some(entry), Some(last)) = (self.0.last_mut(), &mark.last) {
            entry.clone_from(last);
        }
    }

    /// The changes of the learning rate as `(step, new rate)`, oldest first.
    pub fn rate_changes(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.0.iter().filter_map(|entry| match entry.action {
            Action::SetLearningRate(rate) | Action::UndoLearningRate(rate) => Some((entry.step, rate)),
            _ => None,
        })
    }
}
