//! The parameters of a direction as its passes read them.

use ndarray::Array2;

use super::direction::Direction;
use super::tape::slice;
use crate::nn::param::ParamSet;
use crate::nn::product::{Rows, RowsMut, Weight, add_transposed};
use crate::nn::tensor::reuse;

/// Made from the parameters once a step, and read by all parts of the batch.
#[derive(Debug, Clone, Default)]
pub struct DirectionWeights {
    /// `G*H`: b_ih, and b_hh with it for the gates whose recurrent product joins the input part.
    pub(super) bias: Vec<f32>,
    /// `A*H`: b_hh of the gates kept separate.
    pub(super) bias_separate: Vec<f32>,
    /// W_hh of the gates that join, and of those kept separate.
    pub(in crate::nn) recurrent: Weight,
    pub(in crate::nn) recurrent_separate: Weight,
    /// W_ih for a dense input; empty for a one-hot one.
    pub(in crate::nn) input: Weight,
    /// `(I, G*H)` for a one-hot input: a row for each index, its column of W_ih with the bias; else empty.
    pub(super) gathered: Array2<f32>,
}

impl Direction {
    /// Puts the parameters into `weights`, for an input that is `one_hot` or dense.
    pub fn prepare(&self, params: &ParamSet, one_hot: bool, weights: &mut DirectionWeights) {
        let joined = self.joined();
        weights.bias.clear();
        weights.bias.extend_from_slice(params.numbers(self.bias_ih));
        let (joining, separate) = params.numbers(self.bias_hh).split_at(joined);
        for (sum, bias) in weights.bias.iter_mut().zip(joining) {
            *sum += bias;
        }
        weights.bias_separate.clear();
        weights.bias_separate.extend_from_slice(separate);

        let recurrent = Rows::whole(params.matrix(self.weight_hh));
        weights.recurrent.set(recurrent.rows(0..joined), self.precision);
        let separate = recurrent.rows(joined..self.cell.gates() * self.hidden_size);
        weights.recurrent_separate.set(separate, self.precision);
        let input = params.matrix(self.weight_ih);
        if one_hot {
            reuse(&mut weights.gathered, (input.ncols(), input.nrows()));
            for row in slice(&mut weights.gathered).chunks_exact_mut(weights.bias.len()) {
                row.copy_from_slice(&weights.bias);
            }
            add_transposed(Rows::whole(input), RowsMut::whole(weights.gathered.view_mut()));
        } else {
            weights.input.set(Rows::whole(input), self.precision);
        }
    }
}
