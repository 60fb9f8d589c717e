//! The matrix products of the layers. Weight matrices are packed once a step.
//!
//! ndarray's product packs both matrices on every call. For the product of a time step (some ten rows by a whole weight
//! matrix, T times a step) packing takes longer than multiplying. On two cores of an AMD EPYC (Zen 4),
//! `12x128 by 128x512` runs at 43 GFLOP/s a core with ndarray and at 109 here, and `600x128 by 128x512` at 95 and 111;
//! the peak is 118. On the next generation (Zen 5) the figures are 55 and 233, 108 and 237, and the peak is 265.
//! (`cargo bench --bench steps -- product` measures both.)
//!
//! The right matrix, B, is packed into [`Panels`]: 16 columns side by side, row after row. The left matrix, A, is
//! packed into *micro-panels* of up to six rows, column after column. A tile multiplies a micro-panel of A by one panel
//! of B, or by four with the widest registers, and keeps all its 6x16 or 6x64 sums in registers; see `tile.rs`. Where B
//! is narrow, as in a small net, packing A would cost more than it saves, and A is read in place.
//!
//! With factors in bf16 all this is done by pairs of factors: see `pairs/`, which says what is rounded and how.
//!
//! Nothing here knows what a layer is. Everything is plain Rust over slices; [`super::machine`] compiles it for the
//! machine.

mod gradient;
mod lanes;
mod multiply;
mod packed;
mod pairs;
mod panels;
mod rows;
mod scratch;
mod sums;
#[cfg(test)]
mod tests;
mod tile;
mod weight;

pub use gradient::gradient;
pub use panels::Panels;
pub use rows::{Rows, RowsMut, Start};
pub use sums::{add_rows, add_transposed, gather, scatter};
pub use weight::Weight;
