//! The other runs: what the screen knows of each, and what it asks of the world for them. Nothing here reads a file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Options;
use crate::train::curve::Curve;
use crate::train::record::BestMark;
use crate::train::worker::Handle;

/// A saved run.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its file.
    pub path: PathBuf,
    /// How long ago it was saved.
    pub age: Duration,
    /// What it is, or why that cannot be said.
    pub about: Result<About, String>,
}

/// What a run is, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// What is learnt: `text`.
    pub task: &'static str,
    /// The model in short.
    pub model: String,
    /// All its settings.
    pub options: Options,
    /// Epochs completed.
    pub epoch: u64,
    /// The last loss.
    pub loss: Option<f32>,
    /// The last validation's loss.
    pub validation_loss: Option<f32>,
    /// Share of the held-out data that it got right then.
    pub validation_accuracy: Option<f32>,
    /// The best state.
    pub best: Option<BestMark>,
    /// The file name of the run that it is a branch of, and the step it begins at.
    pub parent: Option<(String, u64)>,
}

impl Listed {
    /// The file's name without its ending.
    pub fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// The name of a session's file without its ending.
pub fn name_of(session: &Path) -> String {
    session.file_stem().unwrap_or(session.as_os_str()).to_string_lossy().into_owned()
}

/// The runs beside the one that is shown. The errors are sentences.
pub trait Shelf {
    /// All of them, the latest first.
    fn list(&mut self) -> Vec<Listed>;

    /// The training loss of one.
    ///
    /// # Errors
    /// If it cannot be read.
    fn curve(&mut self, session: &Path) -> Result<Curve, String>;

    /// Removes one with its keyframes.
    ///
    /// # Errors
    /// If that is impossible.
    fn remove(&mut self, session: &Path) -> Result<(), String>;

    /// Opens one, paused.
    ///
    /// # Errors
    /// If it cannot be opened.
    fn open(&mut self, session: &Path) -> Result<Handle, String>;

    /// Begins a branch of one at this step, with these changes, paused.
    ///
    /// # Errors
    /// If it cannot begin.
    fn branch(&mut self, session: &Path, step: u64, changes: &Options) -> Result<Handle, String>;
}
