//! Going back: to a safe state after a divergence, to the best state when a person asks for it, and from there again.

use super::left::{Left, Undone};
use super::{Divergence, Trainer};
use crate::train::journal::Action;
use crate::train::keyframe::Keyframe;

impl Trainer {
    /// Keeps the state that a step has found the `loss` of, if it is the best or a safe one, before it is updated.
    pub(super) fn keep_before_update(&mut self, loss: f32) {
        let alone = self.steps_per_epoch == 1 && !self.validates();
        let best = alone && self.record.is_better(loss);
        let safe = self.live.is_none() && self.guard.judge(self.state.position.step, loss);
        if !best && !safe {
            return;
        }
        self.state.carried = self.learn.carried_before();
        if best {
            self.keep_best();
        }
        if safe {
            self.guard.keep(&self.state, &self.record);
        }
    }

    /// Keeps the state as the best. What going back to an earlier best left behind can no longer be had back: the best
    /// state is one of the steps that were made since.
    pub(super) fn keep_best(&mut self) {
        if self.live.is_none() {
            self.left = None;
        }
        Keyframe::replace(&mut self.best, &self.state, &self.record);
    }

    /// Goes back because a step brought a `quantity` that is of no use: to the newest state from which the loss was
    /// still in its band, or to the best one if that is newer.
    pub(super) fn diverge(&mut self, quantity: &'static str, value: f32) -> Divergence {
        let step = self.state.position.step + 1;
        self.learn.rollback();
        let best = self.best.clone();
        let safe = self.guard.safe();
        let frame = best.as_deref().filter(|best| best.state.position.step > safe.state.position.step).unwrap_or(safe);
        let mut record = std::mem::take(&mut self.record);
        record.go_back(&frame.record);
        self.stand_at(frame.state.clone(), record);
        self.left = None;
        self.tape.cut(self.state.position.step);
        if best.is_some_and(|best| best.state.position == self.state.position) {
            // The best state is this one. What was done by hand between the two is no longer on the record.
            Keyframe::replace(&mut self.best, &self.state, &self.record);
        }
        self.note(Action::Diverge(step));
        Divergence { step, quantity, value, back_to: self.state.position.step, learning_rate: self.state.learning_rate }
    }

    /// Goes back to the best state, with the record of that moment. Returns the steps made in the state that was left,
    /// and in the best one; `None` if there is no best state or the run stands at it.
    pub fn go_to_best(&mut self) -> Option<(u64, u64)> {
        let best = self.best.clone().filter(|best| best.state.position != self.state.position)?;
        let (state, record) = self.now();
        let (state, record) = (state.clone(), record.clone());
        let (from, to) = (state.position.step, best.state.position.step);
        let mut gone_back = record.clone();
        let first = self.first.clone();
        Keyframe::take_back(&best, &mut gone_back, &mut self.first);
        let later = self.tape.cut(to);
        self.left = Some(Box::new(Left { state, record, first, later, changes: best.state.undo.len() }));
        self.stand_at(best.state.clone(), gone_back);
        self.guard.keep(&self.state, &self.record);
        self.note(Action::GoToBest(from));
        Some((from, to))
    }

    /// Takes back the last change of the learning rate, or going back to the best state, whichever came later.
    pub fn undo(&mut self) -> Option<Undone> {
        match self.left.take_if(|left| self.state.undo.len() <= left.changes) {
            Some(left) => {
                let Left { state, mut record, first, later, .. } = *left;
                self.first = first;
                record.seconds = self.record.seconds;
                if let Some(best) = record.best {
                    self.tape.cut(best.step);
                }
                self.tape.put_back(later, state.position.step);
                self.stand_at(state, record);
                self.guard.keep(&self.state, &self.record);
                self.note(Action::UndoGoToBest);
                Some(Undone::GoToBest(self.state.position.step))
            }
            None => self.undo_rate().map(|(from, to)| Undone::Rate { from, to }),
        }
    }
}
