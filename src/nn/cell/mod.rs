//! Cells: what one recurrent layer does with one row in one time step.
//!
//! A cell sees its pre-activations in two groups of gates, `G` gates of H numbers in all:
//!
//! - `gates`: W_ih x + b_ih, to which the recurrent product W_hh h + b_hh has been added, for all gates
//!   but the last `APART`;
//! - `apart`: the recurrent product alone, for the last `APART` gates, whose `gates` entry holds the
//!   input part alone. (A GRU multiplies the two parts of its candidate in different ways.)
//!
//! `forward` replaces the pre-activations by what `backward` needs, and `backward` replaces those by
//! the gradients with respect to the pre-activations. [`super::layer`] does all matrix products.
//!
//! A new cell is a file here that implements `Pointwise`, a variant of [`Cell`] and an arm in `with_cell`. The tests that
//! go through [`Cell::ALL`] then cover it: gradients, chunks, packed rows.

pub(in crate::nn) mod gru;
pub(in crate::nn) mod kind;
pub(in crate::nn) mod lstm;
mod pointwise;
mod step;
pub(in crate::nn) mod vanilla;

pub use kind::Cell;
pub(crate) use kind::with_cell;
pub(crate) use pointwise::Pointwise;
pub(crate) use step::{Backward, Forward, Step};
