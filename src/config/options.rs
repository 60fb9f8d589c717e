//! What a person asked for, by the options' names.

use std::collections::BTreeMap;

use super::error::ConfigError;
use super::option::{Opt, Row};
use super::rows;
use super::table::{TABLE, find_row};
use super::task::TaskKind;
use super::value::Value;
use crate::data::{Fill, Format, SeriesReading, TextReading, Unit};

/// Options that were given, each with the canonical text of its value. An option that was not given has its default.
/// [`Options::check`] checks ranges and contradictions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<&'static str, String>);

impl Options {
    /// Sets an option by its name and the text of its value. An earlier value is replaced.
    ///
    /// # Errors
    /// If there is no such option, or the text is no value of it.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), ConfigError> {
        let row = find_row(name).ok_or_else(|| ConfigError::Unknown(name.to_owned()))?;
        match row.read(text) {
            Ok(text) => {
                self.put(row, text);
                Ok(())
            }
            Err(why) => Err(ConfigError::Unreadable { option: row.name(), value: text.to_owned(), why }),
        }
    }

    /// Gives an option the text of one of its values.
    pub(super) fn put(&mut self, row: &'static dyn Row, text: String) {
        self.0.insert(row.name(), text);
    }

    /// These options and this one. A switch that is off counts as not given.
    #[must_use]
    pub fn with<T: Value>(mut self, option: &Opt<T>, value: T) -> Self {
        match value.write() {
            Some(text) => self.0.insert(option.name, text),
            None => self.0.remove(option.name),
        };
        self
    }

    /// These options without this one.
    #[must_use]
    pub fn without<T: Value>(mut self, option: &Opt<T>) -> Self {
        self.0.remove(option.name);
        self
    }

    /// An option's value, where it was given.
    pub fn get<T: Value>(&self, option: &Opt<T>) -> Option<T> {
        self.0.get(option.name).and_then(|text| T::read(text).ok())
    }

    /// The text of an option's value, where it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether a switch is on.
    pub fn is_on(&self, switch: &Opt<bool>) -> bool {
        self.0.contains_key(switch.name)
    }

    /// Whether an option was given.
    pub fn has<T: Value>(&self, option: &Opt<T>) -> bool {
        self.0.contains_key(option.name)
    }

    /// These options, and those of `base` that are not given here.
    #[must_use]
    pub fn over(self, mut base: Self) -> Self {
        base.0.extend(self.0);
        base
    }

    /// Names and texts, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.rows().map(|(row, text)| (row.name(), text))
    }

    /// Rows and texts, in the order of the table.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static dyn Row, &str)> {
        TABLE.iter().filter_map(|&row| Some((row, self.0.get(row.name())?.as_str())))
    }

    /// How the data of a task is to be read.
    pub fn format(&self, task: TaskKind) -> Format {
        match task {
            TaskKind::Text => Format::Text(self.text_reading()),
            TaskKind::Series => Format::Series(self.series_reading()),
            TaskKind::Classify => Format::Classes(self.sides(task)),
            TaskKind::Generate => Format::Labelled(self.sides(task)),
            TaskKind::Translate => Format::Pairs(self.unit(Unit::Words), self.sides(task)),
        }
    }

    /// How a text is read.
    pub(super) fn text_reading(&self) -> TextReading {
        TextReading { unit: self.unit(Unit::Chars), documents: self.get(&rows::DOCUMENTS).unwrap_or_default() }
    }

    /// What is asked of the reading of a series.
    fn series_reading(&self) -> SeriesReading {
        SeriesReading {
            columns: self.get(&rows::COLUMNS),
            exclude: self.get(&rows::EXCLUDE).unwrap_or_default(),
            target: self.get(&rows::TARGET),
            group: self.get(&rows::GROUP),
            newest_first: self.is_on(&rows::NEWEST_FIRST).then_some(true),
            fill: self.get(&rows::FILL).map(Fill::from).unwrap_or_default(),
        }
    }

    /// The columns that rows of two texts come from.
    pub(super) fn sides(&self, task: TaskKind) -> [Option<String>; 2] {
        let options = match task {
            TaskKind::Text | TaskKind::Series => return [None, None],
            TaskKind::Classify | TaskKind::Generate => [&rows::LABEL_COLUMN, &rows::TEXT_COLUMN],
            TaskKind::Translate => [&rows::SOURCE_COLUMN, &rows::TARGET_COLUMN],
        };
        options.map(|option| self.get(option))
    }

    /// What a token is, `default` where nobody says.
    pub(super) fn unit(&self, default: Unit) -> Unit {
        self.get(&rows::TOKENS).map_or(default, Unit::from)
    }
}

#[cfg(test)]
mod tests;
