//! When a run ends by itself: after so many epochs, or when nothing better has come for a while.
//!
//! A plan decides nothing that a step computes. It never stops a run itself; the worker asks it.

use super::record::Record;

/// When a run ends by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    /// Epochs in all after which it ends; `None` until told.
    pub until: Option<u64>,
    /// How many epochs were asked for last: as many more are trained when a person goes on at the end.
    pub stretch: Option<u64>,
    /// It ends after this many measurements that brought nothing better.
    pub patience: Option<u64>,
    /// Measurements up to this one no longer count for the patience, because a person went on in spite of them.
    pub patience_from: u64,
}

/// Why a run has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The epochs asked for are done.
    Epochs(u64),
    /// So many measurements brought nothing better.
    Patience(u64),
}

impl Plan {
    /// A plan for `epochs` epochs from `epoch` on, or without an end.
    pub fn new(epoch: u64, epochs: Option<u64>, patience: Option<u64>) -> Self {
        Self { until: epochs.map(|more| epoch.saturating_add(more)), stretch: epochs, patience, patience_from: 0 }
    }

    /// Whether a run that has completed `epoch` epochs is at its end, and why.
    pub fn end(&self, epoch: u64, record: &Record) -> Option<End> {
        if self.until.is_some_and(|until| epoch >= until) {
            return Some(End::Epochs(epoch));
        }
        let waited = self.waited(record);
        self.patience.filter(|&patience| waited >= patience).map(|_| End::Patience(waited))
    }

    /// Measurements since the best one that count.
    fn waited(&self, record: &Record) -> u64 {
        let best = record.best.map_or(0, |best| best.measurement);
        record.measured.saturating_sub(best.max(self.patience_from))
    }

    /// Goes on for `epochs` epochs from `epoch` on; `None` until told, and then patience has no end either.
    pub fn extend(&mut self, epoch: u64, epochs: Option<u64>, record: &Record) {
        let patience = epochs.and(self.patience);
        let patience_from = self.forgiven(record);
        *self = Self { patience, patience_from, ..Self::new(epoch, epochs, None) };
    }

    /// Goes on beyond the end for as long again as was asked for last. A plan that is not at its end stays as it is.
    pub fn again(&mut self, epoch: u64, record: &Record) {
        self.patience_from = self.forgiven(record);
        if let Some(until) = &mut self.until
            && epoch >= *until
        {
            *until = epoch.saturating_add(self.stretch.unwrap_or(1).max(1));
        }
    }

    /// From which measurement on the patience counts if the run goes on now.
    fn forgiven(&self, record: &Record) -> u64 {
        let over = self.patience.is_some_and(|patience| self.waited(record) >= patience);
        if over { record.measured } else { self.patience_from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::record::{BestMark, Measure};

    /// A record of so many measurements, the best of which is this one.
    fn record(measured: u64, measurement: u64) -> Record {
        let best = BestMark { step: 0, epoch: 0, loss: 1.0, measure: Measure::Validation, measurement };
        Record { measured, best: Some(best), ..Record::default() }
    }

    #[test]
    fn a_plan_ends_after_its_epochs_and_goes_on_for_as_many_again() {
        let mut plan = Plan::new(30, Some(100), None);
        assert_eq!(plan.end(129, &Record::default()), None);
        assert_eq!(plan.end(130, &Record::default()), Some(End::Epochs(130)));
        plan.again(50, &Record::default());
        assert_eq!(plan.until, Some(130), "not at its end yet");
        plan.again(130, &Record::default());
        assert_eq!(plan.until, Some(230));
        plan.extend(140, None, &Record::default());
        assert_eq!(plan.end(u64::MAX, &Record::default()), None);
    }

    #[test]
    fn patience_counts_from_the_best_measurement_or_from_where_a_person_went_on() {
        let mut plan = Plan::new(0, Some(100), Some(5));
        assert_eq!(plan.end(1, &record(14, 10)), None);
        assert_eq!(plan.end(1, &record(15, 10)), Some(End::Patience(5)));
        plan.again(15, &record(15, 10));
        assert_eq!((plan.until, plan.end(1, &record(19, 10))), (Some(100), None));
        assert_eq!(plan.end(1, &record(20, 10)), Some(End::Patience(5)), "five more");
        assert_eq!(plan.end(1, &record(20, 18)), None, "something better came");
        plan.extend(20, Some(7), &record(20, 18));
        assert_eq!((plan.until, plan.patience, plan.patience_from), (Some(27), Some(5), 15), "patience was not over");
        plan.extend(20, None, &record(20, 18));
        assert_eq!(plan.patience, None);
    }
}
