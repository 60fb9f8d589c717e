//! One training step, one chunk of a validation, and what they change.

use super::{Advance, StepRecord, Trainer};
use crate::nn::loss::LossSum;
use crate::optim::{clip_by_norm, global_norm};
use crate::task::{HeldOut, Position};
use crate::train::record::{Before, LastStep, Measure};

impl Trainer {
    /// Makes one training step, or one chunk of a validation that is due.
    pub(super) fn make_step(&mut self) -> Advance {
        if self.state.validation_due { self.validate() } else { self.step() }
    }

    fn step(&mut self) -> Advance {
        let Position { epoch, step, .. } = self.state.position;
        let sum = self.learn.step(&self.state.params, self.state.position, &mut self.grads);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a mean and a share for people"
        )]
        let (loss, accuracy) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let grad_norm = global_norm(&self.grads);
        for (quantity, value) in [("loss", loss), ("gradient norm", grad_norm)] {
            let useless = !value.is_finite() || (quantity == "loss" && self.guard.has_exploded(value));
            // A step of the past was made; where it cannot be made alike, the proof of the run says so.
            if useless && self.live.is_none() {
                return Advance::Diverged(self.diverge(quantity, value));
            }
        }
        self.keep_before_update(loss);
        let step = step + 1;
        let before = self.record.updates.wants(step).then(|| Before::of(&self.state.params, &self.grads));
        if self.config.optimizer.clip > 0.0 {
            #[expect(clippy::cast_possible_truncation, reason = "an option given in f64 is applied in f32")]
            clip_by_norm(&mut self.grads, grad_norm, self.config.optimizer.clip as f32);
        }
        let state = &mut self.state;
        let lr = state.learning_rate;
        state.optimizer.update(lr, &mut state.params, &self.grads);
        if self.live.is_none() && !state.params.is_finite() {
            return Advance::Diverged(self.diverge("update", f32::NAN));
        }
        self.record.push_epoch(sum.total, sum.count);
        let ends_epoch = self.move_on();
        if let Some(before) = before {
            self.record.updates.push(step, before, &self.state.params);
        }
        self.record.push_step(step, LastStep { loss, accuracy, grad_norm });
        if ends_epoch {
            self.end_epoch();
        }
        self.follow_schedule();
        let accuracy = self.show.measures().accuracy.then_some(accuracy);
        Advance::Step(StepRecord { step, epoch, loss, lr, grad_norm, accuracy, tokens: sum.count, ends_epoch })
    }

    /// Counts a step that was made. Returns whether an epoch ended with it.
    fn move_on(&mut self) -> bool {
        let position = &mut self.state.position;
        position.step += 1;
        position.step_in_epoch += 1;
        let ends_epoch = position.step_in_epoch >= self.steps_per_epoch;
        if ends_epoch {
            position.epoch += 1;
            position.step_in_epoch = 0;
        }
        let due = ends_epoch || self.config.val_every.is_some_and(|every| position.step.is_multiple_of(every));
        self.state.validation_due = due && self.validates();
        if due {
            self.validation = (0, LossSum::default());
        }
        ends_epoch
    }

    /// Whether anything is held out.
    pub(super) fn validates(&self) -> bool {
        self.validation_chunks > 0
    }

    /// Compares the epoch's training loss with those before, where nothing is held out, and begins the next epoch.
    fn end_epoch(&mut self) {
        let sum = std::mem::take(&mut self.record.epoch);
        // Of an epoch that an older session began, only the rest is known.
        let whole = sum.steps == self.steps_per_epoch;
        let Some(loss) = sum.mean().filter(|_| whole && !self.validates()) else { return };
        if self.steps_per_epoch > 1 {
            self.measured(loss, Measure::Training, 0.0);
            return;
        }
        // The loss is that of the state before the update, which was kept if it is the best.
        let Position { epoch, step, .. } = self.state.position;
        self.record.measure(step - 1, epoch - 1, loss, Measure::Training, 0.0);
        self.watch_plateau(loss);
    }

    /// Compares the loss of the state as it is with those before, and keeps the state if it is the best.
    fn measured(&mut self, loss: f32, measure: Measure, margin: f32) {
        let Position { epoch, step, .. } = self.state.position;
        // What was there before the first step is no progress that could come to a halt.
        if step > 0 {
            self.watch_plateau(loss);
            self.follow_schedule();
        }
        if self.record.measure(step, epoch, loss, measure, margin) {
            self.state.carried = self.learn.carried();
            self.keep_best();
        }
    }

    fn validate(&mut self) -> Advance {
        let (chunk, sum) = &mut self.validation;
        *sum += self.learn.measure(&self.state.params, HeldOut::Validation, *chunk);
        *chunk += 1;
        if *chunk < self.validation_chunks {
            return Advance::ValidationChunk;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a mean for people")]
        let (loss, share) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let accuracy = self.show.measures().accuracy.then_some(share);
        let step = self.state.position.step;
        self.state.validation_due = false;
        self.record.push_validation(step, loss, accuracy);
        self.measured(loss, Measure::Validation, self.learn.margin());
        Advance::Validated { step, loss }
    }
}
