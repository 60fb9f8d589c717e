//! Which rows of a table, and which part of a text, are held out, always the same ones for a seed.

use std::ops::Range;

use crate::config::{RunConfig, SplitKind, TaskConfig};
use crate::data::{Labelled, Parts, Split, Text};
use crate::nn::random::{Purpose, derive};

/// The parts of a table of this many rows, drawn at random.
pub fn split_rows(config: &RunConfig, rows: usize) -> Split {
    Split::random(parts(config, rows), seed(config))
}

/// The parts of labelled texts; each label keeps its share where the run says so.
pub fn split_labelled(config: &RunConfig, data: &Labelled) -> Split {
    match &config.task {
        TaskConfig::Classify(classify) if classify.split == SplitKind::Stratified => {
            Split::stratified(parts(config, data.rows()), data.label_ids(), seed(config))
        }
        _ => split_rows(config, data.rows()),
    }
}

fn parts(config: &RunConfig, rows: usize) -> Parts {
    Parts::new(rows, config.val_frac, config.test_frac)
}

fn seed(config: &RunConfig) -> u64 {
    derive(config.seed, Purpose::Split, 0)
}

/// The places of the tokens of a run's text in each part: training, validation, test.
pub fn split_text(config: &RunConfig, text: &Text) -> [Range<usize>; 3] {
    text.parts(config.parts(text.tokens.len()))
}
