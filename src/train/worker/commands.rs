//! What each command changes, and how it is acknowledged. Commands take effect between two steps: nothing here runs
//! while one is made.

use std::time::Instant;

use super::core::Worker;
use super::saver::Target;
use crate::train::journal::Action;
use crate::train::message::{Command, Report, RunState};
use crate::train::trainer::Undone;

impl Worker {
    pub(super) fn obey(&mut self, command: Command) {
        self.stop_fetching();
        if command.comes_back() {
            self.come_back();
        }
        match command {
            Command::Pause => {
                self.stay();
                if self.state == RunState::Training {
                    self.trainer.note(Action::Pause);
                }
                self.enter(RunState::Paused);
            }
            Command::Continue => {
                if self.state == RunState::Paused {
                    self.trainer.note(Action::Continue);
                }
                self.go_on_beyond_the_end();
                self.enter(RunState::Training);
            }
            Command::Step if self.journey.is_some() => {
                self.go_to(self.trainer.position().step + 1);
                self.report(Report::State(self.state));
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
                self.trainer.note(epochs.map_or(Action::TrainOn, Action::TrainEpochs));
                let mut plan = self.trainer.plan();
                plan.extend(self.trainer.position().epoch, epochs, self.trainer.record());
                self.trainer.set_plan(plan);
                self.enter(RunState::Training);
            }
            Command::SetLearningRate(rate) => match self.trainer.set_learning_rate(rate) {
                Ok(from) => self.rate_changed(from, self.trainer.learning_rate(), false),
                Err(error) => self.report(Report::RateRefused(error.to_string())),
            },
            Command::GoToBest => match self.trainer.go_to_best() {
                Some((from, to)) => {
                    self.moved();
                    self.report(Report::WentToBest { from, to });
                    self.forget_later(to);
                }
                None => self.report(Report::NoBest),
            },
            Command::Undo => match self.trainer.undo() {
                Some(Undone::Rate { from, to }) => self.rate_changed(from, to, true),
                Some(Undone::GoToBest(to)) => {
                    self.moved();
                    self.report(Report::WentForth { to });
                    // Both lines have in common what was before the best state.
                    let best = self.trainer.record().best.map_or(0, |best| best.step);
                    self.forget_later(best);
                }
                None => self.report(Report::NothingToUndo),
            },
            Command::Save => self.start_save(Target::Own, true),
            Command::SaveAs(path) => self.start_save(Target::MoveTo(path), true),
            Command::Look(look) => {
                self.looking.look = look;
                self.snapshot();
            }
            Command::Mark => self.mark(),
            Command::Pace(pace) => {
                self.pacer.set(pace, Instant::now());
                self.throughput.restart();
                self.snapshot();
            }
            Command::GoTo(step) => self.go_to(step),
            // All that there is to do is done.
            Command::ComeBack => {}
            Command::Stay => self.stay(),
            Command::StudyAgain => self.study_again(),
            Command::BreakOff => self.break_off(),
            Command::Film => self.film(),
            Command::Quit { save: false } => self.done = true,
            Command::Quit { save: true } => {
                if self.save_and_wait(Target::Own, true) {
                    self.done = true;
                } else {
                    self.enter(RunState::Paused);
                }
            }
            Command::Rescue => {
                self.save_and_wait(Target::Anywhere, true);
                self.done = true;
            }
        }
    }

    /// A run at its planned end trains as much again when it is told to go on.
    fn go_on_beyond_the_end(&mut self) {
        let mut plan = self.trainer.plan();
        plan.again(self.trainer.position().epoch, self.trainer.record());
        self.trainer.set_plan(plan);
    }

    /// The run stands somewhere else: it waits there, and the log has no later steps.
    pub(super) fn moved(&mut self) {
        self.version += 1;
        self.comparing.lose_before();
        let step = self.trainer.position().step;
        self.log(|log| log.cut(step));
        self.enter(RunState::Paused);
    }

    fn rate_changed(&mut self, from: f64, to: f64, undo: bool) {
        self.version += 1;
        // The snapshot goes first, so that the screen has the rate when the report answers.
        self.snapshot();
        self.report(Report::LearningRate { step: self.trainer.position().step, from, to, undo });
    }

    pub(super) fn enter(&mut self, state: RunState) {
        self.state = state;
        self.step_wanted = false;
        self.throughput.restart();
        self.report(Report::State(state));
        self.snapshot();
    }
}
