//! Optimizers and clipping: how a gradient becomes an update of the parameters.
//!
//! The rules and the order of their operations are those of `torch.optim` (its documentation writes out each
//! algorithm); scalars are worked out in f64 and applied in f32, as PyTorch does. Knows parameters as flat
//! numbers only; never where a gradient comes from.

mod clip;
mod update;

use std::sync::Arc;

pub use clip::{clip_by_norm, global_norm};
use serde::{Deserialize, Serialize};

use crate::nn::param::{ParamSet, ParamTable};

/// An optimizer's rule and its constants, all but the learning rate, which changes as a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Stochastic gradient descent (torch.optim.SGD).
    Sgd {
        /// Share of the last update that is kept; 0 is off.
        momentum: f64,
        /// Whether momentum looks ahead (Nesterov).
        nesterov: bool,
        /// L2 penalty added to the gradient.
        weight_decay: f64,
    },
    /// torch.optim.RMSprop.
    Rmsprop {
        /// Smoothing of the mean square.
        alpha: f64,
        /// Share of the last update that is kept; 0 is off.
        momentum: f64,
        /// Whether the mean square is taken about the mean.
        centered: bool,
        /// L2 penalty added to the gradient.
        weight_decay: f64,
    },
    /// torch.optim.Adagrad.
    Adagrad {
        /// L2 penalty added to the gradient.
        weight_decay: f64,
    },
    /// torch.optim.Adam with betas (0.9, 0.999).
    Adam {
        /// L2 penalty added to the gradient.
        weight_decay: f64,
    },
    /// torch.optim.AdamW with betas (0.9, 0.999).
    AdamW {
        /// Share of each parameter, times the learning rate, taken off at each step.
        weight_decay: f64,
    },
}

impl Method {
    /// The name people call it by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sgd { .. } => "SGD",
            Self::Rmsprop { .. } => "RMSprop",
            Self::Adagrad { .. } => "Adagrad",
            Self::Adam { .. } => "Adam",
            Self::AdamW { .. } => "AdamW",
        }
    }

    /// Names of the moments it keeps, PyTorch's.
    fn moments(&self) -> &'static [&'static str] {
        match *self {
            Self::Sgd { momentum: 0.0, .. } => &[],
            Self::Sgd { .. } => &["momentum_buffer"],
            Self::Rmsprop { momentum, centered, .. } => match (momentum != 0.0, centered) {
                (false, false) => &["square_avg"],
                (true, false) => &["square_avg", "momentum_buffer"],
                (false, true) => &["square_avg", "grad_avg"],
                (true, true) => &["square_avg", "momentum_buffer", "grad_avg"],
            },
            Self::Adagrad { .. } => &["sum"],
            Self::Adam { .. } | Self::AdamW { .. } => &["exp_avg", "exp_avg_sq"],
        }
    }
}

/// A rule with the state it has gathered.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimizer {
    method: Method,
    step: u64,
    moments: Vec<(&'static str, ParamSet)>,
}

impl Optimizer {
    /// A fresh optimizer for the parameters of `table`.
    pub fn new(method: Method, table: &Arc<ParamTable>) -> Self {
        let moments = method.moments().iter().map(|&name| (name, ParamSet::zeros(table))).collect();
        Self { method, step: 0, moments }
    }

    /// The rule.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Updates made so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The moments by name, in a fixed order, to be saved.
    pub fn moments(&self) -> &[(&'static str, ParamSet)] {
        &self.moments
    }

    /// Puts saved state back: updates made, and each moment by name.
    pub fn restore(&mut self, step: u64) -> impl Iterator<Item = (&'static str, &mut ParamSet)> {
        self.step = step;
        self.moments.iter_mut().map(|(name, moment)| (*name, moment))
    }

    /// Makes one update of `params` with this learning rate.
    pub fn update(&mut self, learning_rate: f64, params: &mut ParamSet, grads: &ParamSet) {
        self.step += 1;
        let mut moments = self.moments.iter_mut().map(|(_, moment)| moment.as_mut_slice());
        let moments = [moments.next(), moments.next(), moments.next()].map(Option::unwrap_or_default);
        update::apply(&self.method, self.step, learning_rate, params.as_mut_slice(), grads.as_slice(), moments);
    }
}
