//! When there is something to compare a parameter with: the step before the one on show, or a marked moment.
//!
//! Comparing is looking: it must never change what is computed, nor let a run wait. What it costs: a mark is one copy
//! of the parameters. The step before is another copy, which while the run trains is made only before a step after
//! which a look is due, and counts as part of that look. Of a moment on show in a pause or in the past, the step before
//! is made again from the nearest kept state, in slices between which commands are taken: the same steps as going there
//! would be. So it is exact, bit for bit.

use std::time::{Duration, Instant};

use super::core::Worker;
use super::travel::SLICE;
use crate::train::message::{Ask, Inside, Look, Report, RunState, Since, Snapshot};

impl Worker {
    /// Whether the change since the step before is on the screen.
    fn wants_before(&self) -> bool {
        let Look { ask, since, .. } = &self.looking.look;
        *since == Since::StepBefore && matches!(ask, Some(Ask::Weights(_)))
    }

    /// Keeps the parameters before a step that is about to be made, if it will be looked at.
    pub(super) fn keep_before_step(&mut self) {
        if !self.wants_before() || self.trainer.validating().is_some() {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "about how long a step takes")]
        let step = self.trainer.record().seconds / self.trainer.position().step.max(1) as f64;
        let done = Instant::now() + Duration::try_from_secs_f64(step).unwrap_or_default();
        if self.state == RunState::Paused || self.step_wanted || self.looking.is_due(done, self.state) {
            self.comparing.keep(self.trainer.position().step, self.trainer.params());
        }
    }

    /// The same before a step of the past is made again and shown.
    pub(super) fn keep_before_replay(&mut self) {
        if self.wants_before() && self.trainer.validating().is_none() {
            self.comparing.keep(self.trainer.position().step, self.trainer.params());
        }
    }

    /// Whether a look during training has to wait for the next step, because the one before was not kept.
    pub(super) fn looks_after_the_next_step(&self) -> bool {
        let step = self.trainer.position().step;
        let training = self.state == RunState::Training && self.trainer.validating().is_none();
        training && self.wants_before() && self.comparing.with(Since::StepBefore, step).is_none()
    }

    /// The step before the one that stands on show, if it is wanted and not there.
    pub(super) fn missing(&self) -> Option<u64> {
        if self.state == RunState::Training || !self.wants_before() {
            return None;
        }
        let shown = match &self.journey {
            Some(journey) if journey.film.is_some() => return None,
            Some(journey) => journey.target,
            None => self.trainer.newest_step(),
        };
        let before = shown.checked_sub(1).filter(|before| *before >= self.trainer.first_step())?;
        self.comparing.with(Since::StepBefore, shown).is_none().then_some(before)
    }

    /// Goes some way towards the step before, and keeps it. The moment on show stays on show, and is come back to;
    /// where a journey is still under way to it, that leads on from the step before.
    pub(super) fn fetch(&mut self, before: u64) {
        if self.comparing.aside.is_none() && self.journey.as_ref().is_some_and(|it| self.trainer.is_at(it.target)) {
            self.comparing.aside = Some(self.trainer.here());
        }
        if self.trainer.seek(before).is_err() {
            self.looking.look.since = Since::Values;
            return;
        }
        let started = Instant::now();
        while !self.trainer.is_at(before) && started.elapsed() < SLICE {
            self.trainer.replay();
        }
        if self.trainer.is_at(before) {
            self.comparing.keep(before, self.trainer.params());
        }
        if !self.is_fetching() {
            if self.looking.is_due(Instant::now(), RunState::Training) {
                self.snapshot();
            }
        } else if self.trainer.is_at(before) {
            self.stop_fetching();
            self.snapshot();
        }
    }

    /// Ends the way to the step before, or breaks it off: whatever else is done is about the moment on show.
    pub(super) fn stop_fetching(&mut self) {
        if let Some(shown) = self.comparing.aside.take() {
            self.trainer.stand_again(shown);
        } else if self.is_fetching() {
            self.trainer.come_back();
        }
    }

    /// Whether the trainer is on the way to the step before the one on show, which nobody sees.
    pub(super) fn is_fetching(&self) -> bool {
        self.comparing.aside.is_some() || (self.journey.is_none() && self.trainer.is_past())
    }

    /// Marks the moment on show.
    pub(super) fn mark(&mut self) {
        let step = self.trainer.position().step;
        self.comparing.mark(step, self.trainer.params());
        // The snapshot goes first, so that the screen has what it is compared with when the report answers.
        self.snapshot();
        self.report(Report::Marked(step));
    }

    /// The run goes on from `step`, in another way than before: later moments are none of its own any more.
    pub(super) fn forget_later(&mut self, step: u64) {
        if let Some(step) = self.comparing.forget_later(step) {
            self.report(Report::Unmarked(step));
        }
    }

    /// Turns the numbers of a parameter into their change, if that is wanted and what they are compared with is there.
    pub(super) fn compare(&self, snapshot: &mut Snapshot) {
        let Some(kept) = self.comparing.with(self.looking.look.since, snapshot.step) else { return };
        if let Some(Inside::Weights(view)) = snapshot.view.inside.as_deref_mut()
            && let Some((_, then)) = kept.params.iter().nth(view.place)
        {
            view.change_since(kept.step, then);
        }
    }
}
