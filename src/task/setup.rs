//! The only way from options and data to something that trains. Code that skips a check or a preparation does not
//! compile.

use super::held_out::{split_labelled, split_rows, split_text};
use super::series::{Timeline, TimelineError};
use super::sides::{Task, TaskError};
use super::size::size_of;
use super::{classify, generate, series, text, translate};
use crate::config::{ConfigError, DataSize, Options, RunConfig, TaskConfig, TaskKind, rows, tokens_by_words};
use crate::data::lexicon::SPECIAL;
use crate::data::{Data, Text, Unit};

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
        // What was found is written out, so that the data is read the same way again.
        let encodings = data.facts().encodings.clone();
        let options = options.clone().over(Options::default().with(&rows::ENCODING, encodings)).decided(&data);
        let decided = match (&data, task) {
            (Data::Labelled(labelled), TaskKind::Classify) if !options.has(&rows::TOKENS) => {
                options.with(&rows::TOKENS, tokens_by_words(labelled.mean_words()))
            }
            (Data::Series(series), _) => series::decided(&options, series),
            _ => options,
        };
        let config = decided.resolve(task, &size_of(&data))?;
        Self::saved(config, data)
    }

    /// A run that was set up before, with its data read again.
    ///
    /// # Errors
    /// If the configuration does not fit the data.
    pub fn saved(config: RunConfig, mut data: Data) -> Result<Self, ConfigError> {
        // Words that only held-out rows have are unknown to the run.
        match (&mut data, &config.task) {
            (Data::Text(text), TaskConfig::Text(asked)) => {
                text.know_only(split_text(&config, text)[0].end, asked.min_count);
                check_words(text.vocab.is_empty(), asked.min_count)?;
                check_documents(text, &config)?;
            }
            (Data::Pairs(pairs), _) => pairs.know_only(&split_rows(&config, pairs.rows()).training),
            (Data::Labelled(labelled), TaskConfig::Classify(classify)) if classify.tokens == Unit::Words => {
                labelled.read_words(&split_labelled(&config, labelled).training, classify.min_count);
                check_words(labelled.vocabulary() == SPECIAL.len(), classify.min_count)?;
            }
            _ => {}
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

    /// The series as the run sees it.
    ///
    /// # Errors
    /// Those of [`Timeline::new`].
    ///
    /// # Panics
    /// If its data is no series.
    pub fn timeline(&self) -> Result<Timeline, TimelineError> {
        let Data::Series(series) = &self.data else { unreachable!("the data of a run was read as its task's") };
        Timeline::new(series.clone(), &self.config)
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

/// Refuses a run that knows no word.
fn check_words(none_known: bool, min_count: usize) -> Result<(), ConfigError> {
    if none_known {
        return Err(ConfigError::Conflict(format!(
            "--min-count {min_count} leaves no word to know: use a smaller one, or --tokens char."
        )));
    }
    Ok(())
}

/// Refuses a run that was to hold out documents and has too few: nothing would be held out, and nobody would know.
fn check_documents(text: &Text, config: &RunConfig) -> Result<(), ConfigError> {
    let Some(documents) = text.documents.len().checked_sub(1) else { return Ok(()) };
    let [_, validation, test] = split_text(config, text);
    for (option, share, part) in [("val-frac", config.val_frac, validation), ("test-frac", config.test_frac, test)] {
        if share > 0.0 && part.is_empty() {
            let has = if documents == 1 { "is 1 document".to_owned() } else { format!("has {documents} documents") };
            return Err(ConfigError::Conflict(format!(
                "--{option} {share} holds out whole documents, and the text {has}: use --{option} 0, or another \
                 --documents."
            )));
        }
    }
    Ok(())
}
