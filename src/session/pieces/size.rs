//! The size of a run's data.

use serde::{Deserialize, Serialize};

use crate::config::{DataSize, TextSize};

/// See [`DataSize`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) enum Size {
    Text(TextPiece),
    Series {
        rows: usize,
        columns: usize,
    },
    /// `characters` counts whatever a token is: words of a run that reads these.
    Labelled {
        rows: usize,
        labels: usize,
        characters: usize,
        longest: usize,
    },
    Pairs {
        rows: usize,
        source_tokens: usize,
        target_tokens: usize,
        longest: (usize, usize),
    },
}

/// See [`TextSize`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct TextPiece {
    pub bytes: u64,
    pub characters: usize,
    pub vocabulary: usize,
}

impl From<&DataSize> for Size {
    fn from(size: &DataSize) -> Self {
        match *size {
            DataSize::Text(TextSize { bytes, tokens: characters, vocabulary }) => {
                Self::Text(TextPiece { bytes, characters, vocabulary })
            }
            DataSize::Series { rows, columns } => Self::Series { rows, columns },
            DataSize::Labelled { rows, labels, tokens: characters, longest } => {
                Self::Labelled { rows, labels, characters, longest }
            }
            DataSize::Pairs { rows, source_tokens, target_tokens, longest } => {
                Self::Pairs { rows, source_tokens, target_tokens, longest }
            }
        }
    }
}

impl From<Size> for DataSize {
    fn from(size: Size) -> Self {
        match size {
            Size::Text(TextPiece { bytes, characters, vocabulary }) => {
                Self::Text(TextSize { bytes, tokens: characters, vocabulary })
            }
            Size::Series { rows, columns } => Self::Series { rows, columns },
            Size::Labelled { rows, labels, characters: tokens, longest } => {
                Self::Labelled { rows, labels, tokens, longest }
            }
            Size::Pairs { rows, source_tokens, target_tokens, longest } => {
                Self::Pairs { rows, source_tokens, target_tokens, longest }
            }
        }
    }
}
