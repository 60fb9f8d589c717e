//! Version 1: texts only.

use serde::{Deserialize, Serialize};

use super::pieces::corpus::Corpus;
use super::pieces::journal::Entries;
use super::pieces::size::{Size, TextPiece};
use super::pieces::tensors::{Moment, Tensor};
use super::v2;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    format: String,
    version: u32,
    task: String,
    name: String,
    config: Config,
    progress: v2::Progress,
    journal: Entries,
    vocabulary: String,
    corpus: Corpus,
    optimizer_step: u64,
    history: v2::History,
    parameters: Vec<Tensor>,
    moments: Vec<Moment>,
    carried: Option<Vec<Tensor>>,
}

/// What the run is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    model: Model,
    batching: v2::Batching,
    optimizer: v2::Optimizer,
    val_frac: f64,
    seed: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    cell: v2::Cell,
    nonlinearity: v2::Nonlinearity,
    hidden_size: usize,
    num_layers: usize,
    embed: usize,
    linear: bool,
    dropout: f64,
}

impl Document {
    /// The same in version 2: the size of the data, which version 1 does not say, is counted.
    pub fn upgrade(self) -> v2::Document {
        let Model { cell, nonlinearity, hidden_size, num_layers, embed, linear, dropout } = self.config.model;
        let vocabulary = self.vocabulary.chars().count();
        let size = match &self.corpus {
            Corpus::Inline(text) => {
                // The session's text has characters that reading the file drops.
                let dropped = text.matches("\r\n").count() + usize::from(text.starts_with('\u{feff}'));
                TextPiece { bytes: text.len() as u64, characters: text.chars().count() - dropped, vocabulary }
            }
            Corpus::File { bytes, characters, .. } => TextPiece { bytes: *bytes, characters: *characters, vocabulary },
        };
        v2::Document {
            format: self.format,
            version: 2,
            task: self.task,
            name: self.name,
            config: v2::Config {
                task: v2::Task::Text,
                model: v2::Model {
                    cell,
                    nonlinearity,
                    hidden_size,
                    num_layers,
                    bidirectional: false,
                    embed,
                    linear,
                    dropout,
                },
                batching: self.config.batching,
                optimizer: self.config.optimizer,
                val_frac: self.config.val_frac,
                seed: self.config.seed,
            },
            progress: self.progress,
            journal: self.journal,
            vocabulary: self.vocabulary,
            names: Vec::new(),
            size: Some(Size::Text(size)),
            corpus: self.corpus,
            optimizer_step: self.optimizer_step,
            history: self.history,
            parameters: self.parameters,
            moments: self.moments,
            carried: self.carried,
        }
    }
}
