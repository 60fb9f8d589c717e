//! Data of any kind: how it is read, the facts of its bytes, and the names of its indices. What is learnt from it is no
//! business of this module.

use std::fmt;
use std::path::Path;

use super::columns::ColumnsError;
use super::labelled::{Labelled, OneClass};
use super::lexicon::{Lexicon, Unit};
use super::pairs::Pairs;
use super::series::{Series, SeriesError};
use super::source::{Facts, Progress};
use super::text::{Text, TextError};
use super::vocab::Vocab;

/// What a run learns from, read and checked.
///
/// Written with `to_string` it is text that reads as the same data again.
#[derive(Debug, Clone)]
pub enum Data {
    /// A text.
    Text(Text),
    /// Columns of numbers.
    Series(Series),
    /// Texts with a label each.
    Labelled(Labelled),
    /// Sentences with a translation each.
    Pairs(Pairs),
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Characters.
    Text,
    /// Numbers separated by commas, semicolons or tabs.
    Series,
    /// Rows `label<TAB>text`.
    Labelled,
    /// Rows `label<TAB>text` of at least two labels.
    Classes,
    /// Rows `source<TAB>target`.
    Pairs(Unit),
}

/// Why a file gave no data, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each kind of data has its own sentences")]
pub enum DataError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Series(#[from] SeriesError),
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    #[error(transparent)]
    OneClass(#[from] OneClass),
}

/// The names of the indices that a network reads and predicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// Characters of a text.
    Characters(Vocab),
    /// Columns of numbers.
    Columns(Vec<String>),
    /// Characters of texts, and labels.
    Labelled {
        /// The characters.
        characters: Vocab,
        /// The labels.
        labels: Vec<String>,
    },
    /// Words of texts, without the special ones, and labels.
    LabelledWords {
        /// The words.
        words: Vec<String>,
        /// The labels.
        labels: Vec<String>,
    },
    /// The known tokens of both sides, without the special ones.
    Pairs {
        /// Of the sources.
        source: Vec<String>,
        /// Of the targets.
        target: Vec<String>,
    },
}

impl Data {
    /// Reads a file of this format and reports to `progress`.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn read(path: &Path, format: Format, progress: &mut Progress) -> Result<Self, DataError> {
        let data = match format {
            Format::Text => Self::Text(Text::read(path, progress)?),
            Format::Series => Self::Series(Series::read(path, progress)?),
            Format::Labelled | Format::Classes => Self::Labelled(Labelled::read(path, progress)?),
            Format::Pairs(unit) => Self::Pairs(Pairs::read(path, unit, progress)?),
        };
        data.checked(format)
    }

    /// Reads what is in memory already, by the same rules.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn parse(text: &str, format: Format) -> Result<Self, DataError> {
        let data = match format {
            Format::Text => Self::Text(text.parse()?),
            Format::Series => Self::Series(text.parse()?),
            Format::Labelled | Format::Classes => Self::Labelled(text.parse()?),
            Format::Pairs(unit) => Self::Pairs(Pairs::parse(text, unit)?),
        };
        data.checked(format)
    }

    fn checked(self, format: Format) -> Result<Self, DataError> {
        if let (Self::Labelled(labelled), Format::Classes) = (&self, format) {
            labelled.check_classes()?;
        }
        Ok(self)
    }

    /// The facts of the file's bytes.
    pub fn facts(&self) -> &Facts {
        match self {
            Self::Text(text) => &text.facts,
            Self::Series(series) => &series.facts,
            Self::Labelled(labelled) => &labelled.facts,
            Self::Pairs(pairs) => &pairs.facts,
        }
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::Series(series) => series.notes(),
            Self::Text(_) | Self::Labelled(_) | Self::Pairs(_) => self.facts().notes(),
        }
    }

    /// The names of its indices.
    pub fn names(&self) -> Names {
        let tokens = |lexicon: &Lexicon| lexicon.tokens().map(str::to_owned).collect();
        match self {
            Self::Text(text) => Names::Characters(text.vocab.clone()),
            Self::Series(series) => Names::Columns(series.columns.clone()),
            Self::Labelled(labelled) => match (labelled.lexicon(), labelled.labels.clone()) {
                (Some(lexicon), labels) => Names::LabelledWords { words: tokens(lexicon), labels },
                (None, labels) => Names::Labelled { characters: labelled.vocab.clone(), labels },
            },
            Self::Pairs(pairs) => {
                Names::Pairs { source: tokens(&pairs.source.lexicon), target: tokens(&pairs.target.lexicon) }
            }
        }
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Series(series) => series.fmt(f),
            Self::Labelled(labelled) => labelled.fmt(f),
            Self::Pairs(pairs) => pairs.fmt(f),
        }
    }
}
