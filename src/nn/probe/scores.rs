//! Losses of single outputs with their gradients, and probabilities.

use ndarray::{Array2, Axis, s};

use crate::nn::loss::{cross_entropy, exp_sum, largest, squared_error, weighted_cross_entropy};
use crate::nn::network::Targets;

/// The loss of each of R outputs, and its gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Nats of the index that is true ([`crate::nn::loss`]), or the mean squared error over the O values.
    pub losses: Vec<f64>,
    /// Row r is d loss_r / d output_r, `(R, O)`.
    pub d_outputs: Array2<f32>,
}

impl Scores {
    /// Holds `outputs`, `(R, O)`, to `targets`, one row at a time by the engine's own losses. Of weighted classes, a
    /// loss is the share that its row has in the batch's.
    ///
    /// # Panics
    /// If the targets do not fit the outputs.
    pub fn new(outputs: &Array2<f32>, targets: Targets<'_>) -> Self {
        let mut d_outputs = outputs.clone();
        #[expect(clippy::cast_precision_loss, reason = "a network has far fewer than 2^24 outputs")]
        let width = outputs.ncols() as f32;
        let rows = d_outputs.axis_chunks_iter_mut(Axis(0), 1).enumerate();
        let losses = rows.map(|(row, output)| match targets {
            Targets::Classes(classes) => cross_entropy(output, &classes[row..=row], 1.0, &mut [0]).total,
            Targets::Weighted { classes, weights, divisor } => {
                let sum = weighted_cross_entropy(output, &classes[row..=row], Some(weights), divisor, &mut [0]);
                sum.total / f64::from(divisor)
            }
            Targets::Values(values) => {
                squared_error(output, values.slice(s![row..=row, ..]), width).total / f64::from(width)
            }
        });
        Self { losses: losses.collect(), d_outputs }
    }
}

/// Softmax of each row of logits, `(R, V)`.
pub fn probabilities(logits: &Array2<f32>) -> Array2<f32> {
    let mut all = logits.clone();
    for mut row in all.rows_mut() {
        let logits = row.to_vec();
        let (_, max) = largest(&logits);
        let total = exp_sum(&logits, max);
        #[expect(clippy::cast_possible_truncation, reason = "a probability is as exact as its logits")]
        row.mapv_inplace(|z| (f64::from(z - max).exp() / total) as f32);
    }
    all
}
