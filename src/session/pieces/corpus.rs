//! The data of a run, or where it is, as versions 1 to 5 have it: one file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The file that a run learns from.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) enum Corpus {
    /// A small one's content.
    Inline(String),
    /// Where a large one is, and what it was when the run began.
    File {
        /// Its absolute path.
        path: PathBuf,
        bytes: u64,
        sha256: String,
        /// Characters in it, where it is a text.
        characters: usize,
    },
}
