//! What the numbers of a parameter are compared with: those of the step before the one on show, or of a marked moment.
//! Each is a copy of all parameters. Nothing here decides when one is made.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::nn::param::ParamSet;
use crate::train::keyframe::Keyframe;
use crate::train::message::Since;

/// Parameters and the count of steps that made them.
#[derive(Debug)]
pub(super) struct Kept {
    pub step: u64,
    pub params: ParamSet,
}

/// What there is to compare with.
#[derive(Debug, Default)]
pub(super) struct Comparing {
    before: Option<Kept>,
    marked: Option<Kept>,
    /// The moment of the past on show, while the step before it is made again.
    pub aside: Option<Arc<Keyframe>>,
    /// Time that copies have taken since the last look.
    spent: Duration,
}

impl Comparing {
    /// Keeps the parameters of a moment that is the step before another, in the memory that there is.
    pub fn keep(&mut self, step: u64, params: &ParamSet) {
        let started = Instant::now();
        match &mut self.before {
            Some(kept) => {
                kept.step = step;
                kept.params.clone_from(params);
            }
            None => self.before = Some(Kept { step, params: params.clone() }),
        }
        self.spent += started.elapsed();
    }

    /// Marks a moment.
    pub fn mark(&mut self, step: u64, params: &ParamSet) {
        self.marked = Some(Kept { step, params: params.clone() });
    }

    /// Forgets the step before: the run stands somewhere else.
    pub fn lose_before(&mut self) {
        self.before = None;
    }

    /// Forgets a mark after more than `step` steps, and says after how many it was.
    pub fn forget_later(&mut self, step: u64) -> Option<u64> {
        self.marked.take_if(|kept| kept.step > step).map(|kept| kept.step)
    }

    /// What the moment after `step` steps is compared with, if that is there.
    pub fn with(&self, since: Since, step: u64) -> Option<&Kept> {
        match since {
            Since::Values => None,
            Since::StepBefore => self.before.as_ref().filter(|kept| kept.step + 1 == step),
            Since::Marked => self.marked.as_ref(),
        }
    }

    /// Time that copies have taken since this was asked last.
    pub fn take_spent(&mut self) -> Duration {
        std::mem::take(&mut self.spent)
    }
}
