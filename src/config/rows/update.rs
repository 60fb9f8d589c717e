//! The options of the update.

use super::range::BELOW_ONE;
use crate::config::error::ConfigError;
use crate::config::optimizer::OptimizerKind;
use crate::config::option::{Opt, Range};
use crate::config::task::TaskKind;
use crate::optim::{Method, Schedule};

/// `--optimizer`.
pub static OPTIMIZER: Opt<OptimizerKind> = Opt {
    name: "optimizer",
    value: "OPTIMIZER",
    help: "The update rule [default: adam; adamw to classify by words]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.optimizer.kind_and_decay().0),
};

/// `--lr`.
pub static LR: Opt<f64> = Opt {
    name: "lr",
    value: "F",
    help: "Learning rate [default: adam's is 0.1 up to 10 KB of text, above it 0.002; 0.005 for a series, 0.005 to \
           classify and generate, 0.003 to translate; other optimizers: PyTorch's]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |&rate| rate > 0.0 && rate <= 1e9, says: "a learning rate is above 0 and at most 1e9" },
    kept: |run| Some(run.optimizer.learning_rate),
};

/// `--momentum`.
pub static MOMENTUM: Opt<f64> = Opt {
    name: "momentum",
    value: "F",
    help: "Share of the last update kept (sgd, rmsprop) [default: 0]",
    tasks: &TaskKind::ALL,
    range: BELOW_ONE,
    kept: |run| match run.optimizer.method {
        Method::Sgd { momentum, .. } | Method::Rmsprop { momentum, .. } => Some(momentum),
        _ => None,
    },
};

/// `--nesterov`.
pub static NESTEROV: Opt<bool> = Opt {
    name: "nesterov",
    value: "",
    help: "Nesterov's momentum (sgd)",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(matches!(run.optimizer.method, Method::Sgd { nesterov: true, .. })),
};

/// `--alpha`.
pub static ALPHA: Opt<f64> = Opt {
    name: "alpha",
    value: "F",
    help: "Smoothing of the mean square (rmsprop) [default: 0.99]",
    tasks: &TaskKind::ALL,
    range: BELOW_ONE,
    kept: |run| match run.optimizer.method {
        Method::Rmsprop { alpha, .. } => Some(alpha),
        _ => None,
    },
};

/// `--centered`.
pub static CENTERED: Opt<bool> = Opt {
    name: "centered",
    value: "",
    help: "Take the mean square about the mean (rmsprop)",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(matches!(run.optimizer.method, Method::Rmsprop { centered: true, .. })),
};

/// `--weight-decay`.
pub static WEIGHT_DECAY: Opt<f64> = Opt {
    name: "weight-decay",
    value: "F",
    help: "Pull of all weights towards 0 [default: 0; adamw 0.01, to classify by words up to 0.3, less of more rows]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |decay| (0.0..1e3).contains(decay), says: "it must be 0 or more, and below 1000" },
    kept: |run| Some(run.optimizer.kind_and_decay().1),
};

/// `--schedule`.
pub static SCHEDULE: Opt<Schedule> = Opt {
    name: "schedule",
    value: "SPEC",
    help: "The learning rate over time, in epochs, or in steps where a count ends in s: constant, step:10:0.5, \
           exponential:0.97, cosine:40:1e-4, warmup:8:0.1, onecycle:0.5:40, plateau:0.5:3, or two joined by + \
           (warmup:200s:0.01+cosine:20) [default: constant]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.optimizer.schedule),
};

/// `--clip`.
pub static CLIP: Opt<f64> = Opt {
    name: "clip",
    value: "F",
    help: "Largest global norm of the gradient, 0 is off [default: 0 up to 10 KB of text, 1 for a series, else 5]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |clip| (0.0..1e30).contains(clip), says: "it must be 0 (off) or more, and below 1e30" },
    kept: |run| Some(run.optimizer.clip),
};

/// Checks a learning rate, wherever it comes from.
///
/// # Errors
/// If it is not a number above 0 and at most 1e9.
pub fn check_learning_rate(rate: f64) -> Result<(), ConfigError> {
    LR.check(&rate)
}
