//! A session's run set up again, at its newest step or at any other.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::error::SessionError;
use super::format::Session;
use super::tape_dir;
use crate::data::Progress as Reading;
use crate::exit::progress::ProgressLine;
use crate::exit::say;
use crate::nn::machine::kernels;
use crate::train::keyframe::Keyframe;
use crate::train::tape::ROOM;
use crate::train::trainer::Trainer;

/// A net of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Net {
    /// The best one.
    Best,
    /// The newest one.
    Last,
    /// The one after so many steps.
    At(u64),
}

/// A run that goes on from a session.
#[derive(Debug)]
pub struct Again {
    /// The run, at its newest step.
    pub trainer: Trainer,
    /// The keyframes that were read from beside the session.
    pub frames: Vec<Arc<Keyframe>>,
    /// What is wrong with others, in one sentence.
    pub note: Option<String>,
}

impl Session {
    /// Sets the run up again, with `room` bytes for its tape; see [`Session::setup`].
    ///
    /// # Errors
    /// Those of [`Session::setup`], and if the system gives no threads.
    pub fn again(
        &self,
        path: &Path,
        data: Option<&Path>,
        (threads, room): (usize, u64),
        progress: &mut Reading,
    ) -> Result<Again, SessionError> {
        let refused = |error: &dyn std::error::Error| SessionError::malformed(path, error);
        let setup = self.setup(path, data, progress)?;
        let mut trainer = Trainer::new(setup, threads).map_err(|error| refused(&error))?;
        trainer.set_tape(room);
        trainer.restore(self.checkpoint.clone()).map_err(|error| refused(&error))?;
        let found = tape_dir::read(path, &self.source, &self.checkpoint, room);
        let here = kernels().name();
        let other = self.checkpoint.record.kernels.iter().find(|name| *name != here);
        let other = other.map(|name| {
            format!(
                "steps were made with the kernels {name}, which round otherwise than {here}: made again, they are alike"
            )
        });
        trainer.load_tape(found.frames.iter().cloned());
        Ok(Again { trainer, frames: found.frames, note: found.note.or(other) })
    }

    /// Goes to one of the run's nets, with the record until then. What is wrong with keyframes on the way is said.
    ///
    /// # Errors
    /// Those of [`Session::again`], and if the run has no such step.
    pub fn choose(&mut self, net: Net, path: &Path, data: Option<&Path>) -> Result<(), SessionError> {
        match net {
            Net::Last => {}
            Net::Best => self.go_to_best(),
            Net::At(step) => self.go_to(step, path, data)?,
        }
        Ok(())
    }

    fn go_to(&mut self, step: u64, path: &Path, data: Option<&Path>) -> Result<(), SessionError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let again = self.again(path, data, (threads, ROOM), &mut |_, _| ControlFlow::Continue(()))?;
        let Again { mut trainer, note, .. } = again;
        let absent = |source| SessionError::Step { path: path.to_owned(), source };
        if let Some(note) = note {
            say(format_args!("rnntui: {note}."));
        }
        let mut progress = ProgressLine::new("going back");
        let mut tell = |made| {
            progress.show(made, step);
            ControlFlow::Continue(())
        };
        // Nobody breaks it off.
        let _ = trainer.stand_after_telling(step, &mut tell).map_err(absent)?;
        let (state, record) = trainer.now();
        self.checkpoint.state.clone_from(state);
        self.checkpoint.record.clone_from(record);
        self.checkpoint.record.updates.go_on_from(step);
        Ok(())
    }
}
