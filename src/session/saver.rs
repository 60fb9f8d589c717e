//! Saves a run's checkpoints as its session file.

use super::format::encode;
use super::pieces::tensors::check_finite;
use super::source::Source;
use super::store::Store;
use crate::train::state::Checkpoint;
use crate::train::worker::{Save, Saved, Target};

/// A run's file and the part of it that never changes.
#[derive(Debug)]
pub struct SessionSaver {
    store: Store,
    source: Source,
}

impl SessionSaver {
    /// A saver that writes the run on `source` to `store`.
    pub fn new(store: Store, source: Source) -> Self {
        Self { store, source }
    }
}

impl Save for SessionSaver {
    fn save(&mut self, checkpoint: &Checkpoint, target: Target) -> Result<Saved, String> {
        // A state that could not be read again is not written; the old file stays.
        let moments = checkpoint.state.optimizer.moments().iter().map(|(_, set)| set);
        [&checkpoint.state.params].into_iter().chain(moments).try_for_each(check_finite).map_err(|reason| {
            format!("the run cannot be saved: {reason}; go back to the last save, and try a lower rate")
        })?;
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
