//! Which rows of a table, and which part of a text, are held out, always the same ones for a seed.

use std::ops::Range;

use crate::config::{RunConfig, SplitKind, TaskConfig};
use crate::data::{Labelled, Parts, Split};
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

/// The held-out characters of a run's text of so many: those for validation, and those for the test.
pub fn held_out_text(config: &RunConfig, characters: usize) -> [Range<usize>; 2] {
    let Parts { training, validation, .. } = config.parts(characters);
    [training..training + validation, training + validation..characters]
}
