//! Which rows of a table are held out.

use crate::config::RunConfig;
use crate::data::Split;
use crate::nn::random::{Purpose, derive};

/// The rows of a run's table in two lists, always the same ones for a seed.
pub fn split(config: &RunConfig, rows: usize) -> Split {
    Split::new(rows, config.val_frac, derive(config.seed, Purpose::Split, 0))
}
