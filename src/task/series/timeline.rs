//! A series as one run sees it: the oldest row first, its target found, its values scaled, its examples cut.
//!
//! This is the one place that reverses the rows for `--newest-first`. The data itself, which sessions keep, stays in
//! the file's order.

use std::ops::Range;
use std::sync::Arc;

use ndarray::Array2;

use super::ready::{Ready, TimelineError, inputs};
use crate::config::{RunConfig, ScaleBy, SeriesConfig, TaskConfig};
use crate::data::Series;
use crate::data::series::{Base, Examples, Fit, Group, GroupFit, Scalers};

/// Rows of numbers over time, cut into examples.
#[derive(Debug)]
pub struct Timeline {
    series: Series,
    /// The target's place among the columns.
    target: usize,
    base: Option<Base>,
    examples: Arc<Examples>,
    fit: Fit,
    /// The target's values as they are measured: in logarithms where the base is a ratio.
    measured: Vec<f64>,
    /// What is read of each row, as training examples have it, `(rows, I)`.
    training: Array2<f32>,
    /// The same as held-out examples have it; none where that is the same.
    held_out: Option<Array2<f32>>,
}

impl Timeline {
    /// `series` as a run of `config` sees it.
    ///
    /// # Errors
    /// If there is no such target, no example to train on, or a ratio of what is not above 0.
    pub fn new(series: Series, config: &RunConfig) -> Result<Self, TimelineError> {
        let own = own(config);
        let ready = Ready::new(series, own)?;
        let cut = own.cut(config.batching.seq_len());
        let usable = |read: Range<usize>, targets| ready.is_usable(&read, targets, true);
        let examples = Examples::new(&ready.groups(), cut, config.shares(), usable)?;
        let names: Vec<String> = ready.series.groups.iter().map(|group| group.name.clone()).collect();
        let fit = ready.fitting(own).fit(&examples, &names, own.scale_by == ScaleBy::Group);
        Ok(Self::of(ready, examples, fit))
    }

    /// Other rows, as a run of `config` would see them that scaled its own rows as `fit` says: all of them are in the
    /// test part, and of the rows of a target the file need not have any. A series that the run did not have is scaled
    /// by its own rows.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn unseen(series: Series, config: &RunConfig, fit: &Fit) -> Result<Self, TimelineError> {
        let own = own(config);
        let ready = Ready::new(series, own)?;
        let cut = own.cut(config.batching.seq_len());
        let usable = |read: Range<usize>, targets| ready.is_usable(&read, targets, false);
        let examples = Examples::unseen(&ready.groups(), cut, usable);
        let fitting = ready.fitting(own);
        let known = |name: &str| fit.groups.iter().find(|group| group.name == name).cloned();
        let group =
            |group: &Group| known(&group.name).unwrap_or_else(|| fitting.of_unseen(&group.name, group.rows.clone()));
        let fit = Fit { groups: ready.series.groups.iter().map(group).collect() };
        Ok(Self::of(ready, examples, fit))
    }

    fn of(ready: Ready, examples: Examples, fit: Fit) -> Self {
        let of = |held_out: bool| {
            let groups = ready.series.groups.iter().zip(&fit.groups).map(|(group, fit)| {
                let Scalers { training, held_out: other } = &fit.scalers;
                (group.rows.clone(), if held_out { other } else { training }, fit.step)
            });
            inputs(ready.values(), ready.target, ready.base, groups)
        };
        let differs = |group: &GroupFit| group.scalers.held_out != group.scalers.training;
        let training = of(false);
        let held_out = fit.groups.iter().any(differs).then(|| of(true));
        let measured = ready.values().column(ready.target).to_vec();
        let Ready { series, target, base, .. } = ready;
        Self { target, base, examples: Arc::new(examples), fit, measured, training, held_out, series }
    }

    /// Where the examples are, and in which part.
    pub fn examples(&self) -> &Arc<Examples> {
        &self.examples
    }

    /// T.
    pub fn seq_len(&self) -> usize {
        self.examples.cut().seq_len
    }

    /// I, the numbers read of each row.
    pub fn width(&self) -> usize {
        self.training.ncols()
    }

    /// The rows, oldest first.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// The target's place among the columns.
    pub fn target(&self) -> usize {
        self.target
    }

    /// The target's name.
    pub fn target_name(&self) -> &str {
        &self.series.columns[self.target]
    }

    /// The target of all rows as it is measured: in logarithms where ratios are forecast.
    pub fn measured(&self) -> &[f64] {
        &self.measured
    }

    /// The target of all rows in its own unit, oldest first; NaN where there is none.
    pub fn truth(&self) -> Vec<f64> {
        self.series.values.column(self.target).to_vec()
    }

    /// How the values of each series are scaled.
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// From what a change is forecast; none where the value itself is forecast.
    pub fn base(&self) -> Option<Base> {
        self.base
    }

    /// The size of what the net puts out 1 for, as the target is measured.
    pub fn unit(&self, group: usize) -> f64 {
        let fit = &self.fit.groups[group];
        match self.base {
            Some(_) => fit.change,
            None => fit.scalers.held_out.inverse(self.target, 1.0) - fit.scalers.held_out.inverse(self.target, 0.0),
        }
    }

    /// The forecast for this example, `ahead` rows after its last one, in the target's own unit.
    pub fn in_own_units(&self, example: usize, ahead: usize, said: f32) -> f64 {
        let fit = &self.fit.groups[self.examples.group(example)];
        if let Some(base) = self.base {
            let from = base.at(|row| self.measured[row], self.examples.last(example), ahead);
            return base.value(from + fit.change * f64::from(said));
        }
        let is_training = self.examples.training().contains(&example);
        let scaler = if is_training { &fit.scalers.training } else { &fit.scalers.held_out };
        scaler.inverse(self.target, f64::from(said))
    }

    /// Lays out `examples`, N of them, all trained on or all held out: their inputs time-major, `(T*N, I)`, and the
    /// numbers that should come out of each, `(N, O)`.
    pub fn fill(&self, examples: &[usize], input: &mut Array2<f32>, target: &mut Array2<f32>) {
        let Some(&one) = examples.first() else { return };
        let is_training = self.examples.training().contains(&one);
        let values = self.held_out.as_ref().filter(|_| !is_training).unwrap_or(&self.training);
        let width = values.ncols();
        let rows = values.as_slice().expect("a whole matrix is contiguous");
        let input = input.as_slice_mut().expect("a whole matrix is contiguous");
        for (t, step) in input.chunks_exact_mut(examples.len() * width).enumerate() {
            for (to, &example) in step.chunks_exact_mut(width).zip(examples) {
                let row = self.examples.inputs(example).start + t;
                // A few numbers: a loop takes less time than the library's copy.
                to.iter_mut().zip(&rows[row * width..]).for_each(|(to, from)| *to = *from);
            }
        }
        for (mut targets, &example) in target.rows_mut().into_iter().zip(examples) {
            for (target, ahead) in targets.iter_mut().zip(self.examples.cut().ahead.clone()) {
                *target = self.wanted(values, example, ahead);
            }
        }
    }

    /// What should come out for the row `ahead` rows after an example's last one; NaN where there is no such row.
    fn wanted(&self, values: &Array2<f32>, example: usize, ahead: usize) -> f32 {
        let last = self.examples.last(example);
        let Some(base) = self.base else {
            return values.get([last + ahead, self.target]).copied().unwrap_or(f32::NAN);
        };
        let truth = self.measured.get(last + ahead).copied().unwrap_or(f64::NAN);
        let change = truth - base.at(|row| self.measured[row], last, ahead);
        #[expect(clippy::cast_possible_truncation, reason = "the network computes in f32")]
        let wanted = (change / self.fit.groups[self.examples.group(example)].change) as f32;
        wanted
    }
}

/// The series' part of a configuration.
fn own(config: &RunConfig) -> &SeriesConfig {
    let TaskConfig::Series(own) = &config.task else { unreachable!("the configuration of another task") };
    own
}
