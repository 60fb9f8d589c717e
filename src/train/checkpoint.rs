//! The whole state of a run between two steps, as owned data: what a session file holds, and all that a
//! resumed run needs to go on bit for bit.

use crate::config::RunConfig;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

use super::history::History;
use super::journal::Journal;

/// How far a run has come.
///
/// The random state is `config.seed` together with these counters: every random number is a function of the
/// seed, what it is for, and a counter (see [`crate::nn::random`]).
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed in the current epoch: the data position.
    pub step_in_epoch: u64,
    /// Steps completed in all.
    pub step: u64,
    /// Whether the epoch just completed still has to be validated.
    pub validation_due: bool,
    /// The learning rate now.
    pub learning_rate: f64,
    /// The rates that `u` goes back to, the latest last.
    pub undo: Vec<f64>,
    /// Time spent training, in seconds.
    pub seconds: f64,
    /// The last validation's loss.
    pub validation_loss: Option<f32>,
}

/// An optimizer's state.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerState {
    /// Updates made.
    pub step: u64,
    /// Each moment by PyTorch's name.
    pub moments: Vec<(String, ParamSet)>,
}

/// A run between two steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What the run is.
    pub config: RunConfig,
    /// How far it has come.
    pub progress: Progress,
    /// What was done by hand.
    pub journal: Journal,
    /// What was measured.
    pub history: History,
    /// The parameters.
    pub params: ParamSet,
    /// The optimizer.
    pub optimizer: OptimizerState,
    /// The hidden state carried between steps, for streams.
    pub carried: Option<State>,
}
