//! What a branch may change: whatever leaves the data and the model's shapes as they are, so that the state it begins
//! from is a state of the new run.

use super::error::{ConfigError, conflict};
use super::option::Row;
use super::options::Options;
use super::rows;
use super::run::RunConfig;
use super::size::DataSize;

/// The options that may change.
const MAY_CHANGE: [&dyn Row; 15] = [
    &rows::OPTIMIZER,
    &rows::LR,
    &rows::SCHEDULE,
    &rows::CLIP,
    &rows::DROPOUT,
    &rows::PRECISION,
    &rows::WEIGHT_DECAY,
    &rows::MOMENTUM,
    &rows::NESTEROV,
    &rows::ALPHA,
    &rows::CENTERED,
    &rows::TEACHER_FORCING,
    &rows::VAL_EVERY,
    &rows::THRESHOLD,
    &rows::SEED,
];

/// Whether a branch may change the option of this name.
pub fn may_change(name: &str) -> bool {
    MAY_CHANGE.iter().any(|row| row.name() == name)
}

impl RunConfig {
    /// The configuration of a branch with these changes. With another optimizer, what belongs to the old one alone is
    /// left out; the learning rate stays.
    ///
    /// # Errors
    /// If an option may not change, or does not fit the others.
    pub fn branch(&self, changes: &Options, size: &DataSize) -> Result<Self, ConfigError> {
        if let Some((name, _)) = changes.iter().find(|(name, _)| !may_change(name)) {
            let names: Vec<_> = MAY_CHANGE.iter().map(|row| row.name()).collect();
            return conflict(format!(
                "--{name} cannot change in a branch, which keeps the data and the model: leave it out; these can: {}.",
                names.join(", ")
            ));
        }
        let mut old = self.options();
        if changes.get(&rows::OPTIMIZER).is_some_and(|kind| Some(kind) != old.get(&rows::OPTIMIZER)) {
            old = old.without(&rows::MOMENTUM).without(&rows::NESTEROV).without(&rows::WEIGHT_DECAY);
            old = old.without(&rows::ALPHA).without(&rows::CENTERED);
        }
        Self::from_kept(self.task.kind(), &changes.clone().over(old), size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{TaskKind, TextSize};

    fn options(given: &[(&str, &str)]) -> Options {
        let mut options = Options::default();
        for (name, text) in given {
            options.set(name, text).unwrap();
        }
        options
    }

    #[test]
    fn what_leaves_the_data_and_the_model_alone_may_change() {
        let size = DataSize::Text(TextSize { bytes: 180, tokens: 180, vocabulary: 25 });
        let sgd = options(&[("optimizer", "sgd"), ("momentum", "0.9"), ("layers", "2")]);
        let config = sgd.resolve(TaskKind::Text, &size).unwrap();
        assert_eq!(config.branch(&Options::default(), &size), Ok(config.clone()));
        let changed = config.branch(&options(&[("lr", "0.5"), ("dropout", "0.3"), ("seed", "9")]), &size).unwrap();
        assert_eq!((changed.optimizer.learning_rate, changed.model.dropout, changed.seed), (0.5, 0.3, 9));
        assert_eq!(changed.optimizer.method, config.optimizer.method);
        let adam = config.branch(&options(&[("optimizer", "adam")]), &size).unwrap();
        assert_eq!(adam.optimizer.learning_rate.to_bits(), config.optimizer.learning_rate.to_bits());
        assert_eq!(adam.optimizer.method.name(), "Adam");
        for (name, text) in [("hidden", "9"), ("batch", "7"), ("val-frac", "0.3"), ("cell", "gru"), ("seq-len", "5")] {
            let said = config.branch(&options(&[(name, text)]), &size).unwrap_err().to_string();
            assert!(said.starts_with(&format!("--{name} cannot change")), "{said}");
        }
        let said = config.branch(&options(&[("alpha", "0.5")]), &size).unwrap_err().to_string();
        assert!(said.contains("--alpha"), "sgd has none: {said}");
    }
}
