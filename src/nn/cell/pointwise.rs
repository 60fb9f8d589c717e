//! What every cell implements: its pointwise part, over one row in one time step.

use crate::nn::machine::Arithmetic;

/// One row's buffers in one time step. All slices of a pass have the same H.
pub(crate) struct CellRow<'a> {
    /// `G*H` numbers, gate after gate; see [`super`].
    pub gates: &'a mut [f32],
    /// `SEPARATE*H` numbers; see [`super`].
    pub separate: &'a mut [f32],
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
    /// The names of the gates that stand activated in [`CellRow::gates`] after `forward`, in order, as PyTorch's
    /// documentation calls them; none where no gate is kept.
    const NAMES: &'static [&'static str];
    /// How many of the last gates keep their recurrent product separate from the input's.
    const SEPARATE: usize;
    /// Whether a second state c is carried.
    const CELL_STATE: bool;

    /// Replaces the pre-activations by what `backward` needs, and writes the new `h` and `c`.
    ///
    /// Must be `#[inline(always)]`, as everything a kernel calls.
    fn forward<A: Arithmetic>(row: CellRow<'_>, h: &mut [f32], c: &mut [f32]);

    /// Replaces what `forward` left by the gradients of the pre-activations. `dh` is the gradient of this step's h and
    /// becomes the part of the gradient of `h_before` that does not go through the weights. `dc` is the gradient of
    /// this step's c and becomes that of `c_before`.
    fn backward<A: Arithmetic>(row: CellRow<'_>, h: &[f32], c: &[f32], dh: &mut [f32], dc: &mut [f32]);

    /// Adds to `dc` what comes to this step's c through its h, whose gradient is `dh`; `gates` are as `forward` left
    /// them. [`Pointwise::backward`] does so by itself, and no training step calls this.
    fn add_through_h(_gates: &[f32], _c: &[f32], _dh: &[f32], _dc: &mut [f32]) {}
}
