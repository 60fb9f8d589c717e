//! Optimizers and clipping: how a gradient becomes an update of the parameters.
//!
//! The rules and the order of their operations are those of `torch.optim` (its documentation writes out each
//! algorithm). Scalars are computed in f64 and applied in f32, as PyTorch does. Nothing here knows a layer, or where a
//! gradient comes from: parameters are flat numbers.

mod clip;
mod method;
mod optimizer;
mod schedule;
mod update;

pub use clip::{clip_by_norm, global_norm};
pub use method::Method;
pub use optimizer::Optimizer;
pub use schedule::{Plateau, Rule, Schedule, Span};
