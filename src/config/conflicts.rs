//! Which values, tasks and pairs of options contradict each other: all that can be known before the data is read.

use super::error::{ConfigError, conflict};
use super::model::CellKind;
use super::optimizer::OptimizerKind;
use super::options::Options;
use super::preset::default_layers;
use super::rows;
use super::run::Batch;
use super::task::{Forecast, Scale, TaskKind};

impl Options {
    /// Checks all that can be known before the data is read.
    ///
    /// # Errors
    /// For a value out of range and for options that contradict each other.
    pub fn check(&self, task: TaskKind) -> Result<(), ConfigError> {
        self.check_rows(task)?;
        let layers = self.get(&rows::LAYERS).unwrap_or(default_layers(task));
        if self.get(&rows::DROPOUT).is_some_and(|dropout| dropout > 0.0) && layers == 1 {
            return conflict(
                "--dropout drops between layers, and a single layer has no between: give --layers 2 or more, or leave \
                 --dropout out.",
            );
        }
        self.check_pairs()
    }

    /// Checks each option alone: its range, and that the task has it, for otherwise it would be ignored.
    pub(super) fn check_rows(&self, task: TaskKind) -> Result<(), ConfigError> {
        for (row, text) in self.rows() {
            row.check(text)?;
        }
        if self.is_on(&rows::BIDIRECTIONAL) && matches!(task, TaskKind::Text | TaskKind::Generate) {
            return conflict(
                "--bidirectional would let the net see the next character, the answer: leave it out for text and \
                 generate.",
            );
        }
        for (row, _) in self.rows() {
            if !row.tasks().contains(&task) {
                let homes: Vec<_> = row.tasks().iter().map(|task| task.name()).collect();
                let (option, homes, task) = (row.name(), homes.join(" or "), task.name());
                return conflict(format!("--{option} belongs to --task {homes}, and this is {task}: leave it out."));
            }
        }
        Ok(())
    }

    fn check_forecast(&self) -> Result<(), ConfigError> {
        let (scale, forecast) = (self.get(&rows::SCALE), self.get(&rows::FORECAST));
        if scale == Some(Scale::Lab) && forecast == Some(Forecast::Change) {
            return conflict("--scale lab is the course's way to forecast the value itself: give --forecast value.");
        }
        if self.has(&rows::BASE) && (forecast == Some(Forecast::Value) || scale == Some(Scale::Lab)) {
            return conflict("--base belongs to --forecast change: leave it out.");
        }
        if self.has(&rows::TRAIN_FRAC) && self.has(&rows::VAL_FRAC) {
            return conflict(
                "--train-frac says which rows of a series are trained on, and all others but those of --test-frac are \
                 for validation: leave --val-frac out.",
            );
        }
        Ok(())
    }

    fn check_pairs(&self) -> Result<(), ConfigError> {
        use OptimizerKind::{Rmsprop, Sgd};
        let optimizer = self.get(&rows::OPTIMIZER).unwrap_or(OptimizerKind::Adam);
        self.check_forecast()?;
        if self.is_on(&rows::STATEFUL) && self.has(&rows::STRIDE) {
            return conflict("--stateful reads the text as streams and has no --stride: leave one of them out.");
        }
        if self.is_on(&rows::STATEFUL) && self.get(&rows::BATCH) == Some(Batch::Full) {
            return conflict(
                "--batch full means all windows at once, and --stateful has no windows: give --batch a number.",
            );
        }
        if self.is_on(&rows::STATEFUL) && self.is_on(&rows::NO_SHUFFLE) {
            return conflict("--no-shuffle is about windows, and --stateful has none: leave one of them out.");
        }
        if self.has(&rows::NONLINEARITY) && !matches!(self.get(&rows::CELL), None | Some(CellKind::Rnn)) {
            return conflict("--nonlinearity belongs to --cell rnn: lstm and gru have their own.");
        }
        if self.has(&rows::MOMENTUM) && !matches!(optimizer, Sgd | Rmsprop) {
            return conflict("--momentum belongs to --optimizer sgd or rmsprop: the others keep their own.");
        }
        if self.is_on(&rows::NESTEROV) && !(optimizer == Sgd && self.get(&rows::MOMENTUM).unwrap_or(0.0) > 0.0) {
            return conflict("--nesterov needs --optimizer sgd and a --momentum above 0.");
        }
        if (self.has(&rows::ALPHA) || self.is_on(&rows::CENTERED)) && optimizer != Rmsprop {
            return conflict("--alpha and --centered belong to --optimizer rmsprop.");
        }
        Ok(())
    }
}
