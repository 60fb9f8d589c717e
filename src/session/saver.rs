//! Saves a run's checkpoints as its session file.

use super::format::{Source, encode};
use super::store::Store;
use crate::train::checkpoint::Checkpoint;
use crate::train::worker::{Save, Saved, Target};

/// A run's file and the part of it that never changes.
#[derive(Debug)]
pub struct SessionSaver {
    store: Store,
    source: Source,
}

impl SessionSaver {
    /// Saves what learns `source` in `store`.
    pub fn new(store: Store, source: Source) -> Self {
        Self { store, source }
    }
}

impl Save for SessionSaver {
    fn save(&mut self, checkpoint: &Checkpoint, target: Target) -> Result<Saved, String> {
        let text =
            encode(&self.source, checkpoint).map_err(|error| format!("the session cannot be written: {error}"))?;
        let written = match target {
            Target::Own => self.store.write(text.as_bytes()),
            Target::MoveTo(path) => Store::explicit(&path, false).and_then(|mut store| {
                let bytes = store.write(text.as_bytes())?;
                self.store = store;
                Ok(bytes)
            }),
        };
        let bytes = written.map_err(|error| error.to_string())?;
        Ok(Saved { path: self.store.path().to_owned(), bytes })
    }
}
