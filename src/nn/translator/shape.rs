//! The sizes of a translator.

use crate::nn::cell::Cell;
use crate::nn::input_stack::InputSize;
use crate::nn::precision::Precision;
use crate::nn::stack::StackShape;

/// The sizes of a translator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The cell of all layers.
    pub cell: Cell,
    /// V of the source.
    pub source_vocabulary: usize,
    /// V of the target.
    pub target_vocabulary: usize,
    /// E of both embeddings; 0 for one-hot input.
    pub embed: usize,
    /// H of the encoder; the decoder's is D*H.
    pub hidden_size: usize,
    /// L of the encoder and of the decoder.
    pub layers: usize,
    /// Whether the encoder is bidirectional.
    pub bidirectional: bool,
    /// Whether the decoder has attention over the encoder's outputs.
    pub attention: bool,
    /// Of the factors of its products.
    pub precision: Precision,
}

impl Shape {
    /// The number of trainable numbers of such a translator; none if a `usize` cannot hold it.
    pub fn parameters(&self) -> Option<usize> {
        let size = self.hidden_size.checked_mul(self.encoder().directions())?;
        let attention = if self.attention { size.checked_mul(size.checked_mul(2)?.checked_add(1)?)? } else { 0 };
        [
            self.source_input().parameters()?,
            self.encoder().parameters()?,
            self.target_input().parameters()?,
            self.decoder().parameters()?,
            attention,
            self.target_vocabulary.checked_mul(size.checked_add(1)?)?,
        ]
        .into_iter()
        .try_fold(0, usize::checked_add)
    }

    /// The sizes of the encoder's stack.
    pub fn encoder(&self) -> StackShape {
        StackShape {
            cell: self.cell,
            input_size: self.source_input().width(),
            hidden_size: self.hidden_size,
            layers: self.layers,
            bidirectional: self.bidirectional,
            precision: self.precision,
        }
    }

    /// The sizes of the decoder's stack. Its hidden size fits a `usize` wherever [`Shape::parameters`] has a number.
    pub fn decoder(&self) -> StackShape {
        StackShape {
            input_size: self.target_input().width(),
            hidden_size: self.hidden_size.saturating_mul(self.encoder().directions()),
            bidirectional: false,
            ..self.encoder()
        }
    }

    pub(super) fn source_input(&self) -> InputSize {
        InputSize::tokens(self.source_vocabulary, self.embed)
    }

    pub(super) fn target_input(&self) -> InputSize {
        InputSize::tokens(self.target_vocabulary, self.embed)
    }
}
