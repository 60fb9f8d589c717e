//! A series as one run sees it: the oldest row first, its target found, its values scaled.
//!
//! This is the one place that reverses the rows for `--newest-first`. The data itself, which sessions keep, stays in
//! the file's order.

use ndarray::Array2;

use crate::config::{RunConfig, Scale, TaskConfig};
use crate::data::Series;
use crate::data::series::{Examples, FittedOn, NoSuchColumn, Scaler, Scalers, Scaling};

/// Rows of numbers over time, ready to be cut into examples.
#[derive(Debug)]
pub struct Timeline {
    series: Series,
    /// The target's place among the columns.
    target: usize,
    seq_len: usize,
    horizon: usize,
    examples: Examples,
    scalers: Scalers,
    /// All values as training examples have them, `(rows, I)`.
    training: Array2<f32>,
    /// All values as held-out examples have them; none where that is the same.
    held_out: Option<Array2<f32>>,
}

impl Timeline {
    /// `series` as a run sees it. `config` must have been checked against its size.
    ///
    /// # Errors
    /// If there is no such target.
    pub fn new(mut series: Series, config: &RunConfig) -> Result<Self, NoSuchColumn> {
        let TaskConfig::Series(own) = &config.task else { unreachable!("the configuration of another task") };
        let target = series.column(own.target.as_deref())?;
        if own.newest_first {
            series.reverse();
        }
        let seq_len = config.batching.seq_len();
        let examples = Examples::new(series.values.nrows(), seq_len, own.horizon, own.train_frac)
            .expect("the configuration was checked against a series of this size");
        let (scaling, fitted_on) = match own.scale {
            Scale::Minmax => (Scaling::MinMax, FittedOn::TrainingRows),
            Scale::Standard => (Scaling::Standard, FittedOn::TrainingRows),
            Scale::Lab => (Scaling::MinMax, FittedOn::EachPart),
        };
        let scalers = Scalers::fit(&series.values, &examples, scaling, fitted_on);
        let training = scalers.training.transform_all(&series.values);
        let other = scalers.held_out != scalers.training;
        let held_out = other.then(|| scalers.held_out.transform_all(&series.values));
        Ok(Self { target, seq_len, horizon: own.horizon, examples, scalers, training, held_out, series })
    }

    /// Where the examples are, and which are held out.
    pub fn examples(&self) -> &Examples {
        &self.examples
    }

    /// T.
    pub fn seq_len(&self) -> usize {
        self.seq_len
    }

    /// How many rows ahead of a window's last row its target lies.
    pub fn horizon(&self) -> usize {
        self.horizon
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

    /// The target of all rows in its own unit, oldest first.
    pub fn truth(&self) -> Vec<f64> {
        self.series.values.column(self.target).to_vec()
    }

    /// All values as held-out examples, and a forecast after the last row, have them: `(rows, I)`.
    pub fn scaled_for_forecasts(&self) -> &Array2<f32> {
        self.held_out.as_ref().unwrap_or(&self.training)
    }

    /// The scalers of training examples and of held-out ones.
    pub fn scalers(&self) -> &Scalers {
        &self.scalers
    }

    /// The scaler of held-out examples and of forecasts after the last row.
    pub fn forecast_scaler(&self) -> &Scaler {
        &self.scalers.held_out
    }

    /// The forecast for this example, in the target's own unit.
    pub fn in_own_units(&self, example: usize, said: f32) -> f64 {
        let is_training = self.examples.training().contains(&example);
        let scaler = if is_training { &self.scalers.training } else { &self.scalers.held_out };
        scaler.inverse(self.target, f64::from(said))
    }

    /// Lays out `examples`, N of them, all trained on or all held out: their inputs time-major, `(T*N, I)`, and the
    /// value that should come out of each, `(N, 1)`.
    pub fn fill(&self, examples: &[usize], input: &mut Array2<f32>, target: &mut Array2<f32>) {
        let Some(&one) = examples.first() else { return };
        let is_training = self.examples.training().contains(&one);
        let values = if is_training { &self.training } else { self.scaled_for_forecasts() };
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
        for (target, &example) in target.column_mut(0).iter_mut().zip(examples) {
            *target = values[[self.examples.target(example), self.target]];
        }
    }
}
