//! How the next token is drawn.

use crate::cli::Sample;
use crate::nn::decode::draw_of_likeliest;
use crate::nn::random::{Generator, Purpose, stream, uniform};

/// The default: characters are drawn with the probabilities that were learnt.
const TEMPERATURE: f64 = 1.0;

/// Draws tokens as `--temperature`, `--top-k` and `--seed` say.
pub(super) struct Drawing {
    temperature: f64,
    top_k: usize,
    random: Generator,
}

impl Drawing {
    /// The drawing of text number `number`, which is the same whatever other texts are written.
    pub fn new(args: &Sample, number: u64) -> Self {
        let random = stream(args.seed.unwrap_or(0), Purpose::Sample, number);
        let temperature = args.temperature.unwrap_or(TEMPERATURE);
        Self { temperature, top_k: args.top_k.unwrap_or(usize::MAX), random }
    }

    /// The next token after one that has these logits.
    pub fn next(&mut self, logits: &[f32]) -> u32 {
        draw_of_likeliest(logits, self.top_k, self.temperature, || uniform(&mut self.random))
    }
}
