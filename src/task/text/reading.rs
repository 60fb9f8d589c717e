//! What a net says of each character of a text, read as a validation reads it: the mean of these losses is that of the
//! validation.

use std::ops::Range;

use super::validation::Streams;
use crate::nn::layout::Layout;
use crate::nn::network::{Network, Sequences, Weights};

/// Hands the logits of each character of `scored` to `each`, with its place. `token` gives the token at a place. The
/// characters before `scored` are read first, as many as a validation reads.
///
/// # Panics
/// If `scored` is empty or begins with the first character, which nothing predicts.
pub fn read_text(
    network: &Network,
    weights: Weights<'_>,
    token: &dyn Fn(usize) -> u32,
    scored: Range<usize>,
    each: &mut dyn FnMut(usize, &[f32]),
) {
    let streams = Streams::new(&scored);
    let (mut state, mut pass) = (network.zero_state(streams.rows), network.pass());
    let (mut layout, mut input) = (Layout::default(), Vec::new());
    for chunk in 0..streams.chunks() {
        let steps = streams.steps(chunk);
        let starts: Vec<usize> = (0..streams.rows).map(|row| streams.start(row, chunk)).collect();
        input.clear();
        input.extend((0..steps).flat_map(|step| starts.iter().map(move |start| start + step)).map(token));
        layout.set_uniform(steps, streams.rows);
        network.forward(weights, Sequences::tokens(&input, &layout), &mut state, None, &mut pass);
        for (at, logits) in pass.outputs().rows().into_iter().enumerate() {
            let (step, row) = (at / streams.rows, at % streams.rows);
            let place = starts[row] + step + 1;
            if streams.part(row).contains(&place) {
                each(place, logits.as_slice().expect("rows of logits are contiguous"));
            }
        }
    }
}
