//! How a text is asked to be read: what a token is, and what a document.

use crate::data::lexicon::Unit;

/// What a document is. A net forgets everything between two of them, and learns where one ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Documents {
    /// There are none: all files are one text.
    #[default]
    None,
    /// Each line that is not blank.
    Line,
    /// What stands between blank lines.
    Blank,
    /// Each file.
    File,
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextReading {
    /// What a token is.
    pub unit: Unit,
    /// What a document is.
    pub documents: Documents,
}

impl Documents {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::None, Self::Line, Self::Blank, Self::File];

    /// The option's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Line => "line",
            Self::Blank => "blank",
            Self::File => "file",
        }
    }

    /// In words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::None => "all files are one text",
            Self::Line => "each line",
            Self::Blank => "what stands between blank lines",
            Self::File => "each file",
        }
    }

    /// What stands between two of them where their texts are written one after the other into a file.
    pub(super) fn separator(self) -> &'static str {
        match self {
            Self::None | Self::File => "",
            Self::Line => "\n",
            Self::Blank => "\n\n",
        }
    }
}

impl TextReading {
    /// Character by character, without documents.
    pub const CHARACTERS: Self = Self { unit: Unit::Chars, documents: Documents::None };
}
