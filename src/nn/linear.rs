//! The linear layer y = x Wᵀ + b (torch.nn.Linear). It knows no activation and no loss.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::init::uniform_by_fan;
use super::param::{ParamId, ParamSet, ParamTable};
use super::precision::Precision;
use super::product::{Rows, RowsMut, Start, Weight, add_rows, gradient};
use super::random::Generator;

/// A linear layer's parameters as its passes read them, made once a step.
#[derive(Debug, Clone, Default)]
pub struct LinearWeights {
    weight: Weight,
    bias: Vec<f32>,
}

/// A linear layer's parameters.
#[derive(Debug, Clone)]
pub struct Linear {
    inputs: usize,
    precision: Precision,
    pub(super) weight: ParamId,
    bias: ParamId,
}

impl Linear {
    /// Declares `<name>.weight`, `(outputs, inputs)`, and `<name>.bias`, `(outputs)`; its products have factors of this
    /// precision.
    pub fn new(table: &mut ParamTable, name: &str, inputs: usize, outputs: usize, precision: Precision) -> Self {
        Self {
            inputs,
            precision,
            weight: table.add(format!("{name}.weight"), &[outputs, inputs]),
            bias: table.add(format!("{name}.bias"), &[outputs]),
        }
    }

    /// Draws initial parameters by PyTorch's rule, U(-1/sqrt(inputs), 1/sqrt(inputs)).
    pub fn initialize(&self, params: &mut ParamSet, random: &mut Generator) {
        for id in [self.weight, self.bias] {
            uniform_by_fan(params.numbers_mut(id), self.inputs, random);
        }
    }

    /// Sets the parameters to 0.
    pub fn clear(&self, params: &mut ParamSet) {
        for id in [self.weight, self.bias] {
            params.numbers_mut(id).fill(0.0);
        }
    }

    /// Puts the parameters into `weights`.
    pub fn prepare(&self, params: &ParamSet, weights: &mut LinearWeights) {
        weights.weight.set(Rows::whole(params.matrix(self.weight)), self.precision);
        weights.bias.clear();
        weights.bias.extend_from_slice(params.numbers(self.bias));
    }

    /// dW += dyᵀ x, db += Σ dy, and dx = dy W in `dx`.
    pub fn backward(
        &self,
        weights: &LinearWeights,
        x: ArrayView2<'_, f32>,
        dy: ArrayView2<'_, f32>,
        grads: &mut ParamSet,
        dx: ArrayViewMut2<'_, f32>,
    ) {
        let dy = Rows::whole(dy);
        gradient(dy, Rows::whole(x), RowsMut::whole(grads.matrix_mut(self.weight)), self.precision);
        add_rows(dy, grads.numbers_mut(self.bias));
        weights.weight.backward(dy, Start::Zero, RowsMut::whole(dx));
    }
}

impl LinearWeights {
    /// y = x Wᵀ + b over the rows of `x`.
    pub fn forward(&self, x: ArrayView2<'_, f32>, y: ArrayViewMut2<'_, f32>) {
        self.weight.forward(Rows::whole(x), Start::Row(&self.bias), RowsMut::whole(y));
    }
}
