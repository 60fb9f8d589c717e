//! What a pass puts out, and later the gradient of the loss in the same memory.
//!
//! A loss replaces each output by its gradient, so that no second matrix is written. This module remembers which of the
//! two the memory holds, and must never give out one as the other.

use ndarray::{Array2, ArrayViewMut2};

use super::tensor::reuse;

/// A matrix of outputs that a loss turns into their gradient in place.
#[derive(Debug, Clone, Default)]
pub(super) struct Outputs {
    numbers: Array2<f32>,
    hold: Hold,
}

/// What the numbers are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Hold {
    #[default]
    Nothing,
    Outputs,
    Gradient,
}

impl Outputs {
    /// Makes room for outputs of this shape, which the caller fills.
    pub fn fill(&mut self, shape: (usize, usize)) -> ArrayViewMut2<'_, f32> {
        reuse(&mut self.numbers, shape);
        self.hold = Hold::Outputs;
        self.numbers.view_mut()
    }

    /// The outputs.
    ///
    /// # Panics
    /// If no forward pass has filled them since the last loss.
    pub fn outputs(&self) -> &Array2<f32> {
        self.expect(Hold::Outputs);
        &self.numbers
    }

    /// The outputs for a loss, which replaces each by its gradient.
    ///
    /// # Panics
    /// If no forward pass has filled them since the last loss.
    pub fn turn_into_gradient(&mut self) -> ArrayViewMut2<'_, f32> {
        self.expect(Hold::Outputs);
        self.hold = Hold::Gradient;
        self.numbers.view_mut()
    }

    /// The gradient of the loss with respect to the outputs.
    ///
    /// # Panics
    /// If no loss was computed since the last forward pass.
    pub fn gradient(&self) -> &Array2<f32> {
        self.expect(Hold::Gradient);
        &self.numbers
    }

    fn expect(&self, wanted: Hold) {
        assert!(self.hold == wanted, "{wanted:?} wanted of a pass that holds {:?}", self.hold);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use ndarray::array;

    use super::*;

    fn panics(read: impl FnOnce()) -> bool {
        catch_unwind(AssertUnwindSafe(read)).is_err()
    }

    #[test]
    fn outputs_and_their_gradient_are_never_read_as_each_other() {
        let mut outputs = Outputs::default();
        assert!(panics(|| _ = outputs.outputs()) && panics(|| _ = outputs.gradient()));
        outputs.fill((1, 2)).fill(3.0);
        assert_eq!(outputs.outputs(), array![[3.0, 3.0]]);
        assert!(panics(|| _ = outputs.gradient()));
        outputs.turn_into_gradient().fill(-1.0);
        assert_eq!(outputs.gradient(), array![[-1.0, -1.0]]);
        assert!(panics(|| _ = outputs.outputs()) && panics(|| _ = outputs.turn_into_gradient()));
        outputs.fill((1, 1)).fill(2.0);
        assert_eq!(outputs.outputs(), array![[2.0]]);
    }
}
