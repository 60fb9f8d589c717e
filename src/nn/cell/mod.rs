//! Cells: what one recurrent layer does with one row in one time step.
//!
//! A cell sees its pre-activations in two groups of gates, `G` gates of H numbers in all:
//!
//! - `gates` holds W_ih x + b_ih of all gates. The recurrent product W_hh h + b_hh has been added to all gates but the
//!   last `SEPARATE`.
//! - `separate` holds the recurrent product of the last `SEPARATE` gates. (A GRU's candidate gate keeps its recurrent
//!   product separate, because the reset gate multiplies that product alone.)
//!
//! `forward` replaces the pre-activations by what `backward` needs, and `backward` replaces those by the gradients with
//! respect to the pre-activations. [`super::layer`] does all matrix products: a cell must never see a weight, another
//! row or another time step.
//!
//! A new cell is a file here that implements `Pointwise`, a variant of [`Cell`] and an arm in `with_cell`. The tests
//! that go through [`Cell::ALL`] then cover it: gradients, chunks, packed rows.

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
