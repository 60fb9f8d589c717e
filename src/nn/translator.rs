//! An encoder that reads a sequence and a decoder that writes another (Sutskever, Vinyals and Le 2014; Cho et al.
//! 2014).
//!
//! source tokens -> embedding -> encoder's stack -> its last state is the decoder's first; target tokens so far ->
//! embedding -> decoder's stack -> attention over the encoder's outputs, or none -> linear -> logits of the next token.
//!
//! A bidirectional encoder hands over both directions of each layer side by side, h and c alike, so that the decoder's
//! hidden size is D*H. Row n of the target belongs to row n of the source. Each of the two is packed in an order of its
//! own, which only its [`Layout`](super::layout::Layout) knows.
//!
//! The decoder reads the target tokens it is given (teacher forcing). To let it read its own tokens, a caller decodes
//! first and gives it what was decoded: the choice of the largest logit has no gradient. A translator must never change
//! its parameters.

mod greedy;
mod held;
mod model;
mod pass;
mod shape;

pub use greedy::{Ends, Translation};
pub use held::Speaker;
pub use model::Translator;
pub use pass::{Pass, Prepared, Weights};
pub use shape::Shape;
