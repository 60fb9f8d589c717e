//! What each command changes, and how it is acknowledged. Commands take effect between two steps: nothing here runs
//! while one is made.

use super::core::Worker;
use super::saver::Target;
use crate::train::journal::Action;
use crate::train::message::{Command, Report, RunState};

impl Worker {
    pub(super) fn obey(&mut self, command: Command) {
        match command {
            Command::Pause => {
                if self.state == RunState::Training {
                    self.trainer.note(Action::Pause);
                }
                self.enter(RunState::Paused);
            }
            Command::Continue => {
                if self.state == RunState::Paused {
                    self.trainer.note(Action::Continue);
                }
                self.enter(RunState::Training);
            }
            Command::Step => {
                self.trainer.note(Action::Step(1));
                // A validation that is due comes first, chunk by chunk: it may take long, and other commands count.
                if self.trainer.validating().is_some() {
                    self.enter(RunState::Training);
                    self.step_wanted = true;
                } else {
                    // The pause before it is no time of training.
                    self.throughput.restart();
                    self.advance();
                    self.enter(RunState::Paused);
                }
            }
            Command::TrainEpochs(epochs) => {
                self.trainer.note(Action::TrainEpochs(epochs));
                self.until_epoch = Some(self.trainer.position().epoch.saturating_add(epochs));
                self.enter(RunState::Training);
            }
            Command::SetLearningRate(rate) => {
                // The screen checks the rate before it asks.
                if let Ok(from) = self.trainer.set_learning_rate(rate) {
                    self.rate_changed(from, rate, false);
                }
            }
            Command::UndoLearningRate => match self.trainer.undo_learning_rate() {
                Some((from, to)) => self.rate_changed(from, to, true),
                None => self.report(Report::NothingToUndo),
            },
            Command::Save => self.start_save(Target::Own, true),
            Command::SaveAs(path) => self.start_save(Target::MoveTo(path), true),
            Command::Look(look) => {
                self.looking.look = look;
                self.snapshot();
            }
            Command::Quit { save: false } => self.done = true,
            Command::Quit { save: true } => {
                if self.save_and_wait(Target::Own, true) {
                    self.done = true;
                } else {
                    self.enter(RunState::Paused);
                }
            }
        }
    }

    fn rate_changed(&mut self, from: f64, to: f64, undo: bool) {
        self.version += 1;
        self.report(Report::LearningRate { step: self.trainer.position().step, from, to, undo });
        self.snapshot();
    }

    pub(super) fn enter(&mut self, state: RunState) {
        self.state = state;
        self.step_wanted = false;
        self.throughput.restart();
        self.report(Report::State(state));
        self.snapshot();
    }
}
