//! The update's part of a configuration.

use clap::ValueEnum;

use super::value::Choice;
use crate::optim::{Method, Schedule};

/// `--optimizer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OptimizerKind {
    /// Stochastic gradient descent
    Sgd,
    /// RMSprop
    Rmsprop,
    /// Adagrad
    Adagrad,
    /// Adam
    Adam,
    /// Adam with decoupled weight decay
    #[value(name = "adamw")]
    AdamW,
}

impl Choice for OptimizerKind {}

/// The update.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerConfig {
    /// The rule.
    pub method: Method,
    /// The learning rate a run starts with.
    pub learning_rate: f64,
    /// How the rate changes from then on.
    pub schedule: Schedule,
    /// Largest global norm of the gradient; 0 is off.
    pub clip: f64,
}

impl OptimizerConfig {
    /// Which rule it is, and its weight decay, which all have.
    pub fn kind_and_decay(&self) -> (OptimizerKind, f64) {
        match self.method {
            Method::Sgd { weight_decay, .. } => (OptimizerKind::Sgd, weight_decay),
            Method::Rmsprop { weight_decay, .. } => (OptimizerKind::Rmsprop, weight_decay),
            Method::Adagrad { weight_decay } => (OptimizerKind::Adagrad, weight_decay),
            Method::Adam { weight_decay } => (OptimizerKind::Adam, weight_decay),
            Method::AdamW { weight_decay } => (OptimizerKind::AdamW, weight_decay),
        }
    }
}
