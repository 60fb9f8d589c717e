//! The range of each option, said once: for what is asked for and for what a session holds.

use super::ConfigError;

/// Checks a learning rate, wherever it comes from.
///
/// # Errors
/// If it is not a number above 0 and at most 1000.
pub fn check_learning_rate(rate: f64) -> Result<(), ConfigError> {
    within("lr", rate, rate > 0.0 && rate <= 1000.0, "a learning rate is above 0 and at most 1000")
}

pub(super) fn at_least_one(option: &'static str, value: usize) -> Result<(), ConfigError> {
    within(option, value, value >= 1, "it must be at least 1")
}

pub(super) fn check_share(option: &'static str, value: f64) -> Result<(), ConfigError> {
    within(option, value, (0.0..1.0).contains(&value), "it must be at least 0 and below 1")
}

pub(super) fn check_teacher_forcing(share: f64) -> Result<(), ConfigError> {
    within("teacher-forcing", share, (0.0..=1.0).contains(&share), "it must be between 0 and 1")
}

pub(super) fn check_train_frac(share: f64) -> Result<(), ConfigError> {
    within("train-frac", share, share > 0.0 && share <= 1.0, "it must be above 0 and at most 1")
}

pub(super) fn check_layers(layers: usize) -> Result<(), ConfigError> {
    within("layers", layers, (1..=1000).contains(&layers), "it must be 1 to 1000")
}

pub(super) fn check_weight_decay(decay: f64) -> Result<(), ConfigError> {
    within("weight-decay", decay, (0.0..1e3).contains(&decay), "it must be 0 or more, and below 1000")
}

pub(super) fn check_clip(clip: f64) -> Result<(), ConfigError> {
    within("clip", clip, (0.0..1e30).contains(&clip), "it must be 0 (off) or more, and below 1e30")
}

fn within(option: &'static str, value: impl ToString, holds: bool, range: &'static str) -> Result<(), ConfigError> {
    if holds { Ok(()) } else { Err(ConfigError::Range { option, value: value.to_string(), range }) }
}
