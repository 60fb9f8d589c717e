//! Saves a run's checkpoints as its session file.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use ron::value::RawValue;

use super::format::{encode_kept, encode_with};
use super::pieces::tensors::check_finite;
use super::source::Source;
use super::store::{Store, StoreError};
use super::tape_dir::{TapeDir, dir_of};
use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;
use crate::train::worker::{Save, Saved, Target};

/// A run's file and the part of it that never changes.
#[derive(Debug)]
pub struct SessionSaver {
    store: Store,
    source: Source,
    best: Written,
    first: Written,
    tape: TapeDir,
    /// Whether it was said that keyframes cannot be written.
    told: bool,
}

/// The text of the kept state that was saved last, and which one that is.
#[derive(Debug, Default)]
struct Written(Option<(Weak<Keyframe>, Box<RawValue>)>);

impl Written {
    /// The text of a kept state.
    fn of<'a>(
        &'a mut self,
        frame: Option<&Arc<Keyframe>>,
        checkpoint: &Checkpoint,
    ) -> Result<Option<Cow<'a, RawValue>>, ron::Error> {
        let Some(frame) = frame else { return Ok(None) };
        if frame.state == checkpoint.state {
            // A state that is the last one stands in the file already: this text says so, and only now.
            return encode_kept(frame, checkpoint).map(|text| Some(Cow::Owned(text)));
        }
        if self.0.as_ref().is_none_or(|(known, _)| known.as_ptr() != Arc::as_ptr(frame)) {
            self.0 = Some((Arc::downgrade(frame), encode_kept(frame, checkpoint)?));
        }
        Ok(self.0.as_ref().map(|(_, text)| Cow::Borrowed(&**text)))
    }
}

impl SessionSaver {
    /// A saver that writes the run on `source` to `store`.
    pub fn new(store: Store, source: Source) -> Self {
        let (best, first, tape) = Default::default();
        Self { store, source, best, first, tape, told: false }
    }

    /// The same, for a run whose keyframes were read from beside its file.
    #[must_use]
    pub fn with_tape(self, frames: &[Arc<Keyframe>]) -> Self {
        Self { tape: TapeDir::new(self.store.path(), frames), ..self }
    }

    /// Writes the keyframes beside the file. Returns why that is impossible, once.
    fn save_tape(&mut self, checkpoint: &Checkpoint, frames: &[Arc<Keyframe>]) -> Option<String> {
        let saved = self.tape.save(self.store.path(), frames, &self.source, checkpoint);
        let error = saved.err().filter(|_| !self.told)?;
        self.told = true;
        let dir = dir_of(self.store.path());
        Some(format!(
            "keyframes cannot be kept in {dir:?} ({error}): training goes on, and past steps are made again from \
             the first"
        ))
    }

    /// The text of a checkpoint. That of a kept state is made anew only when that is another one than before.
    fn text(&mut self, checkpoint: &Checkpoint) -> Result<String, ron::Error> {
        let best = self.best.of(checkpoint.best.as_ref(), checkpoint)?;
        let first = self.first.of(checkpoint.first.as_ref(), checkpoint)?;
        encode_with(&self.source, checkpoint, best.as_deref(), first.as_deref())
    }

    /// Writes the text beside the run's own file, or where the system keeps temporary files.
    fn rescue(&mut self, text: &str, why: &StoreError) -> Result<(u64, Option<String>), StoreError> {
        let path = self.store.path();
        let stem = path.file_stem().unwrap_or(path.as_os_str()).to_owned();
        let beside = path.parent().map_or_else(PathBuf::new, PathBuf::from);
        let mut failed = None;
        for dir in [beside, std::env::temp_dir()] {
            let mut store = Store::choose(&dir, stem.clone());
            match store.write(text.as_bytes()) {
                Ok(bytes) => {
                    self.store = store;
                    return Ok((bytes, Some(why.to_string())));
                }
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.expect("there are places to try"))
    }
}

impl Save for SessionSaver {
    fn save(&mut self, checkpoint: &Checkpoint, tape: &[Arc<Keyframe>], target: Target) -> Result<Saved, String> {
        // A state that could not be read again is not written; the old file stays.
        let moments = checkpoint.state.optimizer.moments().iter().map(|(_, set)| set);
        [&checkpoint.state.params].into_iter().chain(moments).try_for_each(check_finite).map_err(|reason| {
            format!("the run cannot be saved: {reason}; go back to the last save, and try a lower rate")
        })?;
        let text = self.text(checkpoint).map_err(|error| format!("the session cannot be written: {error}"))?;
        let own = |bytes| (bytes, None);
        let written = match target {
            Target::Own => self.store.write(text.as_bytes()).map(own),
            Target::MoveTo(path) => Store::explicit(&path, false).and_then(|mut store| {
                let bytes = store.write(text.as_bytes())?;
                self.store = store;
                Ok(own(bytes))
            }),
            Target::Anywhere => self.store.write(text.as_bytes()).map(own).or_else(|error| self.rescue(&text, &error)),
        };
        let (bytes, instead) = written.map_err(|error| error.to_string())?;
        let tape = self.save_tape(checkpoint, tape);
        Ok(Saved { path: self.store.path().to_owned(), bytes, instead, tape })
    }
}
