//! The learning rate: what the schedule makes of it, and changes by hand, which the schedule then starts from.

use super::Trainer;
use crate::config::{ConfigError, check_learning_rate};
use crate::train::journal::Action;

impl Trainer {
    /// Sets the rate of the next step to what the schedule gives.
    pub(super) fn follow_schedule(&mut self) {
        self.state.follow_schedule(&self.config.optimizer, self.steps_per_epoch);
    }

    /// Lets a schedule that waits for a plateau see a measurement.
    pub(super) fn watch_plateau(&mut self, loss: f32) {
        let (schedule, steps_per_epoch) = (&self.config.optimizer.schedule, self.steps_per_epoch);
        if let Some((factor, patience)) = schedule.plateau(self.state.position.step, steps_per_epoch) {
            self.state.plateau.measured(loss, self.state.learning_rate, factor, patience);
        }
    }

    /// Sets the learning rate of the next step and writes it into the journal; what the schedule gives later is scaled
    /// alike. Returns the rate before.
    ///
    /// # Errors
    /// If it is out of range, or the schedule has come down to 0, which no factor can change.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<f64, ConfigError> {
        let before = self.change_rate(rate)?;
        self.note(Action::SetLearningRate(rate));
        Ok(before)
    }

    /// Sets the learning rate of the next step, without a word in the journal. Returns the rate before.
    pub(super) fn change_rate(&mut self, rate: f64) -> Result<f64, ConfigError> {
        check_learning_rate(rate)?;
        let before = self.state.learning_rate;
        let base =
            if self.config.optimizer.schedule.is_constant() { rate } else { rate / (before / self.state.base_rate) };
        if !base.is_normal() || check_learning_rate(base).is_err() {
            return Err(ConfigError::Conflict(format!(
                "--schedule has brought the learning rate to {before}, and no change by hand can scale that to {rate}."
            )));
        }
        let base_before = std::mem::replace(&mut self.state.base_rate, base);
        self.state.undo.push(base_before);
        self.follow_schedule();
        Ok(before)
    }

    /// Takes back the last change of the learning rate. Returns the rates before and after, if there was a change.
    pub(super) fn undo_rate(&mut self) -> Option<(f64, f64)> {
        let (before, after) = self.take_back_rate()?;
        self.note(Action::UndoLearningRate(after));
        Some((before, after))
    }

    /// Takes back the last change of the learning rate, without a word in the journal. Returns the rates before and
    /// after, if there was a change.
    pub(super) fn take_back_rate(&mut self) -> Option<(f64, f64)> {
        let base = self.state.undo.pop()?;
        let before = self.state.learning_rate;
        self.state.base_rate = base;
        self.follow_schedule();
        Some((before, self.state.learning_rate))
    }
}
