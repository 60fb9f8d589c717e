//! The generate task: given a label, write a text for it, character by character to an end.
//!
//! What is read of a row is its label, then its text; what should come out is the text, then the end. So each character
//! is foretold from the label and the characters before it, and the first from the label alone. The loss is the mean
//! cross entropy of a token, the ends among them.

mod show;

use std::sync::Arc;

use self::show::Writer;
use super::labelled::{Goal, Observer, Rows};
use super::view::{Look, View};
use super::{Measures, Position, Task};
use crate::config::RunConfig;
use crate::data::Labelled;
use crate::nn::loss::LossSum;
use crate::nn::param::{ParamSet, ParamTable};

/// Labels with their texts, and the network that learns to write them.
#[derive(Debug)]
pub struct Generate {
    rows: Rows,
    writer: Writer,
    observer: Observer,
}

impl Generate {
    /// The task of writing the texts of `data` under `config`, which fits it, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(data: Labelled, config: &RunConfig, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let rows = Rows::new(data, Goal::Text, config, threads)?;
        Ok(Self { writer: Writer::new(&rows), observer: Observer::new(&rows.network), rows })
    }
}

impl Task for Generate {
    fn table(&self) -> &Arc<ParamTable> {
        self.rows.network.table()
    }

    fn initial(&self, seed: u64) -> ParamSet {
        self.rows.network.initial(seed)
    }

    fn measures(&self) -> Measures {
        Measures { unit: "tokens", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.rows.data.facts.notes()
    }

    fn steps_per_epoch(&self) -> u64 {
        self.rows.steps_per_epoch()
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        self.rows.step(params, at, grads)
    }

    fn validation_chunks(&self) -> u64 {
        self.rows.validation_chunks()
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        self.rows.validate(params, chunk)
    }

    fn view(&mut self, params: &ParamSet, look: Look) -> View {
        self.show(params, look)
    }
}
