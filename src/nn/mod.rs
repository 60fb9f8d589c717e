//! The mathematics: cells, layers, stacks, losses and their derivatives, written out by hand.
//!
//! Dimensions mean the same everywhere: N batch, T time, I input, H hidden, V vocabulary, O outputs, D directions, G
//! gates of a cell. Sequences are *time-major* inside, so that one time step is one contiguous block: a matrix has a
//! row for each token, and a [`layout::Layout`] says which. With N rows of T steps, row `t*N + n` is step `t` of batch
//! row `n`; rows of different lengths are packed without padding.
//!
//! A pass has PyTorch's numbers: `cells.rs`, `packed.rs`, `timeseries.rs`, `translator.rs` and `labs.rs` in
//! `tests/engine` compare them. Nothing here knows a thread, a file, a terminal, or where its data comes from. A shape
//! that does not fit is a bug of the caller and panics with both shapes.

pub(crate) mod activation;
pub mod attention;
pub mod cell;
pub mod decode;
pub mod dropout;
pub mod embedding;
pub mod held;
pub mod init;
mod input_stack;
pub mod layer;
pub mod layout;
pub mod linear;
pub mod loss;
pub mod machine;
pub mod network;
mod outputs;
pub mod param;
mod pool;
pub mod precision;
pub mod probe;
pub mod product;
pub mod random;
pub mod stack;
pub mod tensor;
pub mod translator;
