//! What can be asked of the reading of a series, and what the reading decides by itself where nothing is asked.

/// How blanks are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fill {
    /// Not at all: windows that touch one are passed over.
    None,
    /// With the value before, which looks at nothing later.
    #[default]
    Previous,
    /// Between the value before and the value after.
    Linear,
}

/// The text of a `group` that asks for none.
pub const NO_GROUP: &str = "none";

/// How a series is to be read. What is `None` is found in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeriesReading {
    /// The columns that are read, by name or number.
    pub columns: Option<Vec<String>>,
    /// Columns that are not read.
    pub exclude: Vec<String>,
    /// The column that is forecast; the last of those that are read.
    pub target: Option<String>,
    /// The column whose values are the names of the series that the file holds; [`NO_GROUP`] for one series.
    pub group: Option<String>,
    /// Whether the first row is the newest.
    pub newest_first: Option<bool>,
    /// How blanks are filled.
    pub fill: Fill,
}
