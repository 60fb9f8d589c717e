//! One recurrent layer over a whole chunk, in one direction or two, in the two-phase form.
//!
//! Forward: all input projections W_ih x + b_ih at once, then the time loop with only the recurrent
//! product and the cell's pointwise part. A one-hot input has no first phase: its projection is a row of W_ihᵀ, laid out
//! with the bias, from which the recurrent product starts; where there is no such product, the row is copied. Backward:
//! the time loop, last step first, yields the gradients of all pre-activations; the gradients of the parameters are single
//! large products afterwards. (Appleyard, Kociský and Blunsom 2016, section 3.)
//!
//! Rows may end before others, as the [`Layout`](super::layout::Layout) says: a step then works on the rows that are present, and a row's
//! last state is that after its own last step. A [`Direction`] reads from the first step to the last; for the reverse
//! one, [`Layer`] reverses the rows.

mod backward;
mod direction;
mod forward;
mod input;
mod sides;
mod state;
mod tape;
mod weights;

pub use direction::{Direction, LayerShape};
pub use input::Input;
pub use sides::{Layer, LayerTape};
pub use state::LayerState;
pub use tape::DirectionTape;
pub use weights::DirectionWeights;
