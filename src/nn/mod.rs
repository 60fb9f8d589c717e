//! The mathematics: cells, layers, stacks, losses and their derivatives, written out by hand.
//!
//! Dimensions mean the same everywhere: N batch, T time, I input, H hidden, V vocabulary, G gates of a
//! cell. Sequences are *time-major* inside: row `t*N + n` of a `(T*N, ·)` matrix is step `t` of
//! batch row `n`, so that one time step is one contiguous block.
//!
//! A pass has PyTorch's numbers (`tests/cells.rs` and `tests/labs.rs` hold it to them). Nothing here knows a thread, a
//! file, a terminal, or where its data comes from. A shape that does not fit is a bug of the caller
//! and panics with both shapes.

pub(crate) mod activation;
pub mod cell;
pub mod dropout;
pub mod embedding;
pub mod init;
pub mod layer;
pub mod linear;
pub mod loss;
pub(crate) mod machine;
pub mod network;
pub mod param;
pub mod random;
pub mod stack;
pub mod tensor;
