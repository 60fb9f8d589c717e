//! The buffers of a translator's pass. Nothing is computed here.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2};

use crate::nn::attention::AttentionTape;
use crate::nn::input_stack::InputStackTape;
use crate::nn::layer::DirectionWeights;
use crate::nn::layout::Layout;
use crate::nn::linear::LinearWeights;
use crate::nn::outputs::Outputs;
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::stack::State;

/// Room for the parameters in the order in which the passes read them; see [`super::Translator::prepare`].
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    pub(super) encoder: Vec<DirectionWeights>,
    pub(super) decoder: Vec<DirectionWeights>,
    /// Unused in a translator without attention.
    pub(super) attention: LinearWeights,
    pub(super) out: LinearWeights,
}

/// The parameters of a translator with what was prepared of them, so that the two cannot disagree. Only
/// [`super::Translator::prepare`] makes it.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    pub(super) params: &'a ParamSet,
    pub(super) prepared: &'a Prepared,
}

/// The buffers of one pass over one part of a batch.
#[derive(Debug, Clone)]
pub struct Pass {
    pub(in crate::nn) encoder: InputStackTape,
    pub(in crate::nn) decoder: InputStackTape,
    /// None in a translator without attention.
    pub(in crate::nn) attention: Option<AttentionTape>,
    /// The encoder's state, and its gradient in the backward pass.
    pub(super) encoder_state: State,
    /// The decoder's, likewise.
    pub(super) state: State,
    /// The layout of one step of all rows, for decoding.
    pub(super) one_step: Layout,
    pub(super) logits: Outputs,
    /// The index of each target token's largest logit after [`super::Translator::loss`], placed as the target is.
    pub predicted: Vec<u32>,
    /// The gradients after [`super::Translator::backward`].
    pub grads: ParamSet,
}

impl Pass {
    pub(super) fn new(table: &Arc<ParamTable>, attention: bool) -> Self {
        Self {
            encoder: InputStackTape::default(),
            decoder: InputStackTape::default(),
            attention: attention.then(AttentionTape::default),
            encoder_state: State::new(),
            state: State::new(),
            one_step: Layout::default(),
            logits: Outputs::default(),
            predicted: Vec::new(),
            grads: ParamSet::zeros(table),
        }
    }

    /// The logits after [`super::Translator::forward`], `(tokens, V)`, placed as the target is, or after
    /// [`super::Translator::decode`], `(N, V)`.
    ///
    /// # Panics
    /// After [`super::Translator::loss`], which turns them into [`Pass::d_logits`].
    pub fn logits(&self) -> &Array2<f32> {
        self.logits.outputs()
    }

    /// The gradient of the loss with respect to the logits after [`super::Translator::loss`], shaped as they were.
    ///
    /// # Panics
    /// Before [`super::Translator::loss`].
    pub fn d_logits(&self) -> &Array2<f32> {
        self.logits.gradient()
    }

    /// The attention weights of `row`, of each target token over the source tokens, `(T_target, T_source)`, after
    /// [`super::Translator::forward`]; after [`super::Translator::decode`] T_target is 1. None without attention.
    pub fn attention(&self, row: usize) -> Option<ArrayView2<'_, f32>> {
        self.attention.as_ref().map(|tape| tape.weights(row))
    }

    /// The encoder's outputs h of layer `index`, `(tokens, D*H)`, placed as the source is.
    pub fn encoder_hidden(&self, index: usize) -> ArrayView2<'_, f32> {
        self.encoder.stack.outputs(index)
    }

    /// The decoder's outputs h of layer `index`, `(tokens, D*H)`, placed as the target is.
    pub fn decoder_hidden(&self, index: usize) -> ArrayView2<'_, f32> {
        self.decoder.stack.outputs(index)
    }
}
