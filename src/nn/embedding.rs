//! Embedded input: a learnt vector for each token, in place of a one-hot vector (torch.nn.Embedding). It knows no
//! layer.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::init::normal;
use super::param::{ParamId, ParamSet, ParamTable};
use super::product::{Rows, RowsMut, gather, scatter};
use super::random::Generator;

/// A table `(V, E)` of learnt vectors.
#[derive(Debug, Clone)]
pub struct Embedding {
    weight: ParamId,
}

impl Embedding {
    /// Declares `<prefix>embedding.weight`, `(vocabulary, size)`.
    pub fn new(table: &mut ParamTable, prefix: &str, vocabulary: usize, size: usize) -> Self {
        Self { weight: table.add(format!("{prefix}embedding.weight"), &[vocabulary, size]) }
    }

    /// Draws initial vectors by PyTorch's rule, N(0, 1).
    pub fn initialize(&self, params: &mut ParamSet, random: &mut Generator) {
        normal(params.numbers_mut(self.weight), random);
    }

    /// Gathers the vectors of `indices` into the rows of `out`, `(T*N, E)`.
    pub fn forward(&self, params: &ParamSet, indices: &[u32], out: ArrayViewMut2<'_, f32>) {
        gather(Rows::whole(params.matrix(self.weight)), indices, RowsMut::whole(out));
    }

    /// Adds the gradient `d_out`, `(T*N, E)`, to the rows that were gathered.
    pub fn backward(&self, indices: &[u32], d_out: ArrayView2<'_, f32>, grads: &mut ParamSet) {
        scatter(Rows::whole(d_out), indices, RowsMut::whole(grads.matrix_mut(self.weight)));
    }
}
