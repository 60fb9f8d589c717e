//! All that the next step depends on. Two runs with the same configuration, data and state go on identically.
//!
//! The random state needs no field of its own: every random number is a function of the configuration's seed, its
//! purpose, and a counter of [`Position`] (see [`crate::nn::random`]).

use crate::config::OptimizerConfig;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::optim::{Optimizer, Plateau};
use crate::task::{Moment, Position};

/// The state of a run between two steps.
#[derive(Debug, PartialEq)]
pub struct TrainState {
    /// How far it has come: the data position and the counters.
    pub position: Position,
    /// Whether a validation has to come before the next step.
    pub validation_due: bool,
    /// The learning rate of the next step: the base rate times the schedule's factor.
    pub learning_rate: f64,
    /// The rate that the schedule starts from, which a change by hand sets.
    pub base_rate: f64,
    /// The base rates that `u` goes back to, the latest last.
    pub undo: Vec<f64>,
    /// What a schedule that waits for a plateau has seen.
    pub plateau: Plateau,
    /// The parameters.
    pub params: ParamSet,
    /// The optimizer with its moments.
    pub optimizer: Optimizer,
    /// The hidden state carried between steps, for streams: h and c of each layer, lowest first, `(B, H)`.
    pub carried: Option<State>,
}

/// Written out for `clone_from`, which copies into the memory that is there: states are kept while a run goes on.
impl Clone for TrainState {
    fn clone(&self) -> Self {
        Self {
            position: self.position,
            validation_due: self.validation_due,
            learning_rate: self.learning_rate,
            base_rate: self.base_rate,
            undo: self.undo.clone(),
            plateau: self.plateau,
            params: self.params.clone(),
            optimizer: self.optimizer.clone(),
            carried: self.carried.clone(),
        }
    }

    fn clone_from(&mut self, other: &Self) {
        let Self { position, validation_due, learning_rate, base_rate, undo, plateau, params, optimizer, carried } =
            other;
        (self.position, self.validation_due) = (*position, *validation_due);
        (self.learning_rate, self.base_rate, self.plateau) = (*learning_rate, *base_rate, *plateau);
        self.undo.clone_from(undo);
        self.params.clone_from(params);
        self.optimizer.clone_from(optimizer);
        self.carried.clone_from(carried);
    }
}

impl TrainState {
    /// The state at this position, with a learning rate that was never changed.
    pub fn new(
        position: Position,
        learning_rate: f64,
        params: ParamSet,
        optimizer: Optimizer,
        carried: Option<State>,
    ) -> Self {
        Self {
            position,
            validation_due: false,
            learning_rate,
            base_rate: learning_rate,
            undo: Vec::new(),
            plateau: Plateau::default(),
            params,
            optimizer,
            carried,
        }
    }

    /// Sets the learning rate of the next step to what the schedule makes of the base rate.
    pub fn follow_schedule(&mut self, optimizer: &OptimizerConfig, steps_per_epoch: u64) {
        // A rate that no schedule changes keeps its bits.
        self.learning_rate = if optimizer.schedule.is_constant() {
            self.base_rate
        } else {
            let (base, steps) = (optimizer.learning_rate, self.position.step);
            self.base_rate * optimizer.schedule.factor(base, steps, steps_per_epoch, &self.plateau)
        };
    }

    /// What a view needs of this state.
    pub fn moment(&self) -> Moment<'_> {
        Moment { position: self.position, params: &self.params, carried: self.carried.as_ref() }
    }
}
