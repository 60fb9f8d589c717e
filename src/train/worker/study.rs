//! Studying the units: what they follow in a long text, read slice by slice.
//!
//! Beside training the beginning, all slices and all looks together keep to what looking may cost; where the pace holds
//! the run back, and in a pause, slices fill the time. A command that arrives between two slices ends the reading. A
//! study begins when another one is asked for, and when the moment on show changes while nothing trains; it owns what
//! it reads, so it changes nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::core::Worker;
use super::study_under_way::StudyUnderWay;
use crate::task::{Ask, Study};
use crate::train::message::{Report, RunState, StudyAsk, StudyView};

/// How long slices go on where no step waits for them.
const SLICE: Duration = Duration::from_millis(20);
/// How long they go on at least beside training that is as fast as it can be.
const SHORT: Duration = Duration::from_millis(2);
/// How often progress is told in a pause, and how much longer than the telling itself takes.
const TOLD: Duration = Duration::from_millis(100);
const REST: u32 = 4;

impl Worker {
    /// What is asked to be studied, while the units are looked at.
    fn asked(&self) -> Option<&StudyAsk> {
        match &self.looking.look.ask {
            Some(Ask::Neurons(ask)) => Some(&ask.study),
            _ => None,
        }
    }

    /// Begins a study where it is time for one.
    fn keep_up(&mut self) {
        let Some(asked) = self.asked() else {
            self.studying = None;
            return;
        };
        let (step, trains) = (self.trainer.position().step, self.state == RunState::Training && self.journey.is_none());
        let begins = self.studying.as_ref().is_none_or(|StudyUnderWay { asked: of, refused, step: at, .. }| {
            refused.as_ref() != Some(asked) && (of != asked || (!trains && *at != step))
        });
        let is_back = self.studying.as_ref().is_some_and(|studying| studying.asked == *asked);
        if let Some(studying) = self.studying.as_mut().filter(|_| is_back) {
            studying.refused = None;
        }
        if begins {
            self.begin();
        }
    }

    /// Begins a study of what is asked, which takes its part of the time of looking. If that cannot be studied, what is
    /// known of other things stays, or else the same text is held to what its task takes first.
    fn begin(&mut self) {
        let Some(asked) = self.asked().cloned() else { return };
        let started = Instant::now();
        let show = Arc::clone(self.trainer.show());
        let state = self.trainer.now().0;
        let step = state.position.step;
        let under_way = |asked: StudyAsk, study: Result<Study, String>| StudyUnderWay {
            asked,
            refused: None,
            step,
            study,
            broken_off: false,
            tell: started,
            told: false,
        };
        let before = self.studying.take().filter(|before| before.study.is_ok() && before.asked != asked);
        let (now, refused) = match show.study(&state.params, &asked) {
            Ok(study) => (under_way(asked, Ok(study)), None),
            Err(sentence) => {
                let first = || {
                    let first = StudyAsk { source: asked.source.clone(), ..StudyAsk::default() };
                    let study = show.study(&state.params, &first).ok().filter(|_| first != asked)?;
                    Some(under_way(first, Ok(study)))
                };
                match before.or_else(first) {
                    Some(other) => (StudyUnderWay { refused: Some(asked), ..other }, Some(sentence)),
                    None => (under_way(asked, Err(sentence)), None),
                }
            }
        };
        if let Some((sentence, asked)) = refused.zip(now.refused.clone()) {
            let (asked, instead) = (Box::new(asked), Box::new(now.asked.clone()));
            self.report(Report::StudyRefused { sentence, asked, instead });
        }
        self.studying = Some(now);
        let now = Instant::now();
        if self.is_training_as_fast_as_it_can() {
            self.looking.studied(now, now - started);
        }
    }

    /// Whether time that is taken now is taken from training.
    fn is_training_as_fast_as_it_can(&self) -> bool {
        self.state == RunState::Training && self.journey.is_none() && !self.is_held_back()
    }

    /// Begins the study again, at the moment on show, or goes on with what was broken off there.
    pub(super) fn study_again(&mut self) {
        let (asked, step) = (self.asked().cloned(), self.trainer.position().step);
        if let Some(studying) = self.studying.as_mut().filter(|studying| studying.broken_off)
            && studying.step == step
            && Some(&studying.asked) == asked.as_ref()
        {
            (studying.broken_off, studying.told) = (false, false);
            return;
        }
        self.studying = None;
        self.begin();
    }

    /// Breaks the study off; what was read is shown.
    pub(super) fn break_off(&mut self) {
        if let Some(studying) = self.studying.as_mut().filter(|studying| studying.is_running()) {
            studying.broken_off = true;
            self.snapshot();
        }
    }

    /// What is known so far.
    pub(super) fn studied(&self) -> Option<Box<StudyView>> {
        let StudyUnderWay { asked, step, study, .. } = self.studying.as_ref()?;
        let view = match study {
            Ok(study) => study.view(asked.clone(), *step),
            Err(sentence) => StudyView::refused(asked.clone(), *step, sentence.clone()),
        };
        let running = self.studying.as_ref().is_some_and(StudyUnderWay::is_running);
        Some(Box::new(StudyView { running, ..view }))
    }

    /// Reads on for so long, or until a command arrives: one slice at least.
    fn read_on(&mut self, limit: Duration) {
        let started = Instant::now();
        while let Some(StudyUnderWay { study: Ok(study), told, .. }) =
            self.studying.as_mut().filter(|studying| studying.is_running())
        {
            study.read_on();
            *told = false;
            if started.elapsed() >= limit || !self.outbox.commands.is_empty() {
                break;
            }
        }
    }

    /// Reads on beside training, within what looking may cost.
    pub(super) fn study_beside_training(&mut self) {
        self.keep_up();
        if !self.studying.as_ref().is_some_and(StudyUnderWay::is_running) {
            return;
        }
        let started = Instant::now();
        if self.is_held_back() {
            // Time in which no step is due costs nothing.
            if let Some(wait) = self.pacer.wait(started) {
                self.read_on(wait.min(SLICE));
            }
        } else if self.looking.may_study(started) {
            self.read_on(SHORT.max(self.looking.unspent()));
            let now = Instant::now();
            self.looking.studied(now, now - started);
        }
    }

    /// Reads on in a pause, and tells how far it is. Returns whether there was anything to do.
    pub(super) fn study_in_a_pause(&mut self) -> bool {
        self.keep_up();
        let Some(studying) = self.studying.as_ref().filter(|studying| !studying.told) else { return false };
        let running = studying.is_running();
        if running {
            self.read_on(SLICE);
        }
        let started = Instant::now();
        let Some(studying) = self.studying.as_mut() else { return false };
        if !studying.is_running() || started >= studying.tell {
            studying.told = !studying.is_running();
            self.snapshot();
            let now = Instant::now();
            if let Some(studying) = &mut self.studying {
                studying.tell = now + TOLD.max((now - started) * REST);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
