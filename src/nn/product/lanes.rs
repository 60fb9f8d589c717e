//! The registers that tiles and panels are made of. Sizes only: panels and tiles both stand on these, and neither on
//! the other.

use crate::nn::machine::LANES;

/// Numbers of a row that a register holds.
pub(super) type Lanes<const L: usize = LANES> = [f32; L];
/// Lanes of a whole panel.
pub(super) const LANES_OF_WHOLE: usize = 2;
/// Columns of a whole panel.
pub(super) const WIDTH: usize = LANES_OF_WHOLE * LANES;
