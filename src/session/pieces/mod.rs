//! Pieces of a session file that several versions share, as types of the file.
//!
//! A piece never changes. If a new version needs another one, the old piece moves into the module of the last version
//! that has it.

pub(super) mod action;
pub(super) mod corpus;
pub(super) mod curves;
pub(super) mod entries;
pub(super) mod files;
pub(super) mod fit;
pub(super) mod header;
pub(super) mod journal;
pub(super) mod kept;
pub(super) mod names;
pub(super) mod plan;
pub(super) mod record;
pub(super) mod size;
pub(super) mod state;
pub(super) mod tensors;
pub(super) mod test;
