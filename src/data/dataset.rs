//! Data of any kind: how it is read, the facts of its bytes, and the names of its indices. What is learnt from it is no
//! business of this module.

use std::path::Path;

use super::columns::{AskedRow, ColumnsError};
use super::labelled::{self, Labelled, OneClass};
use super::lexicon::{Lexicon, Unit};
use super::pairs::{self, Pairs};
use super::series::{Series, SeriesError, SeriesReading};
use super::source::{Facts, Progress, Source, unwatched};
use super::table::Files;
use super::text::{Text, TextError, TextReading};
use super::text_vocab::TextVocab;
use super::vocab::Vocab;

/// What a run learns from, read and checked.
///
/// Its [texts](Data::texts) read as the same data again.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Characters or words, with documents or without.
    Text(TextReading),
    /// A table of numbers.
    Series(SeriesReading),
    /// Labels and texts: rows `label<TAB>text`, or columns of a table, which may be named.
    Labelled([Option<String>; 2]),
    /// The same with at least two labels.
    Classes([Option<String>; 2]),
    /// Sources and targets: rows `source<TAB>target`, or columns of a table, which may be named.
    Pairs(Unit, [Option<String>; 2]),
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
    /// Tokens of a text.
    Text(TextVocab),
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
    /// Reads what is in this format and reports to `progress`.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn read(source: Source, format: &Format, progress: &mut Progress) -> Result<Self, DataError> {
        let data = match format {
            Format::Text(reading) => Self::Text(Text::read(source, *reading, progress)?),
            Format::Series(asked) => Self::Series(Series::read(source, asked, progress)?),
            Format::Labelled(sides) | Format::Classes(sides) => {
                Self::Labelled(Labelled::read(source, sides, progress)?)
            }
            Format::Pairs(unit, sides) => Self::Pairs(Pairs::read(source, *unit, sides, progress)?),
        };
        data.checked(format)
    }

    /// Reads one text that is in memory already, by the same rules.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub fn parse(text: &str, format: &Format) -> Result<Self, DataError> {
        Self::read(Source::Memory(&[text]), format, &mut unwatched)
    }

    fn checked(self, format: &Format) -> Result<Self, DataError> {
        if let (Self::Labelled(labelled), Format::Classes(_)) = (&self, format) {
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

    /// The text of each file, or the table that they are together: reading them gives the same data again. Meant for
    /// what is small.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Text(text) => text.texts(),
            Self::Series(series) => vec![series.to_string()],
            Self::Labelled(labelled) => vec![labelled.to_string()],
            Self::Pairs(pairs) => vec![pairs.to_string()],
        }
    }

    /// Notes on what was read, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::Series(series) => series.notes(),
            Self::Labelled(labelled) => labelled.notes(),
            Self::Pairs(pairs) => pairs.notes(),
            Self::Text(text) => text.notes(),
        }
    }

    /// The names of its indices.
    pub fn names(&self) -> Names {
        let tokens = |lexicon: &Lexicon| lexicon.tokens().map(str::to_owned).collect();
        match self {
            Self::Text(text) => Names::Text((*text.vocab).clone()),
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

impl Format {
    /// The rows of `text`, which came from `path`, that a net is asked about: in the columns of this format, with the
    /// side `needed` in each, 0 or 1, and the other where it is there. None where rows have no sides.
    ///
    /// # Errors
    /// If something in it is no such row; see [`ColumnsError`].
    pub fn asked_rows(&self, text: &str, path: &Path, needed: usize) -> Result<Vec<AskedRow>, ColumnsError> {
        let files = Files::one(path.to_owned());
        match self {
            Self::Labelled(columns) | Self::Classes(columns) => {
                labelled::SIDES.asked_rows(text, &files, columns, needed)
            }
            Self::Pairs(_, columns) => pairs::SIDES.asked_rows(text, &files, columns, needed),
            Self::Text(_) | Self::Series(_) => Ok(Vec::new()),
        }
    }
}
