//! The thread that writes checkpoints while training goes on, and the trait for the code that writes the file. The
//! thread never touches a trainer: it gets a copy of the state, made between two steps.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Builder;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;

/// Where a checkpoint goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The run's own file.
    Own,
    /// A new file, which is the run's own from then on.
    MoveTo(PathBuf),
    /// The run's own file, or if that fails wherever a file can be written.
    Anywhere,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its path.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Why it is not in the run's own place.
    pub instead: Option<String>,
    /// Why the keyframes are not all beside it, if that has not been said before.
    pub tape: Option<String>,
}

/// Writes checkpoints to disk. The worker does not know the format.
pub trait Save: Send {
    /// Saves the checkpoint, and the keyframes beside it. If that fails, the file that was on disk is still whole.
    ///
    /// # Errors
    /// One sentence that says why it could not be saved.
    fn save(&mut self, checkpoint: &Checkpoint, tape: &[Arc<Keyframe>], target: Target) -> Result<Saved, String>;
}

/// The thread that writes sessions.
pub(super) struct Saver {
    pub jobs: Sender<Job>,
    pub results: Receiver<SaveResult>,
    pub under_way: bool,
}

pub(super) struct Job {
    pub checkpoint: Checkpoint,
    /// Keyframes, oldest first.
    pub tape: Vec<Arc<Keyframe>>,
    pub target: Target,
    pub by_hand: bool,
    pub version: u64,
}

pub(super) struct SaveResult {
    pub saved: Result<Saved, String>,
    pub step: u64,
    pub by_hand: bool,
    pub version: u64,
}

impl Saver {
    /// Starts the thread.
    pub fn spawn(mut save: Box<dyn Save>) -> std::io::Result<Self> {
        let (jobs, receiver) = bounded::<Job>(1);
        let (sender, results) = bounded(1);
        Builder::new().name("saver".to_owned()).spawn(move || {
            for job in receiver {
                let saved = save.save(&job.checkpoint, &job.tape, job.target);
                let step = job.checkpoint.state.position.step;
                let result = SaveResult { saved, step, by_hand: job.by_hand, version: job.version };
                if sender.send(result).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { jobs, results, under_way: false })
    }
}
