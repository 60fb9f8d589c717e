//! How the next token is drawn.

use crate::cli::Sample;
use crate::nn::decode::draw;
use crate::nn::random::{Generator, Purpose, stream, uniform};

/// The default: characters are drawn with the probabilities that were learnt.
const TEMPERATURE: f64 = 1.0;

/// Draws tokens as `--temperature` and `--seed` say.
pub(super) struct Drawing {
    temperature: f64,
    random: Generator,
}

impl Drawing {
    /// The drawing of text number `number`, which is the same whatever other texts are written.
    pub fn new(args: &Sample, number: u64) -> Self {
        let random = stream(args.seed.unwrap_or(0), Purpose::Sample, number);
        Self { temperature: args.temperature.unwrap_or(TEMPERATURE), random }
    }

    /// The next token after one that has these logits.
    pub fn next(&mut self, logits: &[f32]) -> u32 {
        draw(logits, self.temperature, || uniform(&mut self.random))
    }
}
