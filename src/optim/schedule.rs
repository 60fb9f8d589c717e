//! The learning rate over time, by the rules of `torch.optim.lr_scheduler`.
//!
//! A schedule is a pure function of the steps made, and for a plateau of what the measurements brought: it keeps
//! nothing and never changes a rate by itself. The rate it gives is a factor on the rate that a run begins with, so
//! that a change by hand scales what follows.

use std::f64::consts::PI;

/// A length of time in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Epochs.
    Epochs(u64),
    /// Steps.
    Steps(u64),
}

/// One rule for the rate. Times count from where the rule begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Always the rate given.
    Constant,
    /// Times `factor` after every `every` (`StepLR`).
    Step {
        /// How long each rate holds.
        every: Span,
        /// What the rate is multiplied with.
        factor: f64,
    },
    /// Times this factor after every epoch (`ExponentialLR`).
    Exponential(f64),
    /// Half a cosine down to `min`, where it stays (`CosineAnnealingLR`, whose rate would rise again).
    Cosine {
        /// How long it falls.
        over: Span,
        /// The rate at its end.
        min: f64,
    },
    /// A straight line from `start` times the rate up to the rate, where it stays (`LinearLR`).
    Warmup {
        /// How long it rises.
        over: Span,
        /// The share of the rate it begins with.
        start: f64,
    },
    /// Up to `max` in three tenths of the time and down to nearly nothing in the rest, along cosines (`OneCycleLR` with
    /// its defaults; momentum is left alone).
    OneCycle {
        /// The highest rate.
        max: f64,
        /// How long it takes.
        over: Span,
    },
    /// Times `factor` when more than `patience` measurements in a row brought nothing better (`ReduceLROnPlateau`).
    Plateau {
        /// What the rate is multiplied with.
        factor: f64,
        /// How many measurements may bring nothing better.
        patience: u64,
    },
}

/// A rule, or one until its end and another one from there on (`SequentialLR`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// The first rule.
    pub first: Rule,
    /// The rule that follows when the first has ended. Only a rule with an end may be followed.
    pub then: Option<Rule>,
}

/// What a plateau has seen. It is part of a run's state.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Plateau {
    /// The lowest loss that counted as better, once there is one.
    pub best: Option<f32>,
    /// Measurements since then, or since the last cut of the rate.
    pub bad: u64,
    /// How many times the rate was cut.
    pub cuts: u64,
}

/// PyTorch's default: a loss is better if it is below the best one by more than this share of it.
const THRESHOLD: f64 = 1e-4;
/// PyTorch's default: a cut that changes the rate by less than this is not made.
const SMALLEST_CUT: f64 = 1e-8;
/// `OneCycleLR`'s defaults: the share of the time in which the rate rises, and by how much the first rate is below the
/// highest, and the last below the first.
const RISING: f64 = 0.3;
const FIRST_BELOW_MAX: f64 = 25.0;
const LAST_BELOW_FIRST: f64 = 1e4;

impl Span {
    /// Its length in steps.
    fn steps(self, steps_per_epoch: u64) -> u64 {
        match self {
            Self::Epochs(epochs) => epochs.saturating_mul(steps_per_epoch),
            Self::Steps(steps) => steps,
        }
    }

    /// Its length, and how much of it has passed after so many steps, both in its own unit. Epochs count when they
    /// are whole.
    fn passed(self, steps: u64, steps_per_epoch: u64) -> (u64, u64) {
        match self {
            Self::Epochs(all) => (all, steps / steps_per_epoch),
            Self::Steps(all) => (all, steps),
        }
    }
}

impl Schedule {
    /// The rate never changes by itself.
    pub const CONSTANT: Self = Self { first: Rule::Constant, then: None };

    /// Whether the rate never changes by itself.
    pub fn is_constant(&self) -> bool {
        *self == Self::CONSTANT
    }

    /// What the rate of the step after `steps` others is multiplied with, in a run that began with the rate `base` and
    /// has `steps_per_epoch` steps an epoch.
    pub fn factor(&self, base: f64, steps: u64, steps_per_epoch: u64, plateau: &Plateau) -> f64 {
        match self.then.zip(self.first.span()) {
            Some((then, span)) if steps >= span.steps(steps_per_epoch) => {
                then.factor(base, steps - span.steps(steps_per_epoch), steps_per_epoch, plateau)
            }
            _ => self.first.factor(base, steps, steps_per_epoch, plateau),
        }
    }

    /// Whether measurements change the rate after so many steps, and by which factor and with how much patience.
    pub fn plateau(&self, steps: u64, steps_per_epoch: u64) -> Option<(f64, u64)> {
        let rule = match self.then.zip(self.first.span()) {
            Some((then, span)) if steps >= span.steps(steps_per_epoch) => then,
            _ => self.first,
        };
        match rule {
            Rule::Plateau { factor, patience } => Some((factor, patience)),
            _ => None,
        }
    }
}

impl Rule {
    /// How long it takes, where it has an end.
    pub fn span(&self) -> Option<Span> {
        match *self {
            Self::Cosine { over, .. } | Self::Warmup { over, .. } | Self::OneCycle { over, .. } => Some(over),
            Self::Constant | Self::Step { .. } | Self::Exponential(_) | Self::Plateau { .. } => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of steps and epochs")]
    fn factor(&self, base: f64, steps: u64, steps_per_epoch: u64, plateau: &Plateau) -> f64 {
        let power = |factor: f64, n: u64| factor.powi(i32::try_from(n).unwrap_or(i32::MAX));
        match *self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => {
                let (every, passed) = every.passed(steps, steps_per_epoch);
                power(factor, passed / every.max(1))
            }
            Self::Exponential(factor) => power(factor, steps / steps_per_epoch),
            Self::Cosine { over, min } => {
                let (all, passed) = over.passed(steps, steps_per_epoch);
                let share = passed.min(all) as f64 / all.max(1) as f64;
                (min + (base - min) * f64::midpoint(1.0, (PI * share).cos())) / base
            }
            Self::Warmup { over, start } => {
                let (all, passed) = over.passed(steps, steps_per_epoch);
                start + (1.0 - start) * (passed.min(all) as f64 / all.max(1) as f64)
            }
            Self::OneCycle { max, over } => {
                let (all, passed) = over.passed(steps, steps_per_epoch);
                one_cycle(max, all as f64, passed as f64) / base
            }
            Self::Plateau { factor, .. } => power(factor, plateau.cuts),
        }
    }
}

/// The rate of `OneCycleLR` after `passed` of `all`.
fn one_cycle(max: f64, all: f64, passed: f64) -> f64 {
    let (first, top, end) = (max / FIRST_BELOW_MAX, RISING * all - 1.0, (all - 1.0).max(0.0));
    let along = |from: f64, to: f64, share: f64| to + (from - to) * f64::midpoint(1.0, (PI * share).cos());
    if passed <= top {
        return along(first, max, if top > 0.0 { passed / top } else { 1.0 });
    }
    let share = if end > top { (passed.min(end) - top) / (end - top) } else { 1.0 };
    along(max, first / LAST_BELOW_FIRST, share)
}

impl Plateau {
    /// Takes note of a measurement while the rate is `rate` and is cut by `factor` with this patience. A loss that is
    /// not finite is no better one.
    pub fn measured(&mut self, loss: f32, rate: f64, factor: f64, patience: u64) {
        let better =
            loss.is_finite() && self.best.is_none_or(|best| f64::from(loss) < f64::from(best) * (1.0 - THRESHOLD));
        if better {
            (self.best, self.bad) = (Some(loss), 0);
            return;
        }
        self.bad += 1;
        if self.bad > patience {
            self.bad = 0;
            if rate * (1.0 - factor) > SMALLEST_CUT {
                self.cuts += 1;
            }
        }
    }
}
