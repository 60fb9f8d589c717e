//! An encoder that reads a sequence and a decoder that writes another (Sutskever, Vinyals and Le 2014; Cho et al. 2014).
//!
//! source tokens -> embedding -> encoder's stack -> its last state is the decoder's first; target tokens so far ->
//! embedding -> decoder's stack -> attention over the encoder's outputs, or none -> linear -> logits of the next token.
//!
//! An encoder that reads both ways hands over the two directions of each layer side by side, h and c alike, so that the
//! decoder's hidden size is D*H. Row n of the target belongs to row n of the source; each of the two is packed in its own
//! order, which nothing outside a [`Layout`](super::layout::Layout) sees.
//!
//! The decoder is fed the target tokens it is given (teacher forcing). For free running a caller decodes first and feeds
//! what was decoded: choosing the largest logit passes no gradient.

mod greedy;
mod model;
mod pass;
mod shape;

pub use greedy::{Ends, Translation};
pub use model::Translator;
pub use pass::{Pass, Prepared, Weights};
pub use shape::Shape;
