//! One recurrent layer over a whole chunk, in one direction or two.
//!
//! The forward pass has two phases (Appleyard, Kociský and Blunsom 2016, section 3). First, all input projections
//! W_ih x + b_ih are one product. Then the time loop has only the recurrent product and the cell's pointwise part. For
//! one-hot input there is no first phase: the projection of a token is a row of W_ihᵀ plus the bias, and the recurrent
//! product is added to that row.
//!
//! The backward pass runs the time loop from the last step to the first, which gives the gradients of all
//! pre-activations. Then each parameter's gradient is one large product.
//!
//! Rows may end before others, as the [`Layout`](super::layout::Layout) says: a step works on the rows that are
//! present, and the last state of a row is the state after its own last step. A [`Direction`] reads from the first step
//! to the last; [`Layer`] reverses the rows for the reverse one.
//!
//! Nothing here knows another layer, a head or a loss.

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
