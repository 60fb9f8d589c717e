//! What an option is: a row with its name, its help, its values, the tasks that have it, and where a configuration
//! holds it.

use super::error::ConfigError;
use super::run::RunConfig;
use super::task::TaskKind;
use super::value::{Input, Value};

/// An option of the model or its training.
#[derive(Debug)]
pub struct Opt<T: Value> {
    /// Its name, without dashes.
    pub name: &'static str,
    /// What stands for its value in `--help`; a switch has none.
    pub value: &'static str,
    /// Its text in `--help`.
    pub help: &'static str,
    /// The tasks that have it; the others refuse it.
    pub tasks: &'static [TaskKind],
    /// Which values are allowed.
    pub range: Range<T>,
    /// Its value in a configuration; `None` if the configuration has no such value, so that giving the option would be
    /// refused.
    pub kept: fn(&RunConfig) -> Option<T>,
}

/// Which values of a type are allowed.
#[derive(Debug)]
pub struct Range<T> {
    /// Whether a value is.
    pub holds: fn(&T) -> bool,
    /// Says it in words.
    pub says: &'static str,
}

impl<T> Range<T> {
    /// Every value.
    pub const ANY: Self = Self { holds: |_| true, says: "it may be anything" };
}

impl<T: Value> Opt<T> {
    /// Checks the range of a value, wherever it comes from.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn check(&self, value: &T) -> Result<(), ConfigError> {
        if (self.range.holds)(value) {
            return Ok(());
        }
        let value = value.write().unwrap_or_default();
        Err(ConfigError::Range { option: self.name, value, range: self.range.says })
    }
}

/// An option of any type, as the table holds it. Its values are passed as text.
pub trait Row: Sync {
    /// Its name, without dashes.
    fn name(&self) -> &'static str;
    /// What stands for its value in `--help`.
    fn value(&self) -> &'static str;
    /// Its text in `--help`.
    fn help(&self) -> &'static str;
    /// The tasks that have it.
    fn tasks(&self) -> &'static [TaskKind];
    /// How its value is given.
    fn input(&self) -> Input;

    /// The canonical text of the value that `text` stands for: `0.1` for `0.10`.
    ///
    /// # Errors
    /// If `text` is no value: what a value looks like, without a capital or a full stop. The range is not checked.
    fn read(&self, text: &str) -> Result<String, String>;

    /// Checks that a text is a value, and within its range.
    ///
    /// # Errors
    /// If it is not.
    fn check(&self, text: &str) -> Result<(), ConfigError>;

    /// The text of its value in a configuration; `None` if the option must be left out.
    fn kept(&self, run: &RunConfig) -> Option<String>;
}

impl<T: Value> Row for Opt<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn value(&self) -> &'static str {
        self.value
    }

    fn help(&self) -> &'static str {
        self.help
    }

    fn tasks(&self) -> &'static [TaskKind] {
        self.tasks
    }

    fn input(&self) -> Input {
        T::input()
    }

    fn read(&self, text: &str) -> Result<String, String> {
        T::read(text).map(|value| value.write().unwrap_or_default())
    }

    fn check(&self, text: &str) -> Result<(), ConfigError> {
        let unreadable = |why| ConfigError::Unreadable { option: self.name, value: text.to_owned(), why };
        Opt::check(self, &T::read(text).map_err(unreadable)?)
    }

    fn kept(&self, run: &RunConfig) -> Option<String> {
        (self.kept)(run)?.write()
    }
}
