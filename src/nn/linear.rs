//! The linear layer y = x Wᵀ + b (torch.nn.Linear).

use ndarray::{ArrayView2, ArrayViewMut2};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::init::uniform_by_fan;
use super::param::{ParamId, ParamSet, ParamTable};
use super::tensor::product;

/// A linear layer's parameters.
#[derive(Debug, Clone)]
pub struct Linear {
    inputs: usize,
    weight: ParamId,
    bias: ParamId,
}

impl Linear {
    /// Declares `<name>.weight`, `(outputs, inputs)`, and `<name>.bias`, `(outputs)`.
    pub fn new(table: &mut ParamTable, name: &str, inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            weight: table.add(format!("{name}.weight"), &[outputs, inputs]),
            bias: table.add(format!("{name}.bias"), &[outputs]),
        }
    }

    /// Draws initial parameters by PyTorch's rule, U(-1/sqrt(inputs), 1/sqrt(inputs)).
    pub fn initialize(&self, params: &mut ParamSet, random: &mut Xoshiro256PlusPlus) {
        for id in [self.weight, self.bias] {
            uniform_by_fan(params.numbers_mut(id), self.inputs, random);
        }
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
