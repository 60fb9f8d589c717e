//! A translator's layers and its passes.

use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array2, s};

use super::pass::{Pass, Prepared, Weights};
use super::shape::Shape;
use crate::nn::attention::{Attention, AttentionTape};
use crate::nn::dropout::Dropout;
use crate::nn::held::Held;
use crate::nn::input_stack::{InputStack, Sequences};
use crate::nn::layout::Layout;
use crate::nn::linear::Linear;
use crate::nn::loss::{LossSum, cross_entropy};
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::random::{Purpose, stream};
use crate::nn::stack::StackTape;

/// A translator's layers and the names of its parameters; the numbers are a [`ParamSet`] beside it.
#[derive(Debug, Clone)]
pub struct Translator {
    shape: Shape,
    table: Arc<ParamTable>,
    pub(in crate::nn) encoder: InputStack,
    pub(in crate::nn) decoder: InputStack,
    pub(in crate::nn) attention: Option<Attention>,
    pub(in crate::nn) out: Linear,
}

impl Translator {
    /// Declares a translator of this shape: `encoder.embedding.weight`, `encoder.gru.*`, `decoder.embedding.weight`,
    /// `decoder.gru.*`, `decoder.attn_combine.*`, `decoder.out.*`, with `rnn` or `lstm` in place of `gru` by the cell.
    pub fn new(shape: Shape) -> Self {
        let mut table = ParamTable::default();
        let module = shape.cell.module();
        let encoder = InputStack::new(&mut table, "encoder.", module, shape.source_input(), shape.encoder());
        let decoder = InputStack::new(&mut table, "decoder.", module, shape.target_input(), shape.decoder());
        let size = shape.decoder().hidden_size;
        let attention = shape.attention.then(|| Attention::new(&mut table, "decoder.", size, shape.precision));
        let out = Linear::new(&mut table, "decoder.out", size, shape.target_vocabulary, shape.precision);
        Self { shape, table: Arc::new(table), encoder, decoder, attention, out }
    }

    /// The sizes.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The names and shapes of the parameters.
    pub fn table(&self) -> &Arc<ParamTable> {
        &self.table
    }

    /// Initial parameters by PyTorch's rules, from the run's seed.
    pub fn initial(&self, seed: u64) -> ParamSet {
        let mut params = ParamSet::zeros(&self.table);
        let mut random = stream(seed, Purpose::Init, 0);
        self.encoder.initialize(&mut params, &mut random);
        self.decoder.initialize(&mut params, &mut random);
        if let Some(attention) = &self.attention {
            attention.initialize(&mut params, &mut random);
        }
        self.out.initialize(&mut params, &mut random);
        params
    }

    /// Buffers for a pass.
    pub fn pass(&self) -> Pass {
        Pass::new(&self.table, self.shape.attention)
    }

    /// Puts the parameters into `prepared`, once a step, for the passes over all parts of the batch.
    pub fn prepare<'a>(&self, params: &'a ParamSet, prepared: &'a mut Prepared) -> Weights<'a> {
        self.encoder.prepare(params, &mut prepared.encoder);
        self.decoder.prepare(params, &mut prepared.decoder);
        if let Some(attention) = &self.attention {
            attention.prepare(params, &mut prepared.attention);
        }
        self.out.prepare(params, &mut prepared.out);
        Weights { params, prepared }
    }

    /// Reads `source` from a state of zeros and makes the decoder's first state of the encoder's last.
    pub fn encode(&self, weights: Weights<'_>, source: Sequences<'_>, dropout: Option<&mut Dropout>, pass: &mut Pass) {
        let (stack, tape) = (&self.encoder.stack, &mut pass.encoder);
        stack.set_zero(&mut pass.encoder_state, source.layout.rows());
        self.encoder.forward(weights.params, &weights.prepared.encoder, source, &mut pass.encoder_state, dropout, tape);
        self.decoder.stack.set_zero(&mut pass.state, source.layout.rows());
        self.each_joined(|layer, encoder, columns| {
            let (joined, part) = (&mut pass.state[layer], &pass.encoder_state[encoder]);
            joined.h.slice_mut(s![.., columns.clone()]).assign(&part.h);
            if !part.c.is_empty() {
                joined.c.slice_mut(s![.., columns]).assign(&part.c);
            }
        });
        if let (Some(attention), Some(memory)) = (&self.attention, &mut pass.attention) {
            attention.remember(tape.stack.top(), source.layout, memory);
        }
    }

    /// One step of the decoder for all rows of the last [`Translator::encode`]: reads the token of each row, in the
    /// caller's order, and leaves the logits of the next ones, `(N, V)`, in `pass`, whose state moves on.
    ///
    /// # Panics
    /// If there are not as many tokens as rows.
    pub fn decode(&self, weights: Weights<'_>, tokens: &[u32], pass: &mut Pass) {
        let mut layout = std::mem::take(&mut pass.one_step);
        layout.set_uniform(1, tokens.len());
        self.write(weights, Sequences::tokens(tokens, &layout), None, pass);
        pass.one_step = layout;
    }

    /// Logits for `target`, the tokens the decoder is given at each step, a start token first, after reading `source`.
    /// With `dropout`, the outputs of all layers but each stack's last are masked.
    ///
    /// # Panics
    /// If the target has not as many rows as the source.
    pub fn forward(
        &self,
        weights: Weights<'_>,
        source: Sequences<'_>,
        target: Sequences<'_>,
        mut dropout: Option<&mut Dropout>,
        pass: &mut Pass,
    ) {
        self.encode(weights, source, dropout.as_deref_mut(), pass);
        self.write(weights, target, dropout, pass);
    }

    /// The decoder over `target` from the state in `pass`.
    fn write(&self, weights: Weights<'_>, target: Sequences<'_>, dropout: Option<&mut Dropout>, pass: &mut Pass) {
        let Weights { params, prepared } = weights;
        self.decoder.forward(params, &prepared.decoder, target, &mut pass.state, dropout, &mut pass.decoder);
        self.head_forward(prepared, target.layout, pass);
    }

    /// As [`Translator::decode`], while h of the decoder is `held`.
    pub(super) fn decode_held(&self, weights: Weights<'_>, token: u32, held: Held<'_>, pass: &mut Pass) {
        let Weights { params, prepared } = weights;
        let (layout, token) = (Layout::uniform(1, 1), [token]);
        let read = Sequences::tokens(&token, &layout);
        self.decoder.step_held(params, &prepared.decoder, read, &mut pass.state, held, &mut pass.decoder);
        self.head_forward(prepared, &layout, pass);
    }

    /// The logits from the decoder's outputs.
    fn head_forward(&self, prepared: &Prepared, layout: &Layout, pass: &mut Pass) {
        let top = pass.decoder.stack.top();
        let features = match (&self.attention, &mut pass.attention) {
            (Some(attention), Some(tape)) => {
                attention.forward(&prepared.attention, top, layout, tape);
                tape.outputs()
            }
            _ => top,
        };
        let logits = pass.logits.fill((features.nrows(), self.shape.target_vocabulary));
        prepared.out.forward(features, logits);
    }

    /// The loss of the logits against `targets`, the tokens that should come out, placed as the target is; its gradient
    /// takes their place, and [`Pass::d_logits`] gives it. See [`cross_entropy`].
    ///
    /// # Panics
    /// If there was no [`Translator::forward`] since the last loss, or the targets do not fit the logits.
    #[expect(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^24 tokens")]
    pub fn loss(&self, targets: &[u32], divisor: usize, pass: &mut Pass) -> LossSum {
        pass.predicted.resize(targets.len(), 0);
        cross_entropy(pass.logits.turn_into_gradient(), targets, divisor as f32, &mut pass.predicted)
    }

    /// The gradients of the parameters into `pass.grads`. `weights`, `source` and `target` are those of the forward
    /// pass.
    ///
    /// # Panics
    /// If there was no [`Translator::loss`] since the last forward pass.
    pub fn backward(&self, weights: Weights<'_>, source: Sequences<'_>, target: Sequences<'_>, pass: &mut Pass) {
        let prepared = weights.prepared;
        let grads = &mut pass.grads;
        grads.set_zero();
        self.head_backward(
            prepared,
            target.layout,
            &mut pass.decoder.stack,
            pass.attention.as_mut(),
            pass.logits.gradient(),
            grads,
        );
        let rows = source.layout.rows();
        self.decoder.stack.set_zero(&mut pass.state, rows);
        let decoder = &mut pass.decoder;
        self.decoder.backward(&prepared.decoder, target, Some(&mut pass.state), decoder, grads);

        self.each_joined(|layer, encoder, columns| {
            let (joined, part) = (&pass.state[layer], &mut pass.encoder_state[encoder]);
            part.h.assign(&joined.h.slice(s![.., columns.clone()]));
            if !part.c.is_empty() {
                part.c.assign(&joined.c.slice(s![.., columns]));
            }
        });
        let encoder = &mut pass.encoder;
        match &pass.attention {
            Some(tape) => tape.d_sources(source.layout, encoder.stack.d_top()),
            None => encoder.stack.d_top().fill(0.0),
        }
        self.encoder.backward(&prepared.encoder, source, Some(&mut pass.encoder_state), encoder, grads);
    }

    /// From the gradient of the logits to that of the decoder's outputs, and of the source's in the attention's tape.
    fn head_backward(
        &self,
        prepared: &Prepared,
        layout: &Layout,
        decoder: &mut StackTape,
        tape: Option<&mut AttentionTape>,
        d_logits: &Array2<f32>,
        grads: &mut ParamSet,
    ) {
        let (top, d_top) = decoder.top_and_gradient();
        match (&self.attention, tape) {
            (Some(attention), Some(tape)) => {
                let (features, d_features) = tape.outputs_and_gradient();
                self.out.backward(&prepared.out, features, d_logits.view(), grads, d_features);
                attention.backward(&prepared.attention, layout, tape, grads, d_top);
            }
            _ => self.out.backward(&prepared.out, top, d_logits.view(), grads, d_top),
        }
    }

    /// Calls `visit` for each layer and direction of the encoder, with the index of the decoder's layer, the index of
    /// the encoder's state, and the columns of the decoder's state that the encoder's state fills.
    pub(in crate::nn) fn each_joined(&self, mut visit: impl FnMut(usize, usize, Range<usize>)) {
        let (h, directions) = (self.shape.hidden_size, self.shape.encoder().directions());
        for layer in 0..self.shape.layers {
            for direction in 0..directions {
                visit(layer, layer * directions + direction, direction * h..(direction + 1) * h);
            }
        }
    }
}
