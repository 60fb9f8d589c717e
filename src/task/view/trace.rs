//! The numbers behind one example, step by step, for whoever wants to check an equation by hand.

use ndarray::{Array2, ArrayView1};

use crate::nn::loss::largest;

/// What the lowest layer computed over one example, and what came out above.
///
/// T steps of I numbers each; H units; O outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// N, examples in a batch like the one this stands in.
    pub batch: usize,
    /// Steps of the longest example in it.
    pub longest: usize,
    /// The longest T of its outputs; it differs from the inputs' where a sentence is translated.
    pub longest_output: usize,
    /// The index of what is read at each step, where tokens are read.
    pub tokens: Vec<u32>,
    /// What is read, `(T, I)`: one-hot or learnt vectors, or plain numbers.
    pub input: Array2<f32>,
    /// The cell's equations, a line each.
    pub equations: &'static [&'static str],
    /// The vectors in them by name, in the order of the equations, each `(T, H)`. A bidirectional layer gives those of
    /// its forward direction; h before the first step is 0. Steps whose H differs from the first one's have none.
    pub terms: Vec<(&'static str, Array2<f32>)>,
    /// D*H, how wide the output of the recurrent layers is.
    pub output_size: usize,
    /// Whether a linear layer makes the outputs of that; otherwise it is the outputs.
    pub linear: bool,
    /// Logits or values, O numbers for each step from [`Trace::speaks_from`] on; a single row if only the last step has
    /// an output.
    pub outputs: Array2<f32>,
    /// The first step with an output: 0, or the first step of a translation after its source.
    pub speaks_from: usize,
    /// What each output stands for; empty for plain numbers.
    pub names: Vec<String>,
    /// The index that should have the largest output, for each row of the outputs; empty for plain numbers.
    pub targets: Vec<u32>,
    /// A whole small batch read with either axis as time, where the lesson shows that.
    pub readings: Option<Readings>,
}

impl Trace {
    /// The loss of these weights at each row of the outputs: -ln of the probability that they give to the target. Empty
    /// for plain numbers.
    pub fn losses(&self) -> Vec<f64> {
        let loss = |(logits, &target): (ArrayView1<'_, f32>, &u32)| {
            let logits = logits.mapv(f64::from);
            let max = logits.fold(f64::NEG_INFINITY, |max, &z| max.max(z));
            logits.mapv(|z| (z - max).exp()).sum().ln() - (logits[target as usize] - max)
        };
        self.outputs.rows().into_iter().zip(&self.targets).map(loss).collect()
    }

    /// The name of the likeliest output of a row; nothing where outputs have no names.
    pub fn likeliest(&self, row: usize) -> &str {
        let Some(outputs) = self.outputs.rows().into_iter().nth(row) else { return "" };
        let (place, _) = largest(&outputs.to_vec());
        self.names.get(place as usize).map_or("", String::as_str)
    }

    /// The mean of [`Trace::losses`], where there is one.
    pub fn loss(&self) -> Option<f64> {
        let losses = self.losses();
        #[expect(clippy::cast_precision_loss, reason = "a count of steps")]
        let mean = losses.iter().sum::<f64>() / losses.len() as f64;
        (!losses.is_empty()).then_some(mean)
    }
}

/// One tensor `(A, B, I)` read in two ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// A, B, I and H.
    pub sizes: [usize; 4],
    /// The outputs, `(A*B, H)` with row `a*B + b`, when the second axis is time (`batch_first=True`).
    pub second_is_time: Array2<f32>,
    /// The same when the first axis is time (torch.nn.RNN's default).
    pub first_is_time: Array2<f32>,
}
