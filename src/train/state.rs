//! All that the next step depends on. Two runs with the same configuration, data and state go on identically.
//!
//! The random state needs no field of its own: every random number is a function of the configuration's seed, its
//! purpose, and a counter of [`Position`] (see [`crate::nn::random`]).

use crate::config::RunConfig;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::optim::Optimizer;
use crate::task::{Moment, Position};

use super::record::Record;

/// The state of a run between two steps.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainState {
    /// How far it has come: the data position and the counters.
    pub position: Position,
    /// Whether the epoch just completed still has to be validated.
    pub validation_due: bool,
    /// The learning rate of the next step.
    pub learning_rate: f64,
    /// The rates that `u` goes back to, the latest last.
    pub undo: Vec<f64>,
    /// The parameters.
    pub params: ParamSet,
    /// The optimizer with its moments.
    pub optimizer: Optimizer,
    /// The hidden state carried between steps, for streams: h and c of each layer, lowest first, `(B, H)`.
    pub carried: Option<State>,
}

impl TrainState {
    /// What a view needs of this state.
    pub fn moment(&self) -> Moment<'_> {
        Moment { position: self.position, params: &self.params, carried: self.carried.as_ref() }
    }
}

/// All that a session keeps of a run beside its data: what it is, where it stands, and what was measured and done.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What the run is.
    pub config: RunConfig,
    /// Where it stands.
    pub state: TrainState,
    /// What was measured and done.
    pub record: Record,
}
