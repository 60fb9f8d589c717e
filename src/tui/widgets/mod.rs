//! The dashboard's own widgets. Each draws what it is given and keeps to its area.

pub mod chunks;
pub mod hidden;
pub mod loss;
