//! The optimizers by name, with their constants. `update.rs` has their arithmetic; nothing is computed here.

use serde::{Deserialize, Serialize};

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
    pub fn moments(&self) -> &'static [&'static str] {
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
