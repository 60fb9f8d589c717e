//! Which units of a translator follow a number that each token of the source has, or of the target.

use ndarray::{ArrayView2, s};

use super::correlation::Correlation;
use super::follow::{Followed, in_order};
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::param::ParamSet;
use crate::nn::translator::{Pass, Prepared, Translator};

/// A translator that reads pair by pair, and what its units have to do with a number. It owns its parameters, so that
/// whatever is trained meanwhile changes nothing in it.
#[derive(Debug)]
pub struct PairFollower {
    translator: Translator,
    params: ParamSet,
    prepared: Prepared,
    pass: Pass,
    /// Of each direction of the encoder, the units of its layers one after the other.
    encoder: Vec<Correlation>,
    decoder: Correlation,
}

/// A pair, and the number of each token, or NaN where it has none.
#[derive(Debug, Clone, Copy)]
pub struct NumberedPair<'a> {
    /// What the encoder reads, and what the decoder is given, a start token first.
    pub tokens: [&'a [u32]; 2],
    /// The numbers of both.
    pub numbers: [&'a [f64]; 2],
}

impl PairFollower {
    /// One that has read nothing.
    pub fn new(translator: Translator, params: ParamSet) -> Self {
        let (encoder, decoder) = (translator.shape().encoder(), translator.shape().decoder());
        Self {
            encoder: vec![Correlation::new(encoder.layers * encoder.hidden_size); encoder.directions()],
            decoder: Correlation::new(decoder.layers * decoder.hidden_size),
            pass: translator.pass(),
            prepared: Prepared::default(),
            translator,
            params,
        }
    }

    /// The translator.
    pub fn translator(&self) -> &Translator {
        &self.translator
    }

    /// Reads pairs, each by itself, with the target given as in training.
    ///
    /// # Panics
    /// If a side has no token, or not a number for each.
    pub fn read<'a>(&mut self, pairs: impl Iterator<Item = NumberedPair<'a>>) {
        let weights = self.translator.prepare(&self.params, &mut self.prepared);
        let (layers, h) = (self.translator.shape().layers, self.translator.shape().encoder().hidden_size);
        let width = self.translator.shape().decoder().hidden_size;
        for NumberedPair { tokens, numbers } in pairs {
            assert_eq!(tokens.map(<[u32]>::len), numbers.map(<[f64]>::len), "tokens, numbers");
            let layouts = tokens.map(|tokens| Layout::uniform(tokens.len(), 1));
            let [read, given] = [0, 1].map(|side| Sequences::tokens(tokens[side], &layouts[side]));
            self.translator.forward(weights, read, given, None, &mut self.pass);
            let pass = &self.pass;
            for (side, known) in self.encoder.iter_mut().enumerate() {
                take_in(known, numbers[0], layers, |layer| {
                    pass.encoder_hidden(layer).slice_move(s![.., side * h..(side + 1) * h])
                });
            }
            take_in(&mut self.decoder, numbers[1], layers, |layer| {
                pass.decoder_hidden(layer).slice_move(s![.., ..width])
            });
        }
    }

    /// The units of the encoder, of the decoder, or of both, whichever have read a number, those that follow it most
    /// closely first; none if it never changed.
    pub fn ranked(&self) -> Option<Vec<Followed>> {
        let shape = self.translator.shape();
        let mut all = Vec::new();
        let mut add = |known: &Correlation, h: usize, decoder: bool, layer: usize, reverse: bool| {
            if known.is_known() {
                all.extend((0..h).map(|unit| {
                    let correlation = known.of(layer * h + unit);
                    Followed { decoder, layer, reverse, unit, correlation }
                }));
            }
        };
        for layer in 0..shape.layers {
            for (side, known) in self.encoder.iter().enumerate() {
                add(known, shape.encoder().hidden_size, false, layer, side == 1);
            }
        }
        for layer in 0..shape.layers {
            add(&self.decoder, shape.decoder().hidden_size, true, layer, false);
        }
        let varies = self.encoder.iter().chain([&self.decoder]).any(Correlation::varies);
        varies.then(|| in_order(all))
    }
}

/// Takes in the numbers of all steps, with h of so many layers.
fn take_in<'a>(known: &mut Correlation, numbers: &[f64], layers: usize, hidden: impl Fn(usize) -> ArrayView2<'a, f32>) {
    for (step, &number) in numbers.iter().enumerate() {
        known.add(number, (0..layers).flat_map(|layer| hidden(layer).slice_move(s![step, ..]).into_iter()));
    }
}
