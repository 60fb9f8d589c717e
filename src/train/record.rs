//! What was measured and done in a run. The record never decides what the next step computes; the state does.
//!
//! A record only grows, so it can be cut back to an earlier moment. [`Record::mark`] remembers in a few KB what later
//! steps overwrite, and [`Record::cut`] restores the record of that moment, field for field.

mod mark;
mod updates;

use std::collections::VecDeque;

pub use self::mark::{BestMark, Measure, TestMark};
pub use self::updates::{Before, Sizes, Updates};

use super::curve::{Curve, CurveMark};
use super::journal::{Journal, JournalMark};

/// How many of the latest losses are kept one by one beside the curve.
pub const RECENT: usize = 512;

/// How many steps are averaged before two losses are compared.
const STEADY: usize = 16;

/// What the newest step measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LastStep {
    /// Its loss, before its update.
    pub loss: f32,
    /// Share of its predictions that were right, 0 to 1; 0 where the task has no right ones.
    pub accuracy: f32,
    /// The gradient's global norm, before clipping.
    pub grad_norm: f32,
}

/// The training losses of the epoch under way.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EpochLoss {
    /// The sum of all losses.
    pub total: f64,
    /// How many losses that is.
    pub count: u64,
    /// Steps that are in it.
    pub steps: u64,
}

/// What a run has measured so far, and what was done by hand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The training loss, a point a step.
    pub train: Curve,
    /// The validation loss, a point a validation that was finite.
    pub validation: Curve,
    /// The latest training losses, oldest first, at most [`RECENT`].
    pub recent: VecDeque<f32>,
    /// The newest step. None before the first step, and for sessions of older versions, which did not keep it.
    pub last: Option<LastStep>,
    /// The loss of the newest validation.
    pub validation_loss: Option<f32>,
    /// Share of its predictions that were right, 0 to 1, where the task has right ones.
    pub validation_accuracy: Option<f32>,
    /// How large gradients and updates were at the marked steps.
    pub updates: Updates,
    /// What was done by hand.
    pub journal: Journal,
    /// The best state so far.
    pub best: Option<BestMark>,
    /// The newest measurement of the test part.
    pub test: Option<TestMark>,
    /// How many times states were compared: validations, or epochs where nothing is held out.
    pub measured: u64,
    /// The epoch under way.
    pub epoch: EpochLoss,
    /// Time spent training, in seconds.
    pub seconds: f64,
    /// The step of another run that this one begins at, if it is a branch.
    pub parent: Option<Parent>,
    /// The kernels that made the steps, by name. Others would have rounded differently.
    pub kernels: Vec<String>,
}

/// A step of another run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// The file name of that run's session.
    pub name: String,
    /// The step.
    pub step: u64,
    /// SHA-256 of the file, as it was then.
    pub sha256: String,
}

/// A moment of a record, for [`Record::cut`].
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is what the record's field of that name was")]
pub struct RecordMark {
    pub train: CurveMark,
    pub validation: CurveMark,
    pub recent: Vec<f32>,
    pub last: Option<LastStep>,
    pub validation_loss: Option<f32>,
    pub validation_accuracy: Option<f32>,
    pub updates: usize,
    pub journal: JournalMark,
    pub best: Option<BestMark>,
    pub test: Option<TestMark>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub seconds: f64,
}

impl EpochLoss {
    /// The mean loss, once there is one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean of f32 losses is an f32")]
    pub fn mean(&self) -> Option<f32> {
        (self.count > 0).then(|| (self.total / self.count as f64) as f32)
    }
}

impl Record {
    /// Adds what `step` measured.
    pub fn push_step(&mut self, step: u64, last: LastStep) {
        self.train.push(step, last.loss);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(last.loss);
        self.last = Some(last);
    }

    /// Adds the loss of a validation after `step`, and the share that it found right. A loss that is not finite is kept
    /// as the newest one, but not added to the curve.
    pub fn push_validation(&mut self, step: u64, loss: f32, accuracy: Option<f32>) {
        (self.validation_loss, self.validation_accuracy) = (Some(loss), accuracy);
        if loss.is_finite() {
            self.validation.push(step, loss);
        }
    }

    /// Adds the losses of a step to the epoch under way.
    pub fn push_epoch(&mut self, total: f64, count: usize) {
        self.epoch.total += total;
        self.epoch.count += count as u64;
        self.epoch.steps += 1;
    }

    /// Whether a measurement of `loss` would be the best so far. Only less is better, and only a number is.
    pub fn is_better(&self, loss: f32) -> bool {
        self.is_better_by(loss, 0.0)
    }

    /// The same; the net before its first step is only beaten by more than `margin`.
    fn is_better_by(&self, loss: f32, margin: f32) -> bool {
        let beats = |best: BestMark| if best.step == 0 { loss + margin < best.loss } else { loss < best.loss };
        loss.is_finite() && self.best.is_none_or(beats)
    }

    /// Counts a measurement of the state after `step` steps and `epoch` epochs. Returns whether it is the best so far;
    /// the net before its first step is only beaten by more than `margin`. As long as it is not, each new lowest
    /// validation speaks for going on all the same.
    pub fn measure(&mut self, step: u64, epoch: u64, loss: f32, measure: Measure, margin: f32) -> bool {
        self.measured += 1;
        let better = self.is_better_by(loss, margin);
        if better {
            self.best = Some(BestMark { step, epoch, loss, measure, measurement: self.measured });
        } else if let Some(best) = self.best.as_mut().filter(|best| best.step == 0 && loss < best.loss)
            && self.validation.buckets().all(|bucket| loss <= bucket.min)
        {
            best.measurement = self.measured;
        }
        better
    }

    /// The loss of the newest step, where one is known.
    pub fn loss(&self) -> Option<f32> {
        self.last.map(|last| last.loss).or_else(|| self.recent.back().copied())
    }

    /// This moment.
    pub fn mark(&self) -> RecordMark {
        let mut mark = RecordMark::default();
        self.mark_into(&mut mark);
        mark
    }

    /// Puts this moment in place of another one, in the memory that one has.
    pub fn mark_into(&self, mark: &mut RecordMark) {
        mark.train = self.train.mark();
        mark.validation = self.validation.mark();
        // Two copies of memory, where `VecDeque` would copy one loss after another: marks are made as a run goes on.
        let (older, newer) = self.recent.as_slices();
        mark.recent.clear();
        mark.recent.extend_from_slice(older);
        mark.recent.extend_from_slice(newer);
        (mark.updates, mark.journal) = (self.updates.len(), self.journal.mark());
        (mark.last, mark.validation_loss, mark.seconds) = (self.last, self.validation_loss, self.seconds);
        mark.validation_accuracy = self.validation_accuracy;
        (mark.best, mark.test, mark.measured, mark.epoch) = (self.best, self.test, self.measured, self.epoch);
    }

    /// Cuts the record back to the moment of `mark`. The mark may be of this record or of one with the same beginning.
    pub fn cut(&mut self, mark: &RecordMark) {
        self.train.cut(&mark.train);
        self.validation.cut(&mark.validation);
        self.updates.cut(mark.updates);
        self.journal.cut(&mark.journal);
        self.recent.clear();
        self.recent.extend(&mark.recent);
        (self.last, self.validation_loss, self.seconds) = (mark.last, mark.validation_loss, mark.seconds);
        self.validation_accuracy = mark.validation_accuracy;
        (self.best, self.test, self.measured, self.epoch) = (mark.best, mark.test, mark.measured, mark.epoch);
    }

    /// Goes back to the moment of `mark`, as a run does that goes on from there. What no going back undoes stays: which
    /// state is the best, what the test part measured of that one, and the time spent training.
    pub fn go_back(&mut self, mark: &RecordMark) {
        let (best, seconds) = (self.best, self.seconds);
        let test = self.test.filter(|test| best.is_some_and(|best| best.step == test.step));
        self.cut(mark);
        (self.best, self.seconds) = (best, seconds);
        self.test = test.or(self.test);
    }

    /// The lowest training loss and the current one, each a mean over some steps, if the net has lost what it had
    /// learnt: the loss has risen by more than half of what it had fallen, and is more than twice its lowest.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few steps")]
    pub fn unlearnt(&self) -> Option<(f32, f32)> {
        let full = self.train.full();
        // Later buckets hold two steps or more, so half as many of them make as steady a mean.
        let single = full.partition_point(|bucket| bucket.step <= super::curve::FINE);
        let together = STEADY.min(single.max(1));
        let mean = |means: &mut dyn Iterator<Item = f32>, count: usize| means.sum::<f32>() / count as f32;
        let early = full[..single].windows(together).map(|w| mean(&mut w.iter().map(|bucket| bucket.mean), together));
        let late = full[single..].windows(STEADY / 2).map(|w| mean(&mut w.iter().map(|b| b.mean), STEADY / 2));
        let lowest = early.chain(late).reduce(f32::min)?;
        let start = full.first()?.max;
        let now = mean(&mut self.recent.iter().rev().take(STEADY).copied(), STEADY);
        (now - lowest > (start - lowest) / 2.0 && now > 2.0 * lowest).then_some((lowest, now))
    }
}

#[cfg(test)]
mod tests {
    use super::super::journal::{Action, Entry};
    use super::*;

    fn entry(step: u64, action: Action) -> Entry {
        Entry { step, validating: false, action }
    }

    fn measured(loss: f32) -> LastStep {
        LastStep { loss, accuracy: loss / 10.0, grad_norm: 1.0 + loss }
    }

    #[test]
    fn what_is_lost_again_is_noticed_however_long_ago_it_was_learnt() {
        for learning in [40, 1_000, 100_000] {
            let mut record = Record::default();
            for step in 0..learning {
                record.push_step(step + 1, measured(if step < 20 { 3.0 } else { 0.2 }));
                assert_eq!(record.unlearnt(), None, "step {step} of {learning}");
            }
            for step in 0..8 {
                record.push_step(learning + step + 1, measured(2.0));
            }
            assert_eq!(record.unlearnt(), None, "a few steps");
            for step in 8..16 {
                record.push_step(learning + step + 1, measured(2.0));
            }
            let (lowest, now) = record.unlearnt().expect("it is lost");
            assert!((lowest - 0.2).abs() < 1e-3 && (now - 2.0).abs() < 1e-3, "{lowest}, {now}");
        }
    }

    /// A record of a run to `step`, with a validation every 7 steps and things done by hand.
    fn record_to(step: u64) -> Record {
        let mut record = Record::default();
        for step in 1..=step {
            record.push_step(step, measured(1.0 / (1.0 + f32::from(u16::try_from(step).unwrap()))));
            record.seconds += 0.5;
            if step % 7 == 0 {
                record.push_validation(step, if step % 21 == 0 { f32::INFINITY } else { 2.0 }, Some(0.5));
            }
            match step {
                10..=14 => record.journal.record(entry(step, Action::Step(1))),
                20 | 1500 => record.journal.record(entry(step, Action::SetLearningRate(0.5))),
                _ => {}
            }
        }
        record
    }

    #[test]
    fn a_record_cut_at_a_mark_is_the_record_of_that_moment() {
        for then in [0, 1, 6, 8, 12, 15, 20, 600, 1024, 1500, 2501] {
            let mut cut = record_to(3000);
            cut.cut(&record_to(then).mark());
            assert_eq!(cut, record_to(then), "{then}");
        }
    }

    #[test]
    fn a_validation_that_is_not_finite_is_no_point_of_the_curve() {
        let mut record = Record::default();
        record.push_validation(3, f32::NAN, None);
        assert!(record.validation.is_empty() && record.validation_loss.is_some_and(f32::is_nan));
    }

    #[test]
    fn going_back_keeps_the_test_of_the_best_state_and_of_no_later_one() {
        let mark = |step| TestMark { step, loss: 0.5, accuracy: None, own: None };
        let best = BestMark { step: 700, epoch: 1, loss: 2.0, measure: Measure::Validation, measurement: 100 };
        for (step, kept) in [(700, true), (3000, false)] {
            let mut record = record_to(3000);
            (record.best, record.test) = (Some(best), Some(mark(step)));
            record.go_back(&record_to(700).mark());
            assert_eq!((record.best, record.test.is_some(), record.train.points()), (Some(best), kept, 700));
        }
    }
}
