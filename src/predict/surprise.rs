//! How far the truth is from what a net says.

use crate::nn::loss::{exp_sum, largest};

/// A prediction beside the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    /// The cross entropy, in nats.
    pub loss: f64,
    /// Whether the likeliest answer is the true one.
    pub right: bool,
}

/// Holds `logits` to the index that is true.
pub(super) fn score(logits: &[f32], truth: u32) -> Scored {
    let (likeliest, max) = largest(logits);
    Scored { loss: exp_sum(logits, max).ln() - f64::from(logits[truth as usize] - max), right: likeliest == truth }
}

/// The sums of many.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    /// Of the losses.
    pub loss: f64,
    /// How many those are.
    pub count: usize,
    /// How many of them are right.
    pub right: usize,
}

impl Sum {
    /// Adds a prediction.
    pub fn add(&mut self, Scored { loss, right }: Scored) {
        self.loss += loss;
        self.count += 1;
        self.right += usize::from(right);
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.loss += other.loss;
        self.count += other.count;
        self.right += other.right;
    }
}
