//! The data of a run, or the files that it is in, as versions 6 and 7 have it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::session::source;

/// See [`source::Corpus`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) enum Corpus {
    Inline(Vec<String>),
    Files { paths: Vec<PathBuf>, bytes: u64, sha256: String, characters: usize },
}

impl From<&source::Corpus> for Corpus {
    fn from(corpus: &source::Corpus) -> Self {
        match corpus {
            source::Corpus::Inline(texts) => Self::Inline(texts.clone()),
            source::Corpus::Files { paths, bytes, sha256, characters } => {
                Self::Files { paths: paths.clone(), bytes: *bytes, sha256: sha256.clone(), characters: *characters }
            }
        }
    }
}

impl From<Corpus> for source::Corpus {
    fn from(corpus: Corpus) -> Self {
        match corpus {
            Corpus::Inline(texts) => Self::Inline(texts),
            Corpus::Files { paths, bytes, sha256, characters } => Self::Files { paths, bytes, sha256, characters },
        }
    }
}
