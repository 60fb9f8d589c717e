//! The two matrix products of the layers, from a weight matrix that is laid out once a step.
//!
//! ndarray's product lays out both matrices on every call. For the product of a time step (some ten rows by a whole weight
//! matrix, T times a step) that takes longer than the multiplications: on two cores of an AMD EPYC (Zen 4) `12x128 by 128x512`
//! runs at 43 GFLOP/s a core there and at 109 here, `600x128 by 128x512` at 95 and 111, of 118 that the core can do. On the
//! next generation (Zen 5) it is 55 and 233, 108 and 237, of 265.
//! (`cargo bench --bench steps -- product` measures both.)
//!
//! The right matrix stands in [`Panels`]: 16 columns side by side, row after row, so that a tile reads it front to
//! back. The left matrix is cut into *slivers* of up to six rows, column after column. A tile multiplies a sliver by
//! a panel, or by four with the widest registers, and all its 6x16 or 6x64 sums stay in registers; see `tile.rs`. Where
//! the right matrix is narrow, as in a small net, laying the left one out would take longer than it gives, and both are read
//! as they are.
//!
//! Nothing here knows what a layer is. Everything is plain Rust over slices; [`super::machine`] compiles it for the machine.

mod gradient;
mod lanes;
mod multiply;
mod panels;
mod rows;
mod scratch;
mod slivers;
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
