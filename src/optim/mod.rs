//! Optimizers and clipping: how a gradient becomes an update of the parameters.
//!
//! The rules and the order of their operations are those of `torch.optim` (its documentation writes out each
//! algorithm); scalars are worked out in f64 and applied in f32, as PyTorch does. Knows parameters as flat
//! numbers only; never where a gradient comes from.

mod clip;
mod method;
mod optimizer;
mod update;

pub use clip::{clip_by_norm, global_norm};
pub use method::Method;
pub use optimizer::Optimizer;
