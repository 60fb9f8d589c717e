//! Products whose factors are rounded to bf16, with sums in f32.
//!
//! **What is rounded.** Both factors, each to the nearest of bf16's numbers (the upper 16 bits of an f32), ties to
//! even; numbers below bf16's smallest normal one become 0, as the instructions take them. The product of two such
//! factors is exact in f32. Two of them are added to a sum one after the other, that of the later place first, each sum
//! rounded to f32: what `VDPBF16PS` of AVX512_BF16 does. The portable code does the same, so that both have the same
//! bits, but where a sum is below f32's smallest normal number.
//!
//! **How.** Two factors that meet in one instruction are a [`Pair`]: neighbours along the inner axis. The right matrix
//! is laid out as panels of 16 columns of pairs, the left one row by row, or as such panels where its columns are the
//! rows; a tile keeps its sums in registers. An odd last factor is paired with 0.
//!
//! Nothing here may depend on threads or addresses: a sum's order is that of the inner axis.

mod gradient;
mod left;
mod multiply;
mod pair;
mod panels;
#[cfg(test)]
mod tests;
mod tile;

pub(super) use gradient::GradientOfPairs;
pub(super) use multiply::MultiplyPairs;
pub(super) use pair::{Line, Pair};
pub(super) use panels::PairPanels;
