//! Showing the past: the way to a step that was asked for, standing there, and the film from there on. Training waits
//! meanwhile, and the newest moment is not touched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::core::Worker;
use super::journey::{Journey, leap};
use crate::train::journal::Action;
use crate::train::message::{Past, Report, RunState};

/// How long a replay goes on before commands are looked at.
pub(super) const SLICE: Duration = Duration::from_millis(20);

impl Worker {
    /// Goes to a step, or back to the newest moment.
    pub(super) fn go_to(&mut self, step: u64) {
        if self.state == RunState::Training {
            self.trainer.note(Action::Pause);
            self.enter(RunState::Paused);
        }
        if let Err(error) = self.trainer.seek(step) {
            return self.report(Report::NoSuchStep(error.to_string()));
        }
        let known = self.journey.take().map(|journey| journey.record);
        if self.trainer.is_past() {
            let record = known.unwrap_or_else(|| Arc::new(self.trainer.newest_record().clone()));
            self.journey = Some(Journey { target: step, film: None, record });
            if self.missing().is_none() {
                self.travel();
            }
        } else {
            self.snapshot();
        }
    }

    /// Comes back to the newest moment.
    pub(super) fn come_back(&mut self) {
        if self.journey.take().is_some() {
            self.trainer.come_back();
            self.snapshot();
        }
    }

    /// Stands where the way, or the film, has led.
    pub(super) fn stay(&mut self) {
        let at = self.trainer.position().step;
        if let Some(journey) = &mut self.journey {
            (journey.target, journey.film) = (at, None);
            self.snapshot();
        }
    }

    /// Begins the film, or stops it. There is none of the newest moment.
    pub(super) fn film(&mut self) {
        let Some(journey) = &mut self.journey else { return };
        if journey.film.take().is_some() {
            return self.stay();
        }
        journey.film = Some(0);
        self.pacer.set(self.pacer.pace(), Instant::now());
        self.snapshot();
    }

    /// Whether there are steps to be made again.
    pub(super) fn is_travelling(&self) -> bool {
        self.journey.as_ref().is_some_and(|journey| journey.film.is_some() || !self.trainer.is_at(journey.target))
    }

    /// Goes some way.
    pub(super) fn travel(&mut self) {
        match &self.journey {
            Some(Journey { film: Some(made), .. }) => self.show_next(*made),
            Some(Journey { target, .. }) => {
                let target = *target;
                let started = Instant::now();
                while !self.trainer.is_at(target) && started.elapsed() < SLICE {
                    self.trainer.replay();
                }
                if self.trainer.is_at(target) || self.looking.is_due(Instant::now(), RunState::Training) {
                    self.snapshot();
                }
            }
            None => {}
        }
    }

    /// Makes the next step of the film, when it is due and the last one has been seen.
    fn show_next(&mut self, made: u64) {
        if !self.outbox.snapshots.is_empty() {
            return self.wait(Duration::from_millis(2));
        }
        if let Some(wait) = self.pacer.wait(Instant::now()) {
            return self.wait(wait.min(Duration::from_millis(100)));
        }
        let before = self.trainer.position().step;
        self.keep_before_replay();
        self.trainer.replay();
        let step = self.trainer.position().step;
        if !self.trainer.is_past() {
            self.journey = None;
            return self.snapshot();
        }
        if step != before {
            self.pacer.stepped(step, Instant::now());
        }
        let made = made + (step - before);
        let leap = leap(self.pacer.pace(), step);
        let shown = made >= leap && self.trainer.is_at(step);
        if let Some(journey) = &mut self.journey {
            (journey.target, journey.film) = (step, Some(if shown { 0 } else { made }));
        }
        if shown {
            self.snapshot();
        }
    }

    /// What a snapshot says of the newest moment, if it is of an earlier one.
    pub(super) fn past(&self) -> Option<Past> {
        let Journey { target, film, record } = self.journey.as_ref()?;
        let (newest, record) = (self.trainer.newest_step(), Arc::clone(record));
        Some(Past { target: *target, film: film.is_some(), newest, record })
    }
}
