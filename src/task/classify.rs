//! The classify task: given a text of any length, say its label.
//!
//! The loss is the mean cross entropy of the last state's logits, one for each row of the batch. What the net said of
//! each row when it last read it, in a step or in a validation, is kept: looking costs no pass over the data.

mod show;

use std::sync::Arc;

use ndarray::ArrayView1;

use super::labelled::{Goal, Observer, Rows};
use super::view::{Look, View};
use super::{Measures, Position, Task};
use crate::config::RunConfig;
use crate::data::Labelled;
use crate::nn::loss::LossSum;
use crate::nn::param::{ParamSet, ParamTable};

/// Texts with a label each, and the network that learns to tell the labels.
#[derive(Debug)]
pub struct Classify {
    rows: Rows,
    /// What was last said of each row of the file.
    said: Vec<Option<Said>>,
    observer: Observer,
}

/// A label and the probability that it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    label: u32,
    probability: f32,
}

impl Said {
    /// From the gradient of a row's logits, which is (softmax - onehot(target)) / divisor.
    fn of(label: u32, target: u32, gradient: ArrayView1<'_, f32>, divisor: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 rows")]
        let share = gradient[label as usize] * divisor as f32;
        let probability = share + if label == target { 1.0 } else { 0.0 };
        Self { label, probability: probability.clamp(0.0, 1.0) }
    }
}

impl Classify {
    /// The task of telling the labels of `data` under `config`, which fits it, on `threads` threads.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(data: Labelled, config: &RunConfig, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let rows = Rows::new(data, Goal::Label, config, threads)?;
        Ok(Self { said: vec![None; rows.data.rows()], observer: Observer::new(&rows.network), rows })
    }
}

impl Task for Classify {
    fn table(&self) -> &Arc<ParamTable> {
        self.rows.network.table()
    }

    fn initial(&self, seed: u64) -> ParamSet {
        self.rows.network.initial(seed)
    }

    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        self.rows.data.facts.notes()
    }

    fn steps_per_epoch(&self) -> u64 {
        self.rows.steps_per_epoch()
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let sum = self.rows.step(params, at, grads);
        let (batch, data) = (&self.rows.batch, &self.rows.data);
        for (places, part) in self.rows.parts() {
            let answers = part.pass.predicted.iter().zip(part.pass.d_outputs().rows());
            for (&row, (&label, gradient)) in batch[places.clone()].iter().zip(answers) {
                self.said[row] = Some(Said::of(label, data.label(row), gradient, batch.len()));
            }
        }
        sum
    }

    fn validation_chunks(&self) -> u64 {
        self.rows.validation_chunks()
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let places = self.rows.chunk(chunk);
        let sum = self.rows.validate(params, chunk);
        let (rows, pass) = (&self.rows.split.held_out[places], self.rows.validated());
        for (&row, (&label, gradient)) in rows.iter().zip(pass.predicted.iter().zip(pass.d_outputs().rows())) {
            self.said[row] = Some(Said::of(label, self.rows.data.label(row), gradient, rows.len()));
        }
        sum
    }

    fn view(&mut self, params: &ParamSet, look: Look) -> View {
        self.show(params, look)
    }
}
