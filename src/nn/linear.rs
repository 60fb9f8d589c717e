//! The linear layer y = x Wᵀ + b (torch.nn.Linear).

use ndarray::{ArrayView2, ArrayViewMut2};

use super::param::{ParamId, ParamSet, ParamTable};
use super::tensor::product;

/// A linear layer's parameters.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: ParamId,
    bias: ParamId,
}

impl Linear {
    /// Declares `fc.weight`, `(outputs, inputs)`, and `fc.bias`, `(outputs)`.
    pub fn new(table: &mut ParamTable, inputs: usize, outputs: usize) -> Self {
        Self {
            weight: table.add("fc.weight".to_owned(), &[outputs, inputs]),
            bias: table.add("fc.bias".to_owned(), &[outputs]),
        }
    }

    /// The parameters' places: weight, bias.
    pub fn params(&self) -> [ParamId; 2] {
        [self.weight, self.bias]
    }

    /// y = x Wᵀ + b over the rows of `x`.
    pub fn forward(&self, params: &ParamSet, x: ArrayView2<'_, f32>, mut y: ArrayViewMut2<'_, f32>) {
        y.assign(&params.vector(self.bias));
        product(x, params.matrix(self.weight).t(), 1.0, y);
    }

    /// dW += dyᵀ x, db += Σ dy, and dx = dy W in `dx`.
    pub fn backward(
        &self,
        params: &ParamSet,
        x: ArrayView2<'_, f32>,
        dy: ArrayView2<'_, f32>,
        grads: &mut ParamSet,
        dx: ArrayViewMut2<'_, f32>,
    ) {
        product(dy.t(), x, 1.0, grads.matrix_mut(self.weight));
        let mut d_bias = grads.vector_mut(self.bias);
        for row in dy.rows() {
            d_bias += &row;
        }
        product(dy, params.matrix(self.weight), 0.0, dx);
    }
}
