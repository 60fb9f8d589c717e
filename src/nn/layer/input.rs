//! What a layer reads.

use ndarray::ArrayView2;

/// What a layer reads: a row for each token, placed as the pass's [`Layout`](crate::nn::layout::Layout) says.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// One-hot vectors: the index below I of each token. Their product with a matrix gathers its rows.
    OneHot(&'a [u32]),
    /// A matrix `(tokens, I)`.
    Dense(ArrayView2<'a, f32>),
}

impl Input<'_> {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::OneHot(indices) => indices.len(),
            Self::Dense(x) => x.nrows(),
        }
    }
}
