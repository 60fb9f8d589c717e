//! What a net says of each token of a text, read as a validation reads it: the mean of these losses is that of the
//! validation.

use std::ops::Range;

use super::lay_out::{lay_out, steps};
use super::part::forget;
use super::streams::Streams;
use crate::nn::layout::Layout;
use crate::nn::network::{Network, Sequences, Weights};

/// Hands the logits of each token of `scored` to `each`, with its place. `token` gives that at a place. Documents begin
/// at `documents`; where there are none, the tokens before `scored` are read first, as many as a validation reads.
///
/// # Panics
/// If `scored` is empty or begins with the first token, which nothing predicts.
pub fn read_text(
    network: &Network,
    weights: Weights<'_>,
    token: &dyn Fn(usize) -> u32,
    documents: &[usize],
    scored: Range<usize>,
    each: &mut dyn FnMut(usize, &[f32]),
) {
    let streams = Streams::new(&scored, documents);
    let (mut state, mut pass) = (network.zero_state(1), network.pass());
    let (mut layout, mut chunks) = (Layout::default(), Vec::new());
    let (mut input, mut target) = (Vec::new(), Vec::new());
    for number in 0..streams.chunks() {
        streams.batch(number, &mut chunks);
        if number == 0 {
            network.set_zero(&mut state, chunks.len());
        }
        forget(&mut state, &chunks);
        lay_out(token, &chunks, &mut input, &mut target);
        layout.set_uniform(steps(&chunks), chunks.len());
        network.forward(weights, Sequences::tokens(&input, &layout), &mut state, None, &mut pass);
        for (at, logits) in pass.outputs().rows().into_iter().enumerate() {
            let (step, chunk) = (at / chunks.len(), chunks[at % chunks.len()]);
            if (chunk.skip..chunk.len).contains(&step) {
                each(chunk.start + step + 1, logits.as_slice().expect("rows of logits are contiguous"));
            }
        }
    }
}
