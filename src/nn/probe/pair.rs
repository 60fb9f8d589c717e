//! A translator over one pair of sequences.

use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView2, ArrayViewMut2, Axis, s};

use super::inside::{ROWS, chosen};
use super::reach::{Course, Gone};
use super::scores::Scores;
use super::units::{Units, matrix, sums, units};
use crate::nn::attention::AttentionTape;
use crate::nn::input_stack::{Data, InputStack, InputStackTape, Sequences};
use crate::nn::layer::{DirectionWeights, Input, LayerState};
use crate::nn::layout::Layout;
use crate::nn::linear::LinearWeights;
use crate::nn::network::Targets;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::nn::tensor::product;
use crate::nn::translator::{Pass, Prepared, Translator};

/// A translator that has read one source, and was given one target, and everything that can be asked about that.
///
/// S steps of the source, T of the target, each of which has a row of outputs.
#[derive(Debug, Clone)]
pub struct InsidePair<'a> {
    translator: &'a Translator,
    params: &'a ParamSet,
    /// The source, and what the decoder is given.
    tokens: [&'a [u32]; 2],
    layouts: [Layout; 2],
    /// The encoder's and the decoder's.
    weights: [Vec<DirectionWeights>; 2],
    /// Of the attention, where there is one.
    combine: LinearWeights,
    pass: Pass,
}

/// All that comes of going back from R numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct PairGone {
    /// Over the S steps of the source: through the attention, and through the decoder's first state.
    pub encoder: Gone,
    /// Over the T steps of the target.
    pub decoder: Gone,
}

impl<'a> InsidePair<'a> {
    /// Lets the encoder of `translator` read `source`, and its decoder `given`, a start token first; each has a token.
    ///
    /// # Panics
    /// If a side has no token.
    pub fn new(translator: &'a Translator, params: &'a ParamSet, source: &'a [u32], given: &'a [u32]) -> Self {
        let tokens = [source, given];
        let layouts = tokens.map(|tokens| Layout::uniform(tokens.len(), 1));
        let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
        let [read, write] = [0, 1].map(|side| Sequences::tokens(tokens[side], &layouts[side]));
        translator.forward(translator.prepare(params, &mut prepared), read, write, None, &mut pass);
        let weights = [&translator.encoder, &translator.decoder].map(|side| {
            let mut weights = Vec::new();
            side.stack.prepare(params, false, &mut weights);
            weights
        });
        let mut combine = LinearWeights::default();
        if let Some(attention) = &translator.attention {
            attention.prepare(params, &mut combine);
        }
        Self { translator, params, tokens, layouts, weights, combine, pass }
    }

    /// What the encoder, `(S, I)`, and the decoder, `(T, I)`, read: one-hot or embedded vectors.
    pub fn inputs(&self) -> [Array2<f32>; 2] {
        self.sides().map(|side| matrix(side.read(), side.stack.stack.shape().input_size))
    }

    /// Gates and states of the encoder and of the decoder, as [`super::Inside::units`] gives them.
    pub fn units(&self) -> [Vec<Units>; 2] {
        self.sides().map(|side| units(&side.stack.stack, &side.tape.stack))
    }

    /// [`super::Inside::sums`] of the encoder and of the decoder.
    pub fn sums(&self) -> [[Array2<f32>; 2]; 2] {
        self.sides().map(|side| sums(&side.stack.stack, &side.tape.stack, self.params, side.read()))
    }

    /// Logits, `(T, V)`.
    pub fn outputs(&self) -> &Array2<f32> {
        self.pass.logits()
    }

    /// The weights of each step of the target over those of the source, `(T, S)`; none without attention.
    pub fn attention(&self) -> Option<ArrayView2<'_, f32>> {
        self.pass.attention(0)
    }

    /// The loss of each step of the target, and its gradient.
    ///
    /// # Panics
    /// If there is not a token below V for each step.
    pub fn scores(&self, targets: &[u32]) -> Scores {
        Scores::new(self.outputs(), Targets::Classes(targets))
    }

    /// See [`super::Inside::chosen`].
    ///
    /// # Panics
    /// If `of` has not one output below V for each step.
    pub fn chosen(&self, of: Option<&[u32]>) -> Array2<f32> {
        chosen(self.outputs(), of)
    }

    /// Goes back from the steps `rows` of the target; see [`super::Inside::go_back`].
    ///
    /// # Panics
    /// If there is no such step, or not a row of gradients for each.
    pub fn go_back(&self, rows: Range<usize>, d_outputs: ArrayView2<'_, f32>) -> PairGone {
        let wanted = (rows.len(), self.outputs().ncols());
        assert!(rows.end <= self.outputs().nrows() && d_outputs.dim() == wanted, "{rows:?}, {:?}", d_outputs.dim());
        let sides = self.sides();
        let [encoder, decoder] = [0, 1].map(|side| Course {
            stack: &sides[side].stack.stack,
            weights: &self.weights[side],
            tape: &sides[side].tape.stack,
            input: sides[side].read(),
        });
        let [mut read, mut written] =
            [0, 1].map(|side| Gone::zeros(&sides[side].stack.stack, (rows.len(), self.tokens[side].len())));
        for (block, d_outputs) in d_outputs.axis_chunks_iter(Axis(0), ROWS).enumerate() {
            let first = block * ROWS;
            let [d_encoder, d_decoder] = self.d_tops(rows.start + first, d_outputs);
            let (gone, d_first) = decoder.go_back(d_decoder, None);
            written.put(first, &gone);
            read.put(first, &encoder.go_back(d_encoder, Some(&self.d_last(&d_first))).0);
        }
        PairGone { encoder: read, decoder: written }
    }

    /// The gradients with respect to the outputs of the highest layers, `(S, R, D)` and `(T, R, D)`; see
    /// `Inside::d_top`.
    fn d_tops(&self, first: usize, d_outputs: ArrayView2<'_, f32>) -> [Array3<f32>; 2] {
        let (rows, width) = (d_outputs.nrows(), self.translator.shape().decoder().hidden_size);
        let mut d_features = Array2::zeros((rows, width));
        product(d_outputs, self.params.matrix(self.translator.out.weight), 0.0, d_features.view_mut());
        let steps = first + rows;
        let mut tops = [self.tokens[0].len(), steps].map(|steps| Array3::zeros((steps, rows, width)));
        let (mut tape, mut unused) = (self.pass.attention.clone(), ParamSet::zeros(self.translator.table()));
        let mut ends = [0, 1].map(|side| Array2::zeros((self.tokens[side].len(), width)));
        for (row, d) in d_features.axis_iter(Axis(0)).enumerate() {
            ends[1].fill(0.0);
            ends[1].row_mut(first + row).assign(&d);
            if let Some(tape) = &mut tape {
                let [d_source, d_target] = &mut ends;
                self.attend_back(tape, &mut unused, d_source.view_mut(), d_target.view_mut());
            }
            for (top, end) in tops.iter_mut().zip(&ends) {
                let steps = top.len_of(Axis(0));
                top.slice_mut(s![.., row, ..]).assign(&end.slice(s![..steps, ..]));
            }
        }
        tops
    }

    /// From the gradient of the attention's outputs in `d_target` to that of the decoder's outputs there and of the
    /// encoder's in `d_source`.
    fn attend_back(
        &self,
        tape: &mut AttentionTape,
        unused: &mut ParamSet,
        d_source: ArrayViewMut2<'_, f32>,
        d_target: ArrayViewMut2<'_, f32>,
    ) {
        let Some(attention) = &self.translator.attention else { return };
        tape.outputs_and_gradient().1.assign(&d_target);
        attention.backward(&self.combine, &self.layouts[1], tape, unused, d_target);
        tape.d_sources(&self.layouts[0], d_source);
    }

    /// The gradients of the encoder's last states, of R rows each, from those of the decoder's first.
    fn d_last(&self, d_first: &State) -> State {
        let shape = self.translator.shape();
        let rows = d_first.first().map_or(0, |layer| layer.h.nrows());
        let count = shape.layers * shape.encoder().directions();
        let mut last = vec![LayerState::zeros(shape.cell, rows, shape.hidden_size); count];
        self.translator.each_joined(|layer, encoder, columns| {
            let (joined, part) = (&d_first[layer], &mut last[encoder]);
            part.h.assign(&joined.h.slice(s![.., columns.clone()]));
            if !part.c.is_empty() {
                part.c.assign(&joined.c.slice(s![.., columns]));
            }
        });
        last
    }

    fn sides(&self) -> [Side<'_>; 2] {
        let (encoder, decoder) = (&self.translator.encoder, &self.translator.decoder);
        [
            Side { stack: encoder, tape: &self.pass.encoder, data: Data::Tokens(self.tokens[0]) },
            Side { stack: decoder, tape: &self.pass.decoder, data: Data::Tokens(self.tokens[1]) },
        ]
    }
}

/// The encoder or the decoder, and its pass.
struct Side<'a> {
    stack: &'a InputStack,
    tape: &'a InputStackTape,
    data: Data<'a>,
}

impl Side<'_> {
    fn read(&self) -> Input<'_> {
        self.stack.input(&self.data, &self.tape.embedded)
    }
}
