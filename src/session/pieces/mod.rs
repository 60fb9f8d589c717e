//! Pieces of a session file that are the same in several versions, as the file has them.
//!
//! A piece that changes in a new version moves into the module of the last version that has it; its files never change.

pub(super) mod curves;
pub(super) mod journal;
pub(super) mod names;
pub(super) mod size;
pub(super) mod tensors;
