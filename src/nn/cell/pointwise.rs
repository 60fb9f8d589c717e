//! What every cell implements: its pointwise part, over one row in one time step.

use crate::nn::machine::Arithmetic;

/// One row's buffers in one time step. All slices of a pass have the same H.
pub(crate) struct Row<'a> {
    /// `G*H` numbers, gate after gate; see [`super`].
    pub gates: &'a mut [f32],
    /// `APART*H` numbers; see [`super`].
    pub apart: &'a mut [f32],
    /// h of the step before, H numbers.
    pub h_before: &'a [f32],
    /// c of the step before, H numbers; empty where the cell carries none.
    pub c_before: &'a [f32],
}

/// The pointwise part of a cell.
pub(crate) trait Pointwise {
    /// The name of the cell's module in PyTorch's models.
    const MODULE: &'static str;
    /// G.
    const GATES: usize;
    /// How many of the last gates keep their recurrent product apart.
    const APART: usize;
    /// Whether a second state c is carried.
    const CELL_STATE: bool;

    /// Pre-activations in, what `backward` needs out, and the new `h` (and `c`).
    ///
    /// Like all a kernel calls, `#[inline(always)]`.
    fn forward<A: Arithmetic>(row: Row<'_>, h: &mut [f32], c: &mut [f32]);

    /// What `forward` left in, gradients of the pre-activations out. `dh` is the gradient of this
    /// step's h and becomes the part of the gradient of `h_before` that passes by the weights;
    /// `dc` is the gradient of this step's c and becomes that of `c_before`.
    fn backward<A: Arithmetic>(row: Row<'_>, h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]);
}
