//! The only way from options and data to something that trains. Code that skips a check or a preparation does not
//! compile.

use super::held_out::split;
use super::sides::{Task, TaskError};
use super::size::size_of;
use super::{classify, generate, series, text, translate};
use crate::config::{ConfigError, DataSize, Options, RunConfig, TaskKind};
use crate::data::Data;

/// A configuration and its data, which have been checked against each other and prepared.
#[derive(Debug)]
pub struct Setup {
    config: RunConfig,
    data: Data,
    size: DataSize,
}

impl Setup {
    /// A new run of these options on this data, which was read in their format.
    ///
    /// # Errors
    /// If the options do not fit each other or the data.
    pub fn new(options: &Options, task: TaskKind, data: Data) -> Result<Self, ConfigError> {
        let config = options.resolve(task, &size_of(&data))?;
        Self::saved(config, data)
    }

    /// A run that was set up before, with its data read again.
    ///
    /// # Errors
    /// If the configuration does not fit the data.
    pub fn saved(config: RunConfig, mut data: Data) -> Result<Self, ConfigError> {
        // Words that only held-out sentences have are unknown to the run.
        if let Data::Pairs(pairs) = &mut data {
            let split = split(&config, pairs.rows());
            pairs.know_only(&split.training);
        }
        let size = size_of(&data);
        config.check_against(&size)?;
        Ok(Self { config, data, size })
    }

    /// What the run is.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Its data, as the run sees it.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The size of that.
    pub fn size(&self) -> &DataSize {
        &self.size
    }

    /// The configuration and both sides of the task; its steps are shared by `threads` threads.
    ///
    /// # Errors
    /// If the data does not have the target column, or the system gives no threads.
    pub fn into_task(self, threads: usize) -> Result<(RunConfig, Task), TaskError> {
        let Self { config, data, size } = self;
        let task = match data {
            Data::Text(data) => text::task(data, &size, &config, threads)?,
            Data::Series(data) => series::task(data, &size, &config, threads)?,
            Data::Pairs(data) => translate::task(data, &size, &config, threads)?,
            Data::Labelled(data) if config.task.kind() == TaskKind::Classify => {
                classify::task(data, &size, &config, threads)?
            }
            Data::Labelled(data) => generate::task(data, &size, &config, threads)?,
        };
        Ok((config, task))
    }
}
