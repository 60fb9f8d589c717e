//! How a session keeps a configuration: as the options that produce it, with every value written out.

use super::error::ConfigError;
use super::options::Options;
use super::run::RunConfig;
use super::size::DataSize;
use super::table::TABLE;
use super::task::TaskKind;

impl RunConfig {
    /// The options that produce this configuration, independent of the defaults.
    pub fn options(&self) -> Options {
        let mut options = Options::default();
        for &row in &TABLE {
            if let Some(text) = row.kept(self) {
                options.put(row, text);
            }
        }
        options
    }

    /// The configuration that was kept as these options. Unlike [`Options::resolve`] it accepts combinations that the
    /// command line refuses, such as dropout in a single layer, because older sessions may contain them.
    ///
    /// # Errors
    /// If a value is out of range, the task does not have an option, an option means nothing beside the others, or they
    /// do not fit the data or the memory.
    pub fn from_kept(task: TaskKind, options: &Options, size: &DataSize) -> Result<Self, ConfigError> {
        options.check_rows(task)?;
        options.build(task, size)
    }
}

#[cfg(test)]
mod tests;
