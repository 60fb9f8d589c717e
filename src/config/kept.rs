//! How a session keeps a configuration: as the options that give it again, every one written out.

use super::error::ConfigError;
use super::options::Options;
use super::run::RunConfig;
use super::size::DataSize;
use super::table::TABLE;
use super::task::TaskKind;

impl RunConfig {
    /// The options that give this configuration, whatever the defaults are.
    pub fn options(&self) -> Options {
        let mut options = Options::default();
        for &row in &TABLE {
            if let Some(text) = row.kept(self) {
                options.put(row, text);
            }
        }
        options
    }

    /// The configuration that was kept as these options. Unlike [`Options::resolve`] it takes pairs of options that
    /// nobody would be let ask for, such as dropout in a single layer: sessions of before may hold them.
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
