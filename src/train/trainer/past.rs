//! Standing at a past step: the nearest kept state before it, and the steps from there made again.
//!
//! A replay computes what the run computed, with the changes by hand that the journal tells of, so it arrives at the
//! same state, bit for bit. Meanwhile the newest moment is put aside; coming back to it costs nothing and changes
//! nothing.
//!
//! Of several moments after one step (a validation before and after it, a change by hand) the last one counts: the one
//! from which the next step began.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::live::{Live, NoSuchStep};
use super::{Advance, Trainer};
use crate::train::journal::Action;
use crate::train::keyframe::Keyframe;
use crate::train::record::Record;

impl Trainer {
    /// The first step that the run can stand at.
    pub fn first_step(&self) -> u64 {
        self.first.as_ref().map_or(0, |first| first.state.position.step)
    }

    /// Steps made in the newest moment, wherever the trainer stands.
    pub fn newest_step(&self) -> u64 {
        self.live.as_ref().map_or(self.state.position.step, |live| live.state.position.step)
    }

    /// The record of the newest moment, wherever the trainer stands.
    pub fn newest_record(&self) -> &Record {
        self.live.as_ref().map_or(&self.record, |live| &live.record)
    }

    /// Whether the trainer stands in the past.
    pub fn is_past(&self) -> bool {
        self.live.is_some()
    }

    /// Goes to the nearest kept state at or before `step`, or stays where it is if that is nearer. From there
    /// [`Trainer::replay`] goes on. Going to the newest step is coming back.
    ///
    /// # Errors
    /// If the run has no such step. Then nothing has changed.
    pub fn seek(&mut self, step: u64) -> Result<(), NoSuchStep> {
        let (first, made) = (self.first_step(), self.newest_step());
        if step < first {
            return Err(NoSuchStep::Before { step, first });
        }
        if step > made {
            return Err(NoSuchStep::Beyond { step, first, made });
        }
        if step == made {
            self.come_back();
            return Ok(());
        }
        let frame = self.nearest(step);
        let at = frame.as_ref().map_or(0, |frame| frame.state.position.step);
        let here = self.state.position.step;
        if self.is_past() && (at..=step).contains(&here) {
            return Ok(());
        }
        self.go_to(frame);
        Ok(())
    }

    /// Makes the next step of the past again, or a chunk of its validation, and does what was done by hand after it.
    /// Nothing happens in the newest moment.
    pub fn replay(&mut self) {
        self.make_again();
        if self.live.is_some() {
            self.leave_a_state();
        }
    }

    /// The same, and no state is kept on the way.
    pub(super) fn make_again(&mut self) {
        let Some(live) = &self.live else { return };
        // A validation after the newest step is made again, if the newest moment comes after it.
        let due = self.state.validation_due && !live.state.validation_due;
        if self.state.position.step >= live.state.position.step && !due {
            return self.come_back();
        }
        let seconds = self.record.seconds;
        // What happened once happens again: a step that was made is finite.
        let _: Advance = self.make_step();
        self.record.seconds = seconds;
        self.obey_journal();
    }

    /// Keeps the state that the replay has come to, where there is room.
    fn leave_a_state(&mut self) {
        let step = self.state.position.step;
        if self.state.validation_due
            || !self.tape.has_room_at(step, Keyframe::bytes_of(&self.state, self.record.recent.len()))
        {
            return;
        }
        self.state.carried = self.learn.carried();
        self.tape.fill(Arc::new(Keyframe::new(&self.state, &self.record)));
    }

    /// Whether the trainer stands at `step`, at the moment from which the next one began.
    pub fn is_at(&self, step: u64) -> bool {
        let here = self.state.position.step == step;
        here && (self.live.is_none() || !self.state.validation_due)
    }

    /// Stands at `step`, however long that takes.
    ///
    /// # Errors
    /// If the run has no such step. Then nothing has changed.
    pub fn stand_after(&mut self, step: u64) -> Result<(), NoSuchStep> {
        self.stand_after_telling(step, &mut |_| ControlFlow::Continue(())).map(drop)
    }

    /// The same. `tell` is told after each step how many are made, and may break the way off there.
    ///
    /// # Errors
    /// If the run has no such step. Then nothing has changed.
    pub fn stand_after_telling(
        &mut self,
        step: u64,
        tell: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, NoSuchStep> {
        self.seek(step)?;
        while !self.is_at(step) {
            self.replay();
            if tell(self.state.position.step).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Comes back to the newest moment.
    pub fn come_back(&mut self) {
        if let Some(live) = self.live.take() {
            let Live { state, record, best, entry: _ } = *live;
            self.best = best;
            self.stand_at(state, record);
        }
    }

    /// The moment of the past that the trainer stands at, for [`Trainer::stand_again`].
    pub fn here(&mut self) -> Arc<Keyframe> {
        self.state.carried = self.learn.carried();
        Arc::new(Keyframe::new(&self.state, &self.record))
    }

    /// Stands again at a moment of the past that it stood at.
    pub fn stand_again(&mut self, here: Arc<Keyframe>) {
        self.go_to(Some(here));
    }

    /// The newest kept state at or before `step`; `None` for the state that the seed gives.
    fn nearest(&self, step: u64) -> Option<Arc<Keyframe>> {
        let best = self.live.as_ref().map_or(&self.best, |live| &live.best);
        let kept = [self.tape.nearest(step), best.as_ref(), self.first.as_ref()];
        let before = kept.into_iter().flatten().filter(|frame| frame.state.position.step <= step);
        before.max_by_key(|frame| frame.state.position.step).cloned()
    }

    /// Stands at a kept state, and does what was done by hand there after it was kept.
    pub(super) fn go_to(&mut self, frame: Option<Arc<Keyframe>>) {
        let live = self.live.take().unwrap_or_else(|| {
            self.state.carried = self.learn.carried();
            let (state, record, best) = (self.state.clone(), self.record.clone(), self.best.clone());
            Box::new(Live { state, record, best, entry: 0 })
        });
        let (state, record) = if let Some(frame) = &frame {
            let mut record = live.record.clone();
            record.cut(&frame.record);
            (frame.state.clone(), record)
        } else {
            let (updates, kernels) = (live.record.updates.emptied(), live.record.kernels.clone());
            (self.first_state(), Record { updates, kernels, ..Record::default() })
        };
        let best_step = |record: &Record| record.best.map(|best| best.step);
        self.best = live.best.clone().filter(|_| best_step(&record) == best_step(&live.record));
        let entry = record.journal.entries().len();
        self.live = Some(Box::new(Live { entry, ..*live }));
        self.stand_at(state, record);
        self.obey_journal();
    }

    /// Does what was done by hand at this moment of the past.
    fn obey_journal(&mut self) {
        let Some(mut live) = self.live.take() else { return };
        let (step, due) = (self.state.position.step, self.state.validation_due);
        while let Some(entry) = live.record.journal.entries().get(live.entry)
            && entry.step <= step
            && (entry.validating || !due)
        {
            match entry.action {
                // It was in range when it was done.
                Action::SetLearningRate(rate) => {
                    let _ = self.change_rate(rate);
                }
                Action::UndoLearningRate(_) => {
                    let _ = self.take_back_rate();
                }
                _ => {}
            }
            self.record.journal.record(entry.clone());
            live.entry += 1;
        }
        self.live = Some(live);
    }
}
