//! Which state is the best, and what the test part measured.

use crate::figures::figure;
use crate::task::view::Measured;

/// By which loss states are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The loss of a validation.
    Validation,
    /// The mean training loss of an epoch, where nothing is held out.
    Training,
}

/// The best state of a run, as its record tells of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestMark {
    /// Steps completed in that state.
    pub step: u64,
    /// Epochs completed in it.
    pub epoch: u64,
    /// Its loss.
    pub loss: f32,
    /// What that loss is.
    pub measure: Measure,
    /// Which of the run's measurements it was, from 1.
    pub measurement: u64,
}

/// What the test part measured, which had no say in which state is the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestMark {
    /// Steps completed in the state that was measured.
    pub step: u64,
    /// Its loss.
    pub loss: f32,
    /// Share of its predictions that were right, 0 to 1, where the task has right ones.
    pub accuracy: Option<f32>,
    /// The errors of a series in its own unit.
    pub own: Option<Measured>,
}

impl Measure {
    /// Its name beside a number: `val` or `train`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Validation => "val",
            Self::Training => "train",
        }
    }
}

impl BestMark {
    /// Where the run was: `epoch 5`, or before the end of its first epoch `step 350`.
    pub fn place(&self) -> String {
        if self.epoch == 0 { format!("step {}", self.step) } else { format!("epoch {}", self.epoch) }
    }

    /// The best of a run of so many epochs, in words: `best val 1.056 at epoch 5 of 100`.
    pub fn words(&self, epochs: u64) -> String {
        match self {
            // Only a net that has an answer before it has learnt is validated there.
            Self { step: 0, measure: Measure::Validation, .. } => {
                format!("{self}, which nothing learnt since beats by more than chance")
            }
            Self { epoch: 0, .. } => self.to_string(),
            _ => format!("{self} of {epochs}"),
        }
    }
}

impl std::fmt::Display for BestMark {
    /// `best val 1.056 at epoch 5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "best {} {} at {}", self.measure.name(), figure(self.loss), self.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_best_before_the_first_step_says_why_only_where_a_validation_chose_it() {
        let words = |step, epoch, measure| BestMark { step, epoch, loss: 0.5, measure, measurement: 1 }.words(9);
        assert_eq!(words(30, 5, Measure::Validation), "best val 0.5000 at epoch 5 of 9");
        assert_eq!(words(30, 0, Measure::Validation), "best val 0.5000 at step 30");
        let start = "best val 0.5000 at step 0, which nothing learnt since beats by more than chance";
        assert_eq!(words(0, 0, Measure::Validation), start);
        // Of an epoch of one step, the first loss is that of the state before it.
        assert_eq!(words(0, 0, Measure::Training), "best train 0.5000 at step 0");
    }
}
