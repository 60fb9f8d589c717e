//! The size of a run's data, on which defaults and the network's shape depend.

use serde::{Deserialize, Serialize};

use super::task::TaskConfig;

/// The size of a run's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataSize {
    /// A text.
    Text(TextSize),
    /// Rows of numbers.
    Series {
        /// Rows in the file.
        rows: usize,
        /// Columns of numbers.
        columns: usize,
    },
    /// Labels and texts.
    Labelled {
        /// Rows.
        rows: usize,
        /// Distinct labels.
        labels: usize,
        /// Distinct tokens: characters, or known words with the special ones.
        tokens: usize,
        /// Tokens in the longest text.
        longest: usize,
    },
    /// Sentences and their translations.
    Pairs {
        /// Rows.
        rows: usize,
        /// Distinct tokens of the sources, the special ones included.
        source_tokens: usize,
        /// The same of the targets.
        target_tokens: usize,
        /// Tokens in the longest source and in the longest target.
        longest: (usize, usize),
    },
}

/// The size of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSize {
    /// Bytes that its characters take in UTF-8.
    pub bytes: u64,
    /// How many tokens it has: characters or words, and where it has documents, their ends.
    pub tokens: usize,
    /// V, distinct tokens.
    pub vocabulary: usize,
}

impl DataSize {
    /// I and O of the model: what goes in at each step (indices or values), and how many numbers come out. For a
    /// translation, the tokens of either side.
    pub fn inputs_and_outputs(&self, task: &TaskConfig) -> (usize, usize) {
        match *self {
            Self::Text(text) => (text.vocabulary, text.vocabulary),
            Self::Series { columns, .. } => match task {
                // Where a change is forecast, the target's last change is read too.
                TaskConfig::Series(series) => (columns + usize::from(series.base.is_some()), series.horizon.count()),
                _ => (columns, 1),
            },
            // A generator reads the label first and writes the end of the text last.
            Self::Labelled { labels, tokens, .. } if *task == TaskConfig::Generate => (tokens + labels, tokens + 1),
            Self::Labelled { labels, tokens, .. } => (tokens, labels),
            Self::Pairs { source_tokens, target_tokens, .. } => (source_tokens, target_tokens),
        }
    }
}
